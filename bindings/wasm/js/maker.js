// Menhu's page index, made in the page: documents go in, the files of an index come out, nothing is sent anywhere.
//
// One file for the page and for the worker: the worker is this module again, under the name "menhu-maker". Where no
// module worker can be had (Node among them), the same code runs in the page, and lets it breathe between documents.
import init, { Maker as Program } from './maker_program.js';

const WORKER = 'menhu-maker';
/** Between the parts of an error of the program. */
const PART = '\u001f';
/** Characters that are handed over at a time: few enough that a page which has no worker still answers. */
const BATCH = 1 << 18;

const TEXTS = {
  not_json: '不是 JSON 对象', field: '字段有误', missing: '文件不存在，请确认已完整上传', network: '网络不通，请稍后再试',
  damaged: '词典文件已损坏，请重新上传', not_this_file: '所给的不是词典文件', version: '词典文件与程序版本不一致，请更换',
  malformed: '词典文件有误，请更换', crashed: '内存不足或程序出错，请分批处理后重试', closed: '已经关闭',
};

/**
 * Why an index could not be made: `code` for programs, a message in Chinese for people. Of a document: `line` (from 1, in
 * the order in which they came), `id` where it has one, `field`, and `detail` in the kernel's words.
 */
export class MakerError extends Error {
  constructor(code, about = {}) {
    const { line, id, field, detail } = about;
    const place = line ? `第 ${line} 条${id === undefined ? '' : `（${id}）`}：` : '';
    super(place + (field ? `字段 ${field} 有误` : (TEXTS[code] ?? code)) + (detail ? `：${detail}` : ''));
    this.name = 'MakerError';
    Object.assign(this, { code, line, id, field, detail });
  }
}

const aborted = (signal) => signal?.reason ?? new DOMException('aborted', 'AbortError');
/** Waits for a promise, but no longer than until the signal. */
const until = (promise, signal) => {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted(signal));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
};

/** The content of a file beside this module or elsewhere. Node fetches no files, and reads them itself. */
async function read(address) {
  const files = address.startsWith('file:') && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (files) return files.readFile(new URL(address)).catch(() => { throw new MakerError('missing', { detail: address }); });
  let answer;
  try { answer = await fetch(address); } catch { throw new MakerError('network', { detail: address }); }
  if (!answer.ok) throw new MakerError('missing', { detail: address });
  try { return new Uint8Array(await answer.arrayBuffer()); } catch { throw new MakerError('network', { detail: address }); }
}

/** What the program throws, as an error of ours; anything but its own texts means that it has come to an end. */
function failure(error) {
  if (typeof error !== 'string') return error instanceof MakerError ? error : new MakerError('crashed', { detail: String(error) });
  const [code, field, detail] = error.split(PART);
  return new MakerError(code, { field: field || undefined, detail });
}

/** The program, in the page or in the worker. */
class Local {
  /** The program is loaded once, whoever asks and however often; after a failure the next one asks again. */
  static load(wasm) {
    Local.loading ??= read(wasm).then((bytes) => init({ module_or_path: bytes })).catch((error) => {
      Local.loading = undefined;
      throw error;
    });
    return Local.loading;
  }

  async open(dictionary, wasm) {
    const [words] = await Promise.all([typeof dictionary === 'string' ? read(dictionary) : dictionary, Local.load(wasm)]);
    this.program = this.do(() => new Program(words ?? new Uint8Array()));
  }

  do(work) {
    try { return work(); } catch (error) { throw failure(error); }
  }

  /** How many of the lines are open to everybody; of one that is refused the error says which. */
  async add(lines) {
    let [at, open] = [0, 0];
    try {
      for (; at < lines.length; at++) if (this.program.add(lines[at])) open++;
    } catch (error) {
      throw Object.assign(failure(error), { at });
    }
    return open;
  }

  async remove(id) { return this.do(() => this.program.remove(id)); }

  async count() { return this.program.len; }

  async build() {
    return this.do(() => {
      const built = this.program.build();
      try {
        return new Map(built.names().split(' ').map((name) => [name, built.file(name)]));
      } finally {
        built.free();
      }
    });
  }

  /** Lets the page draw and answer. */
  rest() { return new Promise((resolve) => { setTimeout(resolve); }); }

  close() { this.program?.free(); }
}

/** The same in a worker: requests go there and answers come back, by number. */
class Remote {
  constructor(worker) {
    this.worker = worker;
    this.waiting = new Map();
    this.last = 0;
    worker.onmessage = ({ data: [number, answer, error] }) => {
      const waits = this.waiting.get(number);
      this.waiting.delete(number);
      if (error) waits?.reject(Object.assign(new MakerError(error.code, error), { at: error.at }));
      else waits?.resolve(answer);
    };
  }

  /** Opens the program in a worker; gives `null` where the worker itself does not start. */
  static async open(dictionary, wasm, signal) {
    let worker;
    try {
      worker = new Worker(new URL('./maker.js', import.meta.url), { type: 'module', name: WORKER });
    } catch {
      return null;
    }
    const remote = new Remote(worker);
    const fails = new Promise((resolve) => { worker.onerror = () => resolve(false); });
    try {
      const opened = remote.call('open', dictionary, wasm).then(() => true);
      if (await until(Promise.race([opened, fails]), signal)) {
        // From now on an error that nobody caught is a crash: whoever waits hears of it.
        worker.onerror = ({ message }) => remote.end(new MakerError('crashed', { detail: message }));
        return remote;
      }
    } catch (error) {
      worker.terminate();
      throw error;
    }
    worker.terminate();
    return null;
  }

