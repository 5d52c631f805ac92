// What an answer looks like: hits, nothing, a failure.
import { make, marked, safe } from './nodes.js';
import { messageOf } from './texts.js';

export function hitNode(hit, texts) {
  const title = marked(hit.highlight.title || hit.title);
  const url = safe(hit.url);
  const kind = texts.values[hit.kind];
  return make('li', { part: 'hit', lang: texts.content },
    make('h3', { part: 'title' }, url ? make('a', { part: 'link', href: url }, title) : title),
    hit.highlight.passage && make('p', { part: 'passage', class: 'passage' }, marked(hit.highlight.passage)),
    make('p', { part: 'meta', class: 'meta' },
      hit.kind && make('span', { class: 'kind', lang: kind && 'en' }, kind ?? hit.kind),
      hit.unit && make('span', {}, hit.unit),
      hit.date && make('time', { datetime: hit.date }, hit.date)));
}

/** Nothing was found. `hasFilters`: some are chosen. */
export function emptyNode(query, hasFilters, texts) {
  const advice = hasFilters ? texts.advice : texts.advice.slice(0, -1);
  return make('div', { part: 'empty', class: 'panel' },
    make('h3', {}, texts.empty(query)),
    make('ul', {}, advice.map((line) => make('li', {}, line))));
}

/** What the query may have been meant to be. */
export function meantNode(text, texts, search) {
  const button = make('button', { type: 'button', part: 'did-you-mean', class: 'link' }, text);
  button.addEventListener('click', () => search(text));
  return make('p', { class: 'meant' }, texts.meant, button);
}

export function failureNode(error, texts, again) {
  const button = make('button', { type: 'button', part: 'retry', class: 'action' }, texts.retry);
  button.addEventListener('click', again);
  return make('div', { part: 'error', class: 'panel failure', role: 'alert' },
    make('h3', {}, texts.failed), make('p', {}, messageOf(error, texts)), button);
}
