// The engine with both programs, in the page: where no worker can be had, and in Node. The second program is fetched
// when the first question for it comes.
import { Host } from './engine/host.js';
import { ALL, starter } from './engine/programs.js';
import { More, initSync as startMore } from './more.js';
import { Engine, initSync as startSearch } from './search.js';

export const open = (base, { search, more }) => new Host(base, {
  search: starter(startSearch, Engine, search ?? new URL('./search.wasm', import.meta.url).href),
  more: starter(startMore, More, more ?? new URL('./more.wasm', import.meta.url).href),
}, ALL).open();
