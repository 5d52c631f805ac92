// Menhu in the page, search only: the second program is not part of what is built from this.
import { Searcher } from './engine/client.js';
import { opener } from './engine/open.js';
import { MenhuError } from './error.js';

/** Opens the index in a folder, or in memory. */
export const open = opener(
  () => new Worker(new URL('./slim-worker.js', import.meta.url), { type: 'module' }),
  async () => (await import('./slim-local.js')).open,
  (engine, release) => new Searcher(engine, release),
);

export { MenhuError, Searcher as Menhu };
