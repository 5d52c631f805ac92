// The elements <menhu-searchbox> and <menhu-search>. Loading this module registers them, once; where there are no elements
// (in Node, where pages are made) it does nothing.
import { open } from './index.js';
import { MenhuElement } from './ui/element.js';
import { MenhuSearch } from './ui/search.js';
import { MenhuSearchbox } from './ui/searchbox.js';

MenhuElement.open = open;

/** Registers the elements where they are not yet. */
export function define() {
  for (const [name, element] of [['menhu-searchbox', MenhuSearchbox], ['menhu-search', MenhuSearch]]) {
    if (globalThis.customElements && !customElements.get(name)) customElements.define(name, element);
  }
}

define();

export { MenhuSearch, MenhuSearchbox };
