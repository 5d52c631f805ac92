import type { Menhu, MenhuError, PageAnswer, Suggestion } from './index.js';
import type { Menhu as Searcher } from './slim.js';

/** What the elements fire. All events bubble, out of the shadow tree as well. */
export interface MenhuEvents {
  /** A search is about to be made; prevented, it is not. */
  'menhu-search': CustomEvent<{ query: string }>;
  /** A suggestion was chosen; prevented, nothing is searched for. */
  'menhu-select': CustomEvent<{ suggestion: Suggestion }>;
  'menhu-results': CustomEvent<{ query: string; answer: PageAnswer }>;
  'menhu-error': CustomEvent<{ error: MenhuError }>;
}

/** A box with suggestions that leads to a page of results. */
export class MenhuSearchbox extends HTMLElement {
  /** The opened index, instead of the attribute `index`. */
  menhu: Menhu | Searcher | undefined;
  /** What stands in the box. */
  value: string;
}

/** The box, the results, the filters. */
export class MenhuSearch extends MenhuSearchbox {
  /** Searches for what stands in the box, or for this. */
  search(query?: string): Promise<void>;
}

/** Registers the elements where they are not yet. Loading this module does so. */
export function define(): void;

declare global {
  interface HTMLElementTagNameMap {
    'menhu-searchbox': MenhuSearchbox;
    'menhu-search': MenhuSearch;
  }
  interface HTMLElementEventMap extends MenhuEvents {}
}
