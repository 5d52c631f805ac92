// <menhu-search>: the box, the results, the filters.
import * as address from './address.js';
import { MenhuElement } from './element.js';
import { Filters } from './filters.js';
import { make } from './nodes.js';
import { emptyNode, failureNode, hitNode, meantNode } from './results.js';

/** After so long it is said that the search is under way. */
const SLOW = 400;
const NOTHING = { query: '', filters: {}, sort: 'relevance', shown: 0 };

export class MenhuSearch extends MenhuElement {
  #state = NOTHING;
  #running = null;
  #nodes;
  #back = () => this.#restore();

  get hasResults() {
    return true;
  }

  /** While results follow the typing, a list of suggestions would lie on them. */
  get suggests() {
    return super.suggests && !this.hasAttribute('live');
  }

  get #fields() {
    return (this.getAttribute('filters') ?? '').split(',').map((field) => field.trim()).filter(Boolean);
  }

  get #limit() {
    return Math.max(1, Number.parseInt(this.getAttribute('limit') ?? '', 10) || 10);
  }

  drawn() {
    this.#draw();
  }

  connected() {
    addEventListener('popstate', this.#back);
    // It may have been taken out in the middle of a search.
    if (this.#state.query) this.#run({ ...this.#state, shown: 0 }, { isRestored: true });
    else if (!this.#restore() && this.value.trim()) this.search(this.value);
  }

  disconnected() {
    removeEventListener('popstate', this.#back);
    this.#running?.abort();
  }

  redrawn() {
    if (this.#state.query) this.#run({ ...this.#state, shown: 0 });
  }

  /** Searches, as if it had been typed. */
  search(query = this.value) {
    this.value = query;
    return this.#run({ ...NOTHING, query: query.trim() }, { isNew: true });
  }

  submitted(event, query) {
    event.preventDefault();
    this.search(query);
  }

  typed(query) {
    if (this.hasAttribute('live')) this.#run({ ...NOTHING, query: query.trim() });
  }

  cleared() {
    this.#run(NOTHING, { isNew: !this.hasAttribute('live') });
  }

  /** Takes the state from the address, where the element keeps it there. */
  #restore() {
    const param = this.getAttribute('param');
    if (!param) return false;
    const state = address.read(param, this.#fields);
    if (!state.query && !this.#state.query) return false;
    this.value = state.query;
    this.#run(state, { isRestored: true });
    return true;
  }

  #draw() {
    const { texts } = this;
    const sort = ['relevance', 'date'].map((name) => {
      const radio = make('input', { type: 'radio', name: 'sort', value: name });
      radio.addEventListener('change', () => this.#run({ ...this.#state, sort: name, shown: 0 }, { isNew: true }));
      return make('label', { part: 'sort-option' }, radio, texts[name]);
    });
    const nodes = {
      status: make('p', { part: 'summary', role: 'status' }),
      sort: make('fieldset', { part: 'sort', class: 'sort' }, make('legend', { class: 'hidden' }, texts.sort), sort),
      note: make('p', { part: 'note', class: 'note', hidden: true }, texts.relaxed),
      hits: make('ol', { part: 'hits', class: 'hits' }),
      more: make('button', { type: 'button', part: 'more', class: 'action more', hidden: true }),
      after: make('div', {}),
      filters: new Filters(texts, (filters) => this.#run({ ...this.#state, filters, shown: 0 }, { isNew: true })),
    };
    nodes.bar = make('div', { class: 'bar' }, nodes.status, nodes.sort);
    nodes.main = make('section', { part: 'results', class: 'main', tabindex: '-1', 'aria-labelledby': 'results' },
      make('h2', { id: 'results', class: 'hidden' }, texts.results), nodes.bar, nodes.note, nodes.hits, nodes.more, nodes.after);
    nodes.body = make('div', { part: 'body', class: 'body' }, nodes.filters.node, nodes.main);
    nodes.more.addEventListener('click', () => this.#run(this.#state, { isMore: true }));
    this.#nodes = nodes;
    this.#blank();
    this.shadowRoot.append(nodes.body);
  }

  /** Nothing is searched for. The region for messages is there before there are any, or they are not read out. */
  #blank() {
    const { bar, status, sort, note, hits, more, after, filters, body } = this.#nodes;
    status.textContent = '';
    bar.classList.add('quiet');
    for (const node of [sort, note, hits, more, filters.node]) node.hidden = true;
    hits.replaceChildren();
    after.replaceChildren();
    body.classList.remove('has-filters', 'busy');
  }

  /** `isMore`: the next hits; `isNew`: an entry of the history; `isRestored`: from the address, which stays as it is. */
  async #run(state, { isMore = false, isNew = false, isRestored = false } = {}) {
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    const { signal } = mine;
    const shown = isMore ? state.shown : 0;
    this.#state = state;
    const keep = (isEntry) => {
      const param = this.getAttribute('param');
      if (param && !isRestored) address.write(param, this.#fields, this.#state, isEntry);
    };
    if (!isMore) keep(isNew);
    if (!state.query) return this.#blank();
    const { body, bar, status, after } = this.#nodes;
    after.replaceChildren();
    body.classList.add('busy');
    body.setAttribute('aria-busy', 'true');
    const slow = setTimeout(() => {
      bar.classList.remove('quiet');
      status.textContent = this.texts.searching;
    }, SLOW);
    try {
      const menhu = await this.engine();
      const limit = isMore ? this.#limit : Math.max(this.#limit, state.shown);
      const { query, filters, sort } = state;
      const answer = await menhu.search(query, { filters, sort, facets: this.#fields, limit, offset: shown, signal });
      if (this.#running !== mine) return;
      this.#state = { ...state, shown: shown + answer.hits.length };
      this.#show(answer, shown);
      keep(false);
      this.tell('menhu-results', { query, answer });
      if (answer.total === 0) await this.#mean(menhu, query, signal);
    } catch (error) {
      if (this.#running !== mine || signal.aborted) return;
      status.textContent = '';
      if (!isMore) this.#blank();
      after.replaceChildren(failureNode(error, this.texts, () => {
        this.#nodes.main.focus();
        this.#run(state, { isMore, isNew, isRestored });
      }));
      this.tell('menhu-error', { error });
    } finally {
      clearTimeout(slow);
      if (this.#running === mine) {
        body.classList.remove('busy');
        body.setAttribute('aria-busy', 'false');
      }
    }
  }

  #show({ total, relaxed, hits, facets }, before) {
    const { texts } = this;
    const nodes = this.#nodes;
    const { query, filters, sort, shown } = this.#state;
    // That nothing was found stands below, with what to do; here it is for those who hear it.
    nodes.bar.classList.toggle('quiet', total === 0);
    nodes.status.textContent = total ? texts.found(total, shown) : texts.empty(query);
    const rows = hits.map((hit) => hitNode(hit, texts));
    if (before) nodes.hits.append(...rows);
    else nodes.hits.replaceChildren(...rows);
    nodes.note.hidden = !(relaxed && total);
    nodes.sort.hidden = nodes.hits.hidden = total === 0;
    for (const radio of nodes.sort.querySelectorAll('input')) radio.checked = radio.value === sort;
    nodes.more.hidden = shown >= total || hits.length === 0;
    nodes.more.textContent = texts.more(total - shown);
    nodes.filters.show(this.#fields, facets, filters);
    nodes.body.classList.toggle('has-filters', !nodes.filters.node.hidden);
    nodes.after.replaceChildren(...(total ? [] : [emptyNode(query, Object.keys(filters).length > 0, texts)]));
    // Readers go on where the new ones begin.
    if (before) rows[0]?.querySelector('a')?.focus();
  }

  async #mean(menhu, query, signal) {
    // An index may have no corrections; then there are none to offer.
    const answer = await menhu.didYouMean?.(query, { signal }).catch(() => null);
    const text = answer?.did_you_mean?.text;
    if (text && !signal.aborted) this.#nodes.after.querySelector('h3').after(meantNode(text, this.texts, (meant) => {
      // The button goes; on a phone the box would bring up the keyboard.
      this.#nodes.main.focus();
      this.search(meant);
    }));
  }
}
