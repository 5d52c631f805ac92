/** A page index, opened. */
export class Menhu {
  /** Searches. The query language is that of the server: words, "phrases", -exclusions, field:value. */
  search(query: string, options?: SearchOptions): Promise<Answer>;
  /** For search while typing: a newer call aborts the one before it (`AbortError`), so that no stale answer is drawn. */
  searchLatest(query: string, options?: SearchOptions): Promise<Answer>;
}

export interface SearchOptions {
  /** Field and value or values; values of one field are alternatives. Also `date_from` and `date_to` (`YYYY-MM-DD`). */
  filters?: Record<string, string | string[]>;
  /** Fields whose values are counted. */
  facets?: string[];
  sort?: 'relevance' | 'date';
  /** 10 if not given. */
  limit?: number;
  offset?: number;
  signal?: AbortSignal;
}

export interface Answer {
  /** How many documents match. */
  total: number;
  /** Whether hits need not hold every word. */
  relaxed: boolean;
  /** Whether letters were read as pinyin. */
  pinyin: boolean;
  hits: Hit[];
  facets: Record<string, { value: string; count: number }[]>;
}

export interface Hit {
  id: string;
  title: string;
  url: string;
  /** `YYYY-MM-DD`, or empty. */
  date: string;
  unit: string;
  kind: string;
  /** Escaped HTML with `<mark>`. */
  highlight: { title: string; passage: string };
}

export interface OpenOptions {
  /** Whether to search in a worker where that is possible; true if not given. */
  worker?: boolean;
  /** Address of the WASM file; beside this module if not given. */
  wasm?: string;
}

/** Opens the index in a folder. */
export function open(base: string, options?: OpenOptions): Promise<Menhu>;

/** Why a search failed. */
export class MenhuError extends Error {
  readonly code: 'missing' | 'network' | 'damaged' | 'not_this_file' | 'version' | 'malformed' | 'unknown_field' | 'rounds';
}