  call(what, ...rest) {
    const number = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage([number, what, ...rest]);
    });
  }

  add(lines) { return this.call('add', lines); }
  remove(id) { return this.call('remove', id); }
  count() { return this.call('count'); }
  build() { return this.call('build'); }
  rest() { return Promise.resolve(); }

  end(error) {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  close() {
    this.worker.terminate();
    this.end(new MakerError('closed'));
  }
}

/** Documents on their way into an index, for who changes them and builds again. */
class Maker {
  #program;
  #line = 0;

  constructor(program) {
    this.#program = program;
  }

  get #open() {
    if (!this.#program) throw new MakerError('closed');
    return this.#program;
  }

  /** Takes in documents. `options`: signal, onProgress. Gives how many were taken and how many left out. */
  async add(documents, options = {}) {
    const { signal, onProgress } = options;
    const program = this.#open;
    const steps = documents[Symbol.asyncIterator]?.() ?? documents[Symbol.iterator]();
    const progress = { documents: 0, leftOut: 0 };
    let [lines, ids, size, ended] = [[], [], 0, false];
    const hand = async () => {
      if (!lines.length) return;
      let open;
      try {
        open = await until(program.add(lines), signal);
      } catch (error) {
        if (!(error instanceof MakerError) || error.at === undefined) throw error;
        const { code, field, detail, at } = error;
        throw new MakerError(code, { field, detail, line: this.#line + at + 1, id: ids[at] });
      }
      this.#line += lines.length;
      progress.documents += open;
      progress.leftOut += lines.length - open;
      [lines, ids, size] = [[], [], 0];
      onProgress?.({ ...progress });
      await until(program.rest(), signal);
    };
    try {
      if (signal?.aborted) throw aborted(signal);
      for (;;) {
        const { done, value } = await until(Promise.resolve(steps.next()), signal);
        if (done) break;
        const line = this.#text(value, this.#line + lines.length + 1);
        lines.push(line);
        ids.push(typeof value === 'string' ? undefined : value?.id);
        size += line.length;
        if (size >= BATCH) await hand();
      }
      ended = true;
      await hand();
    } finally {
      // An iterator that waits for something answers `return` when it has it: nobody waits for that.
      if (!ended) Promise.resolve(steps.return?.()).catch(() => {});
    }
    return progress;
  }

  /** A document as a line; texts are lines already. */
  #text(document, line) {
    if (typeof document === 'string') return document;
    let text;
    try {
      text = JSON.stringify(document);
    } catch (error) {
      throw new MakerError('not_json', { line, id: document?.id, detail: error.message });
    }
    if (text === undefined) throw new MakerError('not_json', { line, detail: typeof document });
    return text;
  }

  /** Takes a document out; gives whether it was there. */
  async remove(id) { return this.#open.remove(String(id)); }

  /** How many documents there are. */
  async count() { return this.#open.count(); }

  /** Builds the index: its files by name. */
  async build({ signal } = {}) { return until(this.#open.build(), signal); }

  /** Gives back the memory. */
  close() {
    this.#program?.close();
    this.#program = null;
  }
}

/** Opens the program. `options`: dictionary, worker (default true), wasm (its address), signal. */
export async function openMaker(options = {}) {
  const { dictionary, worker = true, signal } = options;
  const base = globalThis.document?.baseURI ?? import.meta.url;
  const address = (given, own) => (given === undefined ? own : new URL(given, base)).href;
  const wasm = address(options.wasm, new URL('./maker.wasm', import.meta.url));
  const given = dictionary === null || dictionary instanceof Uint8Array;
  const words = given ? dictionary : address(dictionary, new URL('./dictionary.bin', import.meta.url));
  if (signal?.aborted) throw aborted(signal);
  const remote = worker ? await Remote.open(words, wasm, signal) : null;
  if (remote) return new Maker(remote);
  const local = new Local();
  await until(local.open(words, wasm), signal);
  return new Maker(local);
}

/** Makes the index of documents: its files by name, which `open` of index.js takes and any host serves. */
export async function makeIndex(documents, options = {}) {
  const maker = await openMaker(options);
  try {
    await maker.add(documents, options);
    return await maker.build(options);
  } finally {
    maker.close();
  }
}

if (typeof WorkerGlobalScope !== 'undefined' && globalThis.name === WORKER) {
  const local = new Local();
  globalThis.onmessage = async ({ data: [number, what, ...rest] }) => {
    try {
      const answer = await local[what](...rest);
      const files = answer instanceof Map ? [...answer.values()].map((file) => file.buffer) : [];
      globalThis.postMessage([number, answer], files);
    } catch (error) {
      const { code, field, detail, at } = error instanceof MakerError ? error : failure(error);
      globalThis.postMessage([number, null, { code, field, detail, at }]);
    }
  };
}
