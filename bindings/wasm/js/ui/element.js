// What both elements have in common: the index, the language, the box, and that they are drawn anew when an attribute changes.
import { Combobox } from './combobox.js';
import { CROSS, LENS, icon, make } from './nodes.js';
import { sheets } from './styles.js';
import { textsFor } from './texts.js';

// In Node, where pages are made, there are no elements: this module can be loaded there all the same.
const Base = globalThis.HTMLElement ?? class {};

/** The form that stood in the element for pages without script: what it says holds here, too. */
function formIn(element) {
  const form = element.querySelector('form');
  const input = form?.querySelector('input[type=search], input[type=text], input:not([type])');
  return {
    action: form?.getAttribute('action'), name: input?.name, value: input?.value, placeholder: input?.placeholder,
    label: input?.labels?.[0]?.textContent.trim() || input?.getAttribute('aria-label'),
    // What the reader was typing while the script came.
    selection: input && document.activeElement === input ? [input.selectionStart, input.selectionEnd] : null,
    more: form ? [...form.querySelectorAll('input[type=hidden]')].map((field) => field.cloneNode()) : [],
  };
}

export class MenhuElement extends Base {
  /** Opens an index; a page may put another `open` here, that of `menhu/slim` for one. */
  static open = null;
  static observedAttributes = ['index', 'lang', 'placeholder', 'label', 'action', 'filters', 'limit', 'param', 'live'];

  #menhu;
  #given;
  #drawn = false;
  #isDue = false;
  #early = '';
  /** Nodes of the box. */
  box;
  combobox;
  texts;

  /** The opened index: `open` of this package gives one. Instead of the attribute `index`. */
  get menhu() {
    return this.#given;
  }

  set menhu(menhu) {
    this.#given = menhu;
    this.#menhu = undefined;
    if (this.#drawn) this.reset();
  }

  /** Opens the index, at the first need; again where that failed. */
  engine() {
    if (!this.#menhu) {
      const opening = (async () => this.#given ?? this.constructor.open(this.getAttribute('index') ?? './'))();
      this.#menhu = opening;
      opening.catch(() => { if (this.#menhu === opening) this.#menhu = undefined; });
    }
    return this.#menhu;
  }

  get value() {
    return this.box ? this.box.input.value : this.#early;
  }

  set value(text) {
    if (!this.box) {
      this.#early = text;
      return;
    }
    this.box.input.value = text;
    this.changed();
  }

  focus(options) {
    this.box?.input.focus(options);
  }

  connectedCallback() {
    if (!this.#drawn) {
      // What was set before the element was known stands in its way.
      for (const name of ['menhu', 'value']) {
        if (!Object.hasOwn(this, name)) continue;
        const given = this[name];
        delete this[name];
        this[name] = given;
      }
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = sheets(this.hasResults);
      const form = formIn(this);
      this.#draw({ ...form, value: this.#early || form.value });
    }
    this.connected?.();
  }

  disconnectedCallback() {
    this.combobox?.close();
    this.disconnected?.();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#drawn || before === now) return;
    if (name === 'index') this.#menhu = undefined;
    if (this.#isDue) return;
    this.#isDue = true;
    // Several attributes change at once, as a rule.
    queueMicrotask(() => {
      this.#isDue = false;
      this.reset();
    });
  }

  /** Draws anew. The text stays, and the caret where it is. */
  reset() {
    this.combobox.close();
    const { input } = this.box;
    const { value, selectionStart, selectionEnd } = input;
    const hasFocus = this.shadowRoot.activeElement === input;
    this.#draw({ ...formIn(this), value, selection: hasFocus ? [selectionStart, selectionEnd] : null });
    this.redrawn?.();
  }

  #draw(form) {
    this.#drawn = true;
    this.texts = textsFor(this);
    const { texts } = this;
    const attribute = (name, other) => this.getAttribute(name) ?? other;
    const input = make('input', {
      id: 'input', part: 'input', type: 'search', name: attribute('param', form.name || 'q'), autocomplete: 'off', autocapitalize: 'none',
      autocorrect: 'off', spellcheck: 'false', enterkeyhint: 'search', placeholder: attribute('placeholder', form.placeholder || texts.placeholder),
    });
    input.value = form.value ?? '';
    const clear = make('button', { type: 'button', part: 'clear', class: 'clear', 'aria-label': texts.clear }, icon(CROSS));
    const list = make('div', { id: 'list', part: 'list', class: 'list', role: 'listbox', 'aria-label': texts.suggestions, hidden: true });
    const hint = make('p', { id: 'hint', class: 'hidden' }, texts.hint);
    const status = make('p', { class: 'hidden', role: 'status' });
    const node = make('form', { part: 'form', role: 'search', method: 'get', action: attribute('action', form.action) },
      make('label', { class: 'hidden', for: 'input' }, attribute('label', form.label || texts.label)),
      make('div', { part: 'field', class: 'field' }, icon(LENS), input, clear),
      make('button', { part: 'button', class: 'submit' }, texts.search),
      list, hint, status, form.more);
    this.box = { form: node, input, clear, list, hint, status };
    this.combobox = new Combobox(this.box, texts, {
      suggest: this.suggests ? (text, signal) => this.#suggest(text, signal) : null,
      choose: (suggestion) => this.#choose(suggestion),
      changed: () => this.changed(),
      typed: (text) => this.typed?.(text),
    });
    clear.addEventListener('click', () => {
      input.value = '';
      this.combobox.close();
      this.changed();
      this.cleared?.();
      input.focus();
    });
    node.addEventListener('submit', (event) => {
      this.combobox.close();
      if (!this.tell('menhu-search', { query: input.value }, true)) return event.preventDefault();
      this.submitted(event, input.value);
    });
    // The first letters need not wait for the manifest then.
    if (this.hasResults || this.suggests) input.addEventListener('focus', () => { this.engine().catch(() => {}); }, { once: true });
    this.shadowRoot.replaceChildren(node);
    this.drawn?.();
    this.changed();
    if (form.selection) {
      input.focus();
      input.setSelectionRange(...form.selection);
    }
  }

  changed() {
    this.box.clear.hidden = !this.box.input.value;
  }

  /** Whether it has an index to suggest from. */
  get suggests() {
    return Boolean(this.menhu) || this.hasAttribute('index');
  }

  async #suggest(text, signal) {
    const menhu = await this.engine();
    // The slim one suggests nothing.
    if (!menhu.suggest) return null;
    try {
      return (await menhu.suggest(text, { limit: 10, signal })).suggestions;
    } catch (error) {
      if (error.code === 'not_included') return null;
      throw error;
    }
  }

  #choose(suggestion) {
    if (!this.tell('menhu-select', { suggestion }, true)) return;
    this.value = suggestion.text;
    this.box.form.requestSubmit();
  }

  /** Fires an event; gives whether nobody has prevented what follows. */
  tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }
}
