// Writing HTML: what is put into a template is escaped, unless a template made it.

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Html {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const written = (value) => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(written).join('');
  if (value === null || value === undefined || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
};

/** html`<p>${text}</p>`: nothing for null, undefined and false; a list one after the other. */
export const html = (strings, ...values) =>
  new Html(strings.reduce((text, string, at) => text + written(values[at - 1]) + string));
