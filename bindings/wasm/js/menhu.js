// Menhu's search in the page: fetches the files that the engine asks for, and hands out its answers.
//
// One file for the page and for the worker: the worker is this module again, under the name "menhu". Where no module
// worker can be had, the same code runs in the page.
import init, { Engine } from './search.js';

const MANIFEST = 'manifest.mhp';
const WORKER = 'menhu';
const [ENTRY, VALUE] = ['\u001e', '\u001f'];
/** More rounds than any search takes: a server that gives the same file again and again must not keep us for ever. */
const MOST_ROUNDS = 12;

const TEXTS = {
  missing: '检索文件不存在，请确认已完整上传', network: '网络不通，请稍后再试', damaged: '检索文件已损坏，请重新上传',
  not_this_file: '服务器返回的不是检索文件', version: '检索文件与程序版本不一致，请重新导出', malformed: '检索文件有误，请重新导出',
  unknown_field: '没有这个筛选项', rounds: '检索没有得到结果',
};

/** Why a search failed: `code` for programs, a message in Chinese for people. */
export class MenhuError extends Error {
  constructor(code) {
    super(TEXTS[code] ?? code);
    this.name = 'MenhuError';
    this.code = code;
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

/** The engine with its files, in the page or in the worker. */
class Local {
  constructor(base, wasm) {
    this.base = base;
    this.wasm = wasm;
    /** Files on the way, so that two searches do not fetch the same one twice. */
    this.coming = new Map();
    this.running = 0;
  }

  async open() {
    const [manifest] = await Promise.all([this.get(MANIFEST, 'no-cache'), init({ module_or_path: this.wasm })]);
    this.engine = this.engineOf(manifest);
    return this;
  }

  engineOf(manifest) {
    try { return new Engine(manifest); } catch (code) { throw new MenhuError(String(code)); }
  }

  async get(name, cache = 'default') {
    let answer;
    try { answer = await fetch(this.base + name, { cache }); } catch { throw new MenhuError('network'); }
    if (!answer.ok) throw new MenhuError('missing');
    try { return new Uint8Array(await answer.arrayBuffer()); } catch { throw new MenhuError('network'); }
  }

  load(name) {
    let file = this.coming.get(name);
    if (!file) {
      const engine = this.engine;
      file = this.get(name).then((bytes) => {
        try { engine.put(name, bytes); } catch (code) { throw new MenhuError(String(code)); }
      }).finally(() => this.coming.delete(name));
      this.coming.set(name, file);
    }
    return file;
  }

  /** A newer index may have been uploaded, and the old files removed: then everything begins anew with its manifest. */
  async reopen() {
    this.reopening ??= this.get(MANIFEST, 'no-cache').then((manifest) => { this.engine = this.engineOf(manifest); })
      .finally(() => { this.reopening = null; });
    await this.reopening;
  }

  async run(request, signal) {
    let mayReopen = true;
    if (this.running === 0) this.engine.trim();
    this.running++;
    try {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        if (signal?.aborted) throw aborted(signal);
        let answer;
        try { answer = this.engine.search(...request); } catch (code) { throw new MenhuError(String(code)); }
        if (answer[0] === '{') return JSON.parse(answer);
        try {
          await until(Promise.all(answer.split(' ').map((name) => this.load(name))), signal);
        } catch (error) {
          if (!mayReopen || !(error instanceof MenhuError) || error.code === 'network') throw error;
          mayReopen = false;
          await until(this.reopen(), signal);
        }
      }
      throw new MenhuError('rounds');
    } finally {
      this.running--;
    }
  }
}

/** The same in a worker: requests go there and answers come back, by number. */
class Remote {
  constructor(worker) {
    this.worker = worker;
    this.waiting = new Map();
    this.last = 0;
    worker.onmessage = ({ data: [number, answer, code] }) => {
      const waits = this.waiting.get(number);
      this.waiting.delete(number);
      if (waits) code ? waits.reject(new MenhuError(code)) : waits.resolve(answer);
    };
  }

  /** Opens the index in a worker; gives `null` where the worker itself does not start. */
  static async open(base, wasm) {
    let worker;
    try {
      worker = new Worker(import.meta.url, { type: 'module', name: WORKER });
    } catch {
      return null;
    }
    const remote = new Remote(worker);
    const fails = new Promise((resolve) => { worker.onerror = () => resolve(false); });
    if (await Promise.race([remote.call(['open', base, wasm]), fails])) return remote;
    worker.terminate();
    return null;
  }

  call(message) {
    const number = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage([number, ...message]);
    });
  }

  run(request, signal) {
    if (signal?.aborted) return Promise.reject(aborted(signal));
    const answer = this.call(['run', request]);
    const number = this.last;
    signal?.addEventListener('abort', () => this.worker.postMessage([number, 'abort']), { once: true });
    return until(answer, signal);
  }
}

/** A page's search. */
export class Menhu {
  #engine;
  #latest;

  constructor(engine) {
    this.#engine = engine;
  }

  /** Searches. `options`: filters, facets, sort, limit, offset, signal. */
  async search(query, options = {}) {
    const { filters = {}, facets = [], sort = 'relevance', limit = 10, offset = 0, signal } = options;
    const entries = Object.entries(filters).flatMap(([name, values]) => [values].flat().map((value) => name + VALUE + value));
    const flags = (sort === 'date' ? 1 : 0) | (options.numbersOnly ? 2 : 0);
    return this.#engine.run([String(query), entries.join(ENTRY), facets.join(ENTRY), limit, offset, flags], signal);
  }

  /** For search while typing: a newer call aborts the one before it, so that no stale answer is ever drawn. */
  async searchLatest(query, options = {}) {
    this.#latest?.abort();
    const own = (this.#latest = new AbortController());
    options.signal?.addEventListener('abort', () => own.abort(options.signal.reason), { once: true });
    return this.search(query, { ...options, signal: own.signal });
  }
}

/** Opens the index in the folder `base`. `options`: worker (default true), wasm (its address). */
export async function open(base, options = {}) {
  const folder = new URL(base.endsWith('/') ? base : base + '/', globalThis.document?.baseURI ?? import.meta.url).href;
  const wasm = new URL(options.wasm ?? './search.wasm', import.meta.url).href;
  const remote = options.worker === false ? null : await Remote.open(folder, wasm);
  return new Menhu(remote ?? (await new Local(folder, wasm).open()));
}

if (typeof WorkerGlobalScope !== 'undefined' && globalThis.name === WORKER) {
  let local;
  const running = new Map();
  globalThis.onmessage = async ({ data: [number, what, ...rest] }) => {
    if (what === 'abort') return running.get(number)?.abort();
    const own = new AbortController();
    running.set(number, own);
    try {
      if (what === 'open') local = await new Local(...rest).open();
      globalThis.postMessage([number, what === 'run' ? await local.run(...rest, own.signal) : true]);
    } catch (error) {
      globalThis.postMessage([number, null, error.code ?? String(error)]);
    } finally {
      running.delete(number);
    }
  };
}
