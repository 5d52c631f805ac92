// A text box with suggestions, in the manner of the ARIA 1.2 combobox. It fills nodes that an element made.
import { make, marked, markedAt } from './nodes.js';
import { Typing } from './typing.js';

export class Combobox {
  #nodes;
  #texts;
  #asked;
  #options = [];
  #active = -1;
  #asking = null;
  #typing;
  #has = true;

  /**
   * `nodes`: input, list, status, hint. `suggest(text, signal)` gives suggestions, or `null` where there are none to be had at
   * all; `choose(suggestion)`; `changed()` with every change of the text; `typed(text)` when it counts.
   */
  constructor(nodes, texts, { suggest, choose, changed, typed }) {
    this.#nodes = nodes;
    this.#texts = texts;
    this.#asked = { suggest, choose };
    const { input, list } = nodes;
    this.#has = Boolean(suggest);
    if (this.#has) {
      for (const [key, value] of Object.entries({
        role: 'combobox', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-expanded': 'false',
        'aria-controls': list.id, 'aria-describedby': nodes.hint.id,
      })) input.setAttribute(key, value);
    }
    this.#typing = new Typing(input, {
      changed,
      typed: () => {
        typed?.(input.value);
        this.#ask();
      },
    });
    input.addEventListener('keydown', (event) => this.#key(event));
    // A press on a suggestion must not take the focus away before the click.
    list.addEventListener('mousedown', (event) => event.preventDefault());
    input.addEventListener('blur', () => this.close());
  }

  get isOpen() {
    return this.#options.length > 0;
  }

  #select(at) {
    const { input } = this.#nodes;
    this.#active = at;
    this.#options.forEach(({ node }, index) => node.setAttribute('aria-selected', String(index === at)));
    if (at < 0) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-activedescendant', this.#options[at].node.id);
    this.#options[at].node.scrollIntoView({ block: 'nearest' });
  }

  /** Stops what is under way: what was asked for an older text must not appear any more. */
  #stop() {
    this.#typing.stop();
    this.#asking?.abort();
    this.#asking = null;
  }

  close() {
    const { input, list, status } = this.#nodes;
    this.#stop();
    this.#options = [];
    this.#select(-1);
    list.hidden = true;
    list.replaceChildren();
    status.textContent = '';
    if (this.#has) input.setAttribute('aria-expanded', 'false');
  }

  /** An index without suggestions: a search box like any other. */
  #giveUp() {
    this.close();
    this.#has = false;
    const { input } = this.#nodes;
    for (const name of ['role', 'aria-autocomplete', 'aria-haspopup', 'aria-expanded', 'aria-controls', 'aria-describedby']) {
      input.removeAttribute(name);
    }
  }

  async #ask() {
    if (!this.#has) return;
    this.#stop();
    const { input } = this.#nodes;
    const text = input.value;
    if (!text.trim()) return this.close();
    const mine = (this.#asking = new AbortController());
    try {
      const suggestions = await this.#asked.suggest(text, mine.signal);
      if (this.#asking !== mine) return;
      if (suggestions === null) this.#giveUp();
      else if (input.value === text) this.#show(suggestions, text);
    } catch {
      // Nothing to suggest is no fault to bother anybody with: the box still searches.
      if (this.#asking === mine) this.close();
    }
  }

  #show(suggestions, typed) {
    const { input, list, status } = this.#nodes;
    const texts = this.#texts;
    this.#options = [];
    const groups = new Map();
    for (const { kind } of suggestions) {
      if (groups.has(kind)) continue;
      const label = make('div', { id: `${list.id}-${groups.size}`, part: 'group-label', role: 'presentation' }, texts.kinds[kind] ?? texts.other);
      groups.set(kind, make('div', { role: 'group', part: 'group', 'aria-labelledby': label.id }, label));
    }
    suggestions.forEach((suggestion, at) => {
      const { text, kind, highlight } = suggestion;
      const node = make('div', {
        // Groups count by themselves otherwise.
        id: `${list.id}-option-${at}`, role: 'option', part: 'option', 'aria-selected': 'false', lang: texts.content,
        'aria-posinset': at + 1, 'aria-setsize': suggestions.length,
      }, highlight ? marked(highlight) : markedAt(text, typed));
      node.addEventListener('click', () => this.#choose(suggestion));
      groups.get(kind).append(node);
      this.#options.push({ node, suggestion });
    });
    // In the order in which they stand on the screen.
    const places = [...groups.values()].flatMap((group) => [...group.querySelectorAll('[role=option]')]);
    this.#options.sort((a, b) => places.indexOf(a.node) - places.indexOf(b.node));
    this.#options.forEach(({ node }, at) => node.setAttribute('aria-posinset', at + 1));
    list.replaceChildren(...groups.values());
    list.hidden = this.#options.length === 0;
    this.#select(-1);
    input.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = this.#options.length ? texts.available(this.#options.length) : texts.noneAvailable;
  }

  #choose(suggestion) {
    const { input, status } = this.#nodes;
    this.close();
    input.focus();
    this.#asked.choose(suggestion);
    // Behind the search that follows, which clears what was said.
    status.textContent = this.#texts.confirmed(suggestion.text);
  }

  #key(event) {
    if (!this.#has || this.#typing.isComposing(event)) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!this.isOpen) {
        if (key === 'ArrowDown') this.#ask();
        return;
      }
      if (event.altKey) return key === 'ArrowUp' ? this.close() : undefined;
      // The text box itself is one of the places.
      const places = this.#options.length + 1;
      this.#select((this.#active + 1 + (key === 'ArrowDown' ? 1 : places - 1)) % places - 1);
    } else if (key === 'Enter' && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#options[this.#active].suggestion);
    } else if (key === 'Escape' && this.isOpen) {
      event.preventDefault();
      this.close();
    } else if (key === 'Tab') {
      this.close();
    } else if (['Home', 'End', 'ArrowLeft', 'ArrowRight'].includes(key)) {
      // The caret moves in the text: no suggestion is meant any more.
      this.#select(-1);
    }
  }
}
