import type { OpenOptions, Menhu as Searcher } from './slim.js';
import type { Checked, Listed, Meant, PageRelated, SuggestAnswer } from './types.js';

export type * from './types.js';
export { MenhuError } from './slim.js';
export type { ErrorCode, OpenOptions, SearchOptions } from './slim.js';

export interface AskOptions {
  signal?: AbortSignal;
}

export interface SuggestOptions extends AskOptions {
  /** 10 if not given. */
  limit?: number;
}

/** A page index, opened. What is not in the index is a `MenhuError` with the code `not_included`. */
export class Menhu extends Searcher {
  /** Suggestions for what has been typed so far. */
  suggest(text: string, options?: SuggestOptions): Promise<SuggestAnswer>;
  /** The same while typing: a newer call aborts the one before it (`AbortError`). */
  suggestLatest(text: string, options?: SuggestOptions): Promise<SuggestAnswer>;
  /** What the query may have been meant to be. */
  didYouMean(query: string, options?: AskOptions): Promise<Meant>;
  /** What belongs to an item, and why. */
  related(id: string, options?: AskOptions): Promise<PageRelated>;
  /** A way into the site: `units`, `columns`, `subjects`, `genres`, `years`, `themes`, `groups`, `scenes`, `topics`. */
  catalog(list: string, options?: AskOptions): Promise<Listed>;
}

/**
 * Opens an index: a folder's address, or its files by name. The same folder opened twice is one engine. What fails is a
 * `MenhuError` and is not remembered: the same call may succeed later.
 */
export function open(base: string | URL | Map<string, Uint8Array>, options?: OpenOptions): Promise<Menhu>;

/** What numbers can be checked. */
export type NumberKind =
  | 'resident_id' | 'vin' | 'engine_number' | 'plate' | 'mobile' | 'person_name' | 'credit_code' | 'organisation_code'
  | 'doc_number' | 'index_number';

/** Checks a number of a person, an organisation, a vehicle or a document, in the page. */
export function check(kind: NumberKind, text: string): Promise<Checked>;

/** What can be masked. */
export type MaskKind = 'resident_id' | 'person_name' | 'mobile' | 'account' | 'plate' | 'vin' | 'engine_number';

/** The number with only so much left that its owner knows it again. */
export function mask(kind: MaskKind, text: string): Promise<string>;
