// The page's side of the worker.
import { Failure, aborted, until } from './failure.js';

export class Remote {
  #worker;
  #waiting = new Map();
  #last = 0;

  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data: [number, answer, code, where] }) => {
      const waits = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (code) waits?.reject(new Failure(code, where));
      else waits?.resolve(answer);
    };
  }

  /** Opens the index in a worker; gives `null` where the worker itself does not start. */
  static async open(start, base, wasm) {
    let worker;
    try { worker = start(); } catch { return null; }
    const remote = new Remote(worker);
    const fails = new Promise((resolve) => {
      worker.onerror = (event) => {
        // Not for the page's own handler of errors: the page searches by itself now.
        event.preventDefault();
        resolve(false);
        remote.#reject('crashed', event.message);
      };
    });
    try {
      if (await Promise.race([remote.#call(['open', base, wasm]).promise, fails])) return remote;
    } catch (error) {
      remote.close();
      throw error;
    }
    remote.close();
    return null;
  }

  #call(message) {
    const number = ++this.#last;
    const promise = new Promise((resolve, reject) => this.#waiting.set(number, { resolve, reject }));
    this.#worker.postMessage([number, ...message]);
    return { number, promise };
  }

  async run(name, values, signal) {
    if (signal?.aborted) throw aborted(signal);
    const { number, promise } = this.#call(['run', name, values]);
    try {
      return await until(promise, signal);
    } finally {
      // Nobody waits for it any more: it need not fetch what is still missing.
      if (this.#waiting.has(number)) {
        this.#waiting.delete(number);
        this.#worker.postMessage([number, 'abort']);
      }
    }
  }

  close() {
    this.#worker.terminate();
    this.#reject('closed');
  }

  #reject(code, where) {
    for (const { reject } of this.#waiting.values()) reject(new Failure(code, where));
    this.#waiting.clear();
  }
}
