// The two programs, and what each answers.
import { once } from './failure.js';
import { program } from './files.js';

/** What loads a program and then gives its class. `start` is the glue's: what it fetches by itself says less when it fails. */
export const starter = (start, Engine, url) => once(async () => {
  start({ module: await program(url) });
  return Engine;
});

export const SEARCH = { search: ['search', 'search'] };
export const ALL = {
  ...SEARCH,
  suggest: ['more', 'suggest'],
  didYouMean: ['more', 'did_you_mean'],
  related: ['more', 'related'],
  catalog: ['more', 'catalog'],
};
