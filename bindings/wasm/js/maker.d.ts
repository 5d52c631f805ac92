/** A document: an interchange object as portals export it. Fields that Menhu does not know may stand in it. */
export interface Document {
  id: string | number;
  title?: string;
  body?: string;
  summary?: string;
  /** document (if not given), service, news, letter, unit, column, scene, form, lookup, topic, or its Chinese name. */
  kind?: string;
  /** A day; what follows it is dropped. */
  date?: string;
  unit?: string;
  /** Path, its levels separated by `/`. */
  column?: string;
  url?: string;
  keywords?: string | string[];
  subjects?: string | string[];
  genre?: string;
  /** What is not `open` (if not given), or its Chinese name, is left out. */
  openness?: string;
  [field: string]: unknown;
}

/** Documents, or lines of JSON. */
export type Documents = Iterable<Document | string> | AsyncIterable<Document | string>;

export interface Progress {
  /** Documents that were taken in. */
  documents: number;
  /** Documents that are not open to everybody. */
  leftOut: number;
}

export interface AddOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface MakerOptions {
  /**
   * The file of the dictionary, or its address; `dictionary.bin` beside this module if not given. `null`: none. Then texts
   * are found by pairs of characters only, and queries are not cut into words.
   */
  dictionary?: string | URL | Uint8Array | null;
  /** Whether to work in a worker where that is possible; true if not given. */
  worker?: boolean;
  /** Address of the WASM file; beside this module if not given. */
  wasm?: string | URL;
  signal?: AbortSignal;
}

/** Documents on their way into an index, for who changes them and builds again. */
export interface Maker {
  /** Takes in documents; of those with the same id the last counts. Those before one that is refused stay taken in. */
  add(documents: Documents, options?: AddOptions): Promise<Progress>;
  /** Takes a document out; gives whether it was there. */
  remove(id: string | number): Promise<boolean>;
  /** How many documents there are. */
  count(): Promise<number>;
  /** Builds the index of the documents that are there: its files by name. */
  build(options?: { signal?: AbortSignal }): Promise<Map<string, Uint8Array>>;
  /** Gives back the memory. */
  close(): void;
}

/** Opens the program and the dictionary. */
export function openMaker(options?: MakerOptions): Promise<Maker>;

/** Makes the index of documents: its files by name, the same bytes as a portal's export of them. */
export function makeIndex(documents: Documents, options?: MakerOptions & AddOptions): Promise<Map<string, Uint8Array>>;

/** Why an index could not be made. An abort is the signal's own reason instead. */
export class MakerError extends Error {
  readonly code:
    | 'not_json' | 'field' | 'missing' | 'network' | 'damaged' | 'not_this_file' | 'version' | 'malformed' | 'crashed' | 'closed';
  /** Which document, from 1, in the order in which they came. */
  readonly line?: number;
  readonly id?: string | number;
  readonly field?: string;
  /** What is wrong and what to do, in the kernel's words; of a file, its address. */
  readonly detail?: string;
}
