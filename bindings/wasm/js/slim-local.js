// The engine that only searches, in the page.
import { Host } from './engine/host.js';
import { SEARCH, starter } from './engine/programs.js';
import { Engine, initSync } from './search.js';

export const open = (base, { search }) => new Host(base, {
  search: starter(initSync, Engine, search ?? new URL('./search.wasm', import.meta.url).href),
}, SEARCH).open();
