// What belongs to the item that is shown, each link with its reason: asked of the page index, one small file.
import { element, siteIndex } from './index.js';

const place = document.querySelector('[data-related]');
const root = new URL('../', import.meta.url);

const entry = ({ id, title, date, reason, url }) => element('li', {},
  element('a', { href: url || new URL(`items/${encodeURIComponent(id)}/`, root).href }, title),
  date ? element('time', { datetime: date }, ` ${date}`) : undefined,
  element('small', {}, reason));

try {
  const { groups } = await (await siteIndex()).related(place.dataset.related);
  if (groups.length > 0) {
    place.append(element('h2', {}, '相关信息'), ...groups.flatMap((group) => [
      element('h3', {}, group.label ?? group.type), element('ul', {}, ...group.items.map(entry)),
    ]));
    place.hidden = false;
  }
} catch (error) {
  // The page is whole without them.
  console.warn(error.message);
}
