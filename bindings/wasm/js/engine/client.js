// What a page is given: questions as methods.
import { MenhuError } from '../error.js';
import { seen } from './open.js';

const [ENTRY, VALUE] = ['\u001e', '\u001f'];

/** A search. */
export class Searcher {
  #engine;
  #release;
  #latest = new Map();

  constructor(engine, release) {
    this.#engine = engine;
    this.#release = release;
  }

  /** Asks the engine. For the methods here and of the class that adds to it. */
  async ask(name, values, signal) {
    if (!this.#engine) throw new MenhuError('closed');
    try {
      return await this.#engine.run(name, values, signal);
    } catch (error) {
      throw seen(error);
    }
  }

  /** Calls with a signal that the next call of the same name aborts. */
  async latest(name, signal, call) {
    this.#latest.get(name)?.abort();
    const own = new AbortController();
    this.#latest.set(name, own);
    const abort = () => own.abort(signal.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await call(own.signal);
    } finally {
      signal?.removeEventListener('abort', abort);
      if (this.#latest.get(name) === own) this.#latest.delete(name);
    }
  }

  async search(query, options = {}) {
    const { filters = {}, facets = [], sort = 'relevance', limit = 10, offset = 0, signal } = options;
    const entries = Object.entries(filters).flatMap(([name, values]) => [values].flat().map((value) => name + VALUE + value));
    const flags = (sort === 'date' ? 1 : 0) | (options.numbersOnly ? 2 : 0);
    return this.ask('search', [String(query), entries.join(ENTRY), facets.join(ENTRY), limit, offset, flags], signal);
  }

  async searchLatest(query, options = {}) {
    return this.latest('search', options.signal, (signal) => this.search(query, { ...options, signal }));
  }

  close() {
    this.#engine = null;
    this.#release?.();
    this.#release = null;
  }
}

/** A search, and what goes with it. */
export class Menhu extends Searcher {
  async suggest(text, { limit = 10, signal } = {}) {
    return this.ask('suggest', [String(text), limit], signal);
  }

  async suggestLatest(text, options = {}) {
    return this.latest('suggest', options.signal, (signal) => this.suggest(text, { ...options, signal }));
  }

  async didYouMean(query, { signal } = {}) {
    return this.ask('didYouMean', [String(query)], signal);
  }

  async related(id, { signal } = {}) {
    return this.ask('related', [String(id)], signal);
  }

  async catalog(list, { signal } = {}) {
    return this.ask('catalog', [String(list)], signal);
  }
}
