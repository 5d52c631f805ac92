// What the engine answers.

export interface Answer {
  /** How many documents match. */
  total: number;
  /** Whether hits need not hold every word. */
  relaxed: boolean;
  /** Whether letters were read as pinyin. */
  pinyin: boolean;
  hits: Hit[];
  facets: Record<string, FacetValue[]>;
}

export interface FacetValue {
  value: string;
  count: number;
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

export interface SuggestAnswer {
  suggestions: Suggestion[];
}

export interface Suggestion {
  text: string;
  kind: string;
  /** The item it leads to; `null` for words to search for. */
  id: string | null;
}

export interface CorrectionAnswer {
  /** What the query may have been meant to be. */
  did_you_mean: { text: string } | null;
}

export interface RelatedAnswer {
  groups: RelatedGroup[];
}

export interface RelatedGroup {
  type: string;
  items: { id: string; title: string; reason: string; url: string }[];
}

export interface CatalogAnswer {
  list: string;
  entries: CatalogEntry[];
}

export interface CatalogEntry {
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
