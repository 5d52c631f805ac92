// Browsing without a query: the catalog of the index, and the items that belong to an entry.
import { element, siteIndex } from './index.js';

const LISTS = { units: '机构', columns: '栏目', themes: '主题', groups: '人群', subjects: '分类', scenes: '场景', topics: '专题' };
const root = new URL('../', import.meta.url);
const [lists, entries] = [document.getElementById('lists'), document.getElementById('entries')];
const menhu = await siteIndex();

const itemHref = (id) => new URL(`items/${encodeURIComponent(id)}/`, root).href;

/** Shows or hides what belongs to an entry, below it. */
async function unfold(row, button, entry) {
  const shown = row.querySelector('.brief');
  button.setAttribute('aria-expanded', String(!shown));
  if (shown) return shown.remove();
  const answer = await menhu.search('', { filters: { [entry.filter]: entry.value }, sort: 'date', limit: 20 });
  row.append(element('ul', { class: 'brief' }, ...answer.hits.map((hit) => element('li', {},
    element('a', { href: itemHref(hit.id) }, hit.title), element('time', { datetime: hit.date }, hit.date)))));
}

function rowOf(entry) {
  const row = element('div', { class: `entry level${entry.level ?? 0}` },
    entry.id ? element('a', { href: itemHref(entry.id) }, entry.label) : element('span', {}, entry.label));
  if (entry.filter && entry.count > 0) {
    const button = element('button', { type: 'button', 'aria-expanded': 'false' }, `${entry.count} 条`);
    button.addEventListener('click', () => unfold(row, button, entry).catch((error) => row.append(error.message)));
    row.append(button);
  }
  return row;
}

async function show(list) {
  for (const button of lists.children) button.setAttribute('aria-pressed', String(button.dataset.list === list));
  try {
    const answer = await menhu.catalog(list);
    entries.replaceChildren(...answer.entries.map(rowOf));
  } catch (error) {
    entries.replaceChildren(element('p', { class: 'note' }, error.message));
  }
}

lists.append(...Object.entries(LISTS).map(([list, label]) => {
  const button = element('button', { type: 'button', 'data-list': list, 'aria-pressed': 'false' }, label);
  button.addEventListener('click', () => show(list));
  return button;
}));
await show('units');
