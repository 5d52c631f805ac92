// Made from the kernel's types: MENHU_WRITE_SCHEMAS=1 cargo test --workspace contracts

/**
 * An answer.
 */
export type PageAnswer = {
  /**
   * How many documents match.
   */
  total: number,
  /**
   * Whether hits need not hold every word.
   */
  relaxed: boolean,
  /**
   * Whether letters were read as pinyin.
   */
  pinyin: boolean,
  /**
   * What is shown of them; empty where only numbers were asked for.
   */
  hits: Array<PageHit>,
  /**
   * Values of each facet asked for.
   */
  facets: { [field: string]: Array<{ value: string, count: number }> }, };

/**
 * A hit.
 */
export type PageHit = {
  /**
   * The document's id.
   */
  id: string,
  /**
   * Its title, plain.
   */
  title: string,
  /**
   * Where it is.
   */
  url: string,
  /**
   * Its date, `YYYY-MM-DD`, or empty.
   */
  date: string,
  /**
   * The publishing unit, or empty.
   */
  unit: string,
  /**
   * Its kind, or empty.
   */
  kind: string,
  /**
   * The title as HTML, with `<mark>`.
   */
  highlight: { title: string, passage: string }, };

/**
 * The answer to a `SuggestRequest`.
 */
export type SuggestAnswer = {
  /**
   * Suggestions, grouped by kind in the order of `SuggestionKind.ALL`, best first in each group.
   */
  suggestions: Array<Suggestion>,
  /**
   * Time spent in the kernel, in microseconds.
   */
  took_us: number, };

/**
 * One suggestion.
 */
export type Suggestion = {
  /**
   * The text, as it is shown.
   */
  text: string,
  /**
   * What it is.
   */
  kind: SuggestionKind,
  /**
   * The item it leads to. `None` for words to search for, and where several items of the kind bear this text: then,
   * too, a search shows them.
   */
  id: string | null,
  /**
   * The text as HTML, escaped, what was typed in `<mark>`.
   */
  highlight: string, };

/**
 * What a suggestion is. The order is that of the groups in an answer: what answers a need comes before words to search
 * for, and those before single publications.
 */
export type SuggestionKind = "service" | "unit" | "topic" | "column" | "term" | "query" | "title";

/**
 * What a query may have meant.
 */
export type Meant = {
  /**
   * The corrected query. It was not searched.
   */
  did_you_mean: DidYouMean | null, };

/**
 * A correction of the query.
 */
export type DidYouMean = {
  /**
   * The query, corrected.
   */
  text: string,
  /**
   * Whether the answer is that of the corrected query. The way back is to ask with
   * `SearchRequest.correct` off.
   */
  searched: boolean, };

/**
 * What is related to a document, with addresses: a page has no item to ask for them.
 */
export type PageRelated = {
  /**
   * Groups that have an item, in the order of `LinkType.ALL`.
   */
  groups: Array<PageRelatedGroup>, };

/**
 * Items of one type of link.
 */
export type PageRelatedGroup = {
  /**
   * The type.
   */
  type: LinkType,
  /**
   * Its name, for citizens.
   */
  label: string,
  /**
   * How many items there are, those that are not given included.
   */
  total: number,
  /**
   * The first of them.
   */
  items: Array<PageRelatedItem>, };

/**
 * An item that is related, and where it is.
 */
export type PageRelatedItem = {
  /**
   * Where it is, where that is known.
   */
  url: string | null,
  /**
   * Its id.
   */
  id: string,
  /**
   * Its title.
   */
  title: string,
  /**
   * What it is.
   */
  kind: Kind,
  /**
   * The unit that publishes it.
   */
  unit?: string,
  /**
   * The day of its publication.
   */
  date?: string,
  /**
   * Whether it is in force.
   */
  validity: Validity,
  /**
   * Why it is here, in Chinese: 引用：第三条提到国发〔2019〕5号.
   */
  reason: string,
  /**
   * Whose text says so.
   */
  direction: Direction,
  /**
   * Where it is said, where it is said in a text.
   */
  evidence?: Evidence, };

/**
 * An item that is related.
 */
export type RelatedItem = {
  /**
   * Its id.
   */
  id: string,
  /**
   * Its title.
   */
  title: string,
  /**
   * What it is.
   */
  kind: Kind,
  /**
   * The unit that publishes it.
   */
  unit?: string,
  /**
   * The day of its publication.
   */
  date?: string,
  /**
   * Whether it is in force.
   */
  validity: Validity,
  /**
   * Why it is here, in Chinese: 引用：第三条提到国发〔2019〕5号.
   */
  reason: string,
  /**
   * Whose text says so.
   */
  direction: Direction,
  /**
   * Where it is said, where it is said in a text.
   */
  evidence?: Evidence, };

/**
 * How two items belong together. Types of both directions have names of their own.
 */
export type LinkType = "pinned" | "superseded_by" | "supersedes" | "interpreted_by" | "interprets" | "basis" | "basis_of" | "form" | "form_of" | "scene" | "scene_item" | "cites" | "cited_by" | "same_column" | "similar";

/**
 * Whose text says that two items belong together.
 */
export type Direction = "out" | "in" | "both";

/**
 * Where it is said that two items belong together.
 */
export type Evidence = {
  /**
   * Id of the item whose text it is.
   */
  item: string,
  /**
   * The field: `body`, `title`, `basis[0]`, `materials[2].form`.
   */
  field: string,
  /**
   * Where it begins in the field, in characters.
   */
  start: number,
  /**
   * Where it ends.
   */
  end: number,
  /**
   * What stands there.
   */
  quote: string,
  /**
   * The article or heading below which it stands.
   */
  place?: string, };

/**
 * What a portal has under a list.
 */
export type Listed = {
  /**
   * Which list it is.
   */
  list: Listing,
  /**
   * Its entries, in the list's order. Themes and groups without an item are there too, with a count of 0.
   */
  entries: Array<ListEntry>, };

/**
 * An entry of a list.
 */
export type ListEntry = {
  /**
   * The name that citizens read; of a column and of a subject its last level.
   */
  label: string,
  /**
   * The value that the list's filter takes; of a scene its id.
   */
  value: string,
  /**
   * Name of the filter that finds its items; none of a scene.
   */
  filter?: string,
  /**
   * Id of the item that it is, where it is one.
   */
  id?: string,
  /**
   * How deep it stands: 0 at the top.
   */
  level: number,
  /**
   * Of a theme: for whom it is, `person` or `enterprise`. Of a column: its unit.
   */
  of?: string,
  /**
   * How many open items it has, those of the levels below it too.
   */
  count: number, };

/**
 * A list of ways into what a portal publishes.
 */
export type Listing = "units" | "columns" | "subjects" | "genres" | "years" | "themes" | "groups" | "scenes" | "topics";

/**
 * What an item is.
 */
export type Kind = "document" | "news" | "service" | "letter" | "unit" | "column" | "scene" | "form" | "lookup" | "topic";

/**
 * 有效性: whether a document is in force.
 */
export type Validity = "in_force" | "amended" | "repealed" | "expired";

/**
 * What `check` finds.
 */
export type Checked = {
  /**
   * Whether it is what it should be.
   */
  valid: boolean,
  /**
   * The form in which it is compared and sent on, where it is valid.
   */
  normal?: string,
  /**
   * What is wrong, in Chinese, for whoever typed it.
   */
  message?: string,
  /**
   * What it says, by name.
   */
  parts?: { [key in string]: Value }, };

/**
 * A part of what was checked.
 */
export type Value = string | number | boolean;
