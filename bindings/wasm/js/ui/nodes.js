// Nodes without HTML: what an index says is text, whatever it holds, and pages may forbid innerHTML (Trusted Types).

/** An element with attributes and children. Without a value an attribute is left out. */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, '');
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
const plain = (text) => text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]);

/** An answer's marked text as nodes: marks become elements, all else stays text. */
export function marked(html) {
  return html.split(/(<mark>.*?<\/mark>)/s).filter(Boolean).map((part) => {
    const inside = /^<mark>(.*)<\/mark>$/s.exec(part);
    return inside ? make('mark', { part: 'mark' }, plain(inside[1])) : plain(part);
  });
}

/** A text with what was typed marked, where it holds that as it stands. */
export function markedAt(text, typed) {
  const wanted = typed.trim();
  const at = wanted ? text.toLowerCase().indexOf(wanted.toLowerCase()) : -1;
  if (at < 0) return [text];
  const end = at + wanted.length;
  return [text.slice(0, at), make('mark', { part: 'mark' }, text.slice(at, end)), text.slice(end)];
}

/** An address that a link may have: an index is data, and must not bring scripts. */
export function safe(address) {
  if (!address) return null;
  try {
    return ['http:', 'https:', 'file:'].includes(new URL(address, document.baseURI).protocol) ? address : null;
  } catch {
    return null;
  }
}

const SVG = 'http://www.w3.org/2000/svg';

/** A drawing of one line, the colour of the text. */
export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' })) {
    svg.setAttribute(key, value);
  }
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

export const LENS = 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M15.3 15.3 20.5 20.5';
export const CROSS = 'M6 6l12 12M18 6L6 18';
