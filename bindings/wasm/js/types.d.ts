// What the engine answers.

export interface PageAnswer {
  /** How many documents match. */
  total: number;
  /** Whether hits need not hold every word. */
  relaxed: boolean;
  /** Whether letters were read as pinyin. */
  pinyin: boolean;
  hits: PageHit[];
  facets: Record<string, { value: string; count: number }[]>;
}

export interface PageHit {
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

export interface SuggestAnswer {
  suggestions: Suggestion[];
}

export interface Suggestion {
  text: string;
  kind: string;
  /** The item it leads to; `null` for words to search for. */
  id: string | null;
}

export interface Meant {
  /** What the query may have been meant to be. */
  did_you_mean: DidYouMean | null;
}

export interface DidYouMean {
  text: string;
}

export interface PageRelated {
  groups: PageRelatedGroup[];
}

export interface PageRelatedGroup {
  type: string;
  items: { id: string; title: string; reason: string; url: string }[];
}

export interface Listed {
  list: string;
  entries: ListEntry[];
}

export interface ListEntry {
  /** The name that citizens read. */
  label: string;
  /** The value that the list's filter takes; of a scene its id. */
  value: string;
  /** Name of the filter that finds its items. */
  filter?: string;
  /** Id of the item that it is, where it is one. */
  id?: string;
  /** How deep it stands: 0 at the top. */
  level: number;
  /** Of a theme: `person` or `enterprise`. Of a column: its unit. */
  of?: string;
  count: number;
}

/** What is said of a number. */
export interface Checked {
  valid: boolean;
  /** As it is written. */
  normal?: string;
  /** What is wrong, in Chinese. */
  message?: string;
  /** What it says: of a resident id, birth and sex, and so on. */
  parts?: Record<string, unknown>;
}
