import type { PageAnswer } from './types.js';

export type * from './types.js';

export interface SearchOptions {
  /** Field and value or values; values of one field are alternatives. Also `date_from` and `date_to` (`YYYY-MM-DD`). */
  filters?: Record<string, string | readonly string[]>;
  /** Fields whose values are counted. */
  facets?: readonly string[];
  sort?: 'relevance' | 'date';
  /** 10 if not given. */
  limit?: number;
  offset?: number;
  signal?: AbortSignal;
}

export interface OpenOptions {
  /** Whether to search in a worker where that is possible; true if not given. */
  worker?: boolean;
  /** Addresses of the programs; beside this module if not given. */
  wasm?: { search?: string | URL; more?: string | URL };
  signal?: AbortSignal;
}

/** A page index, opened. */
export class Menhu {
  protected constructor();
  /** Searches. The query language is that of the server: words, "phrases", -exclusions, field:value. */
  search(query: string, options?: SearchOptions): Promise<PageAnswer>;
  /** For search while typing: a newer call aborts the one before it (`AbortError`), so that no stale answer is drawn. */
  searchLatest(query: string, options?: SearchOptions): Promise<PageAnswer>;
  /** Says that it is not needed any more. The worker ends with the last who has opened the same index. */
  close(): void;
}

/**
 * Opens an index: a folder's address, or its files by name. The same folder opened twice is one engine. What fails is a
 * `MenhuError` and is not remembered: the same call may succeed later.
 */
export function open(base: string | URL | Map<string, Uint8Array>, options?: OpenOptions): Promise<Menhu>;

export type ErrorCode =
  | 'missing' | 'network' | 'damaged' | 'not_this_file' | 'version' | 'malformed' | 'unknown_field' | 'not_included'
  | 'unknown_kind' | 'rounds' | 'program' | 'crashed' | 'no_disk' | 'closed';

/** Why something failed; the message is Chinese and for people. */
export class MenhuError extends Error {
  constructor(code: ErrorCode, where?: string);
  readonly code: ErrorCode | (string & {});
  /** The file it is about, or empty. */
  readonly where: string;
}
