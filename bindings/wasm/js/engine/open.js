// Opens an index, in a worker or in the page, and once for all who ask for it.
import { MenhuError } from '../error.js';
import { Failure, until } from './failure.js';
import { Remote } from './remote.js';

/** What failed in the engine, as a page sees it. Not by its class: the file with the engine has its own. */
export const seen = (error) => (error && !(error instanceof Error) && 'where' in error
  ? new MenhuError(error.code, error.where) : error);

const absolute = (address) => new URL(address, globalThis.document?.baseURI ?? globalThis.location?.href);

/** A folder's address, absolute, with its slash. */
function folder(base) {
  const url = absolute(base);
  url.search = url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}

/**
 * Makes `open`. `start` makes the worker; `local` loads what opens an index in the page: (base, wasm) → Host;
 * `make` makes what the page is given, of an engine and of what to call when it is done with it.
 */
export function opener(start, local, make) {
  /** Engines in use by their base and options: { engine: a promise, users }. */
  const shared = new Map();

  async function engine(base, wasm, inWorker) {
    const remote = inWorker && typeof Worker === 'function' ? await Remote.open(start, base, wasm) : null;
    if (remote) return remote;
    let open;
    try { open = await local(); } catch { throw new Failure('network', 'local.js'); }
    return open(base, wasm);
  }

  return async function open(base, options = {}) {
    const { worker = true, signal } = options;
    const wasm = Object.fromEntries(Object.entries(options.wasm ?? {}).map(([name, url]) => [name, absolute(url).href]));
    const where = base instanceof Map ? base : folder(base);
    // Two Maps are two indexes, whatever they hold.
    const key = base instanceof Map ? base : JSON.stringify([where, worker, wasm]);
    let one = shared.get(key);
    if (!one) {
      one = { engine: engine(where, wasm, worker), users: 0 };
      shared.set(key, one);
      one.engine.catch(() => {
        if (shared.get(key) === one) shared.delete(key);
      });
    }
    one.users++;
    const release = () => {
      if (--one.users > 0) return;
      // What failed has made room already, perhaps for a new one.
      if (shared.get(key) === one) shared.delete(key);
      one.engine.then((opened) => opened.close?.(), () => {});
    };
    try {
      return make(await until(one.engine, signal), release);
    } catch (error) {
      release();
      throw seen(error);
    }
  };
}
