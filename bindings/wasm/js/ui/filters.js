// The filters: for each field a group of values with their counts. Values of one field are alternatives.
import { make } from './nodes.js';

/** Values that a group shows at first. */
const FEW = 6;

export class Filters {
  #texts;
  #changed;
  #whole = new Set();
  #facets = {};

  /** `changed(filters)` is called with field → values. */
  constructor(texts, changed) {
    this.#texts = texts;
    this.#changed = changed;
    this.panel = make('div', { id: 'filters', part: 'filters', class: 'filters' });
    this.toggle = make('button', { type: 'button', part: 'filters-toggle', class: 'action toggle', 'aria-expanded': 'false', 'aria-controls': 'filters' });
    this.toggle.addEventListener('click', () => {
      const isOpen = this.panel.toggleAttribute('data-open');
      this.toggle.setAttribute('aria-expanded', String(isOpen));
    });
    this.node = make('div', { class: 'aside' }, this.toggle, this.panel);
    this.chosen = {};
  }

  #values(field) {
    const values = this.#facets[field] ?? [];
    // What is chosen stays to be seen, and to be taken back, when nothing has it any more.
    const lost = (this.chosen[field] ?? []).filter((value) => !values.some((one) => one.value === value));
    const all = [...lost.map((value) => ({ value, count: 0 })), ...values];
    return field === 'year' ? all.sort((a, b) => b.value.localeCompare(a.value)) : all;
  }

  #group(field) {
    const values = this.#values(field);
    if (values.length === 0) return null;
    const chosen = this.chosen[field] ?? [];
    const isLong = values.length > FEW + 1;
    const isWhole = this.#whole.has(field) || !isLong;
    const shown = isWhole ? values : values.filter(({ value }, at) => at < FEW || chosen.includes(value));
    const boxes = shown.map(({ value, count }) => {
      const box = make('input', { type: 'checkbox', 'data-key': `${field}=${value}` });
      box.checked = chosen.includes(value);
      box.addEventListener('change', () => {
        const now = box.checked ? [...chosen, value] : chosen.filter((one) => one !== value);
        const { [field]: _, ...others } = this.chosen;
        this.#changed(now.length ? { ...others, [field]: now } : others);
      });
      const name = this.#texts.values[value];
      return make('label', { part: 'filter-value' }, box, make('span', { lang: name ? undefined : this.#texts.content }, name ?? value),
        make('span', { part: 'count', class: 'count' }, String(count)));
    });
    const all = isLong && make('button', { type: 'button', class: 'link', 'aria-expanded': String(isWhole), 'data-key': `${field}*` },
      isWhole ? this.#texts.fewValues : this.#texts.allValues(values.length));
    if (all) {
      all.addEventListener('click', () => {
        if (!this.#whole.delete(field)) this.#whole.add(field);
        this.#draw();
      });
    }
    return make('fieldset', { part: 'filter' }, make('legend', {}, this.#texts.fields[field] ?? field), make('div', {}, boxes), all);
  }

  #draw() {
    // What has the focus keeps it, though all is made anew.
    const key = this.panel.getRootNode().activeElement?.getAttribute('data-key');
    const count = Object.values(this.chosen).flat().length;
    this.toggle.textContent = this.#texts.filtersOn(count);
    const clear = count > 0 && make('button', { type: 'button', part: 'clear-filters', class: 'action', 'data-key': '*' }, this.#texts.clearFilters);
    if (clear) clear.addEventListener('click', () => this.#changed({}));
    const groups = this.fields.map((field) => this.#group(field));
    this.panel.replaceChildren(...[clear, ...groups].filter(Boolean));
    if (!key) return;
    const again = [...this.panel.querySelectorAll('[data-key]')].find((node) => node.getAttribute('data-key') === key);
    (again ?? this.panel.querySelector('[data-key]'))?.focus();
  }

  show(fields, facets, chosen) {
    this.fields = fields;
    this.#facets = facets;
    this.chosen = chosen;
    this.#draw();
    this.node.hidden = this.panel.childElementCount === 0;
  }
}
