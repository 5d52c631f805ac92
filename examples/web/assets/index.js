// The page index of the site, opened once for all scripts of a page.
import { open } from '../page-index/assets/index.js';

let index;
export const siteIndex = () => (index ??= open(new URL('../page-index/', import.meta.url)));

/** An element with attributes and children; text is text. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== '') made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
};
