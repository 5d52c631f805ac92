// The state of a search in the address of the page, under the names that the server's pages use: ?q=…&kind=…&sort=date.

/** `param`: the name of the query; another than `q` stands before the names of the rest as well, as in `a.kind`. */
const named = (param, name) => (param === 'q' ? name : `${param}.${name}`);

export function read(param, fields) {
  const found = new URLSearchParams(location.search);
  const filters = {};
  for (const field of fields) {
    const values = found.getAll(named(param, field)).filter(Boolean);
    if (values.length) filters[field] = values;
  }
  return {
    query: found.get(param) ?? '', filters, sort: found.get(named(param, 'sort')) === 'date' ? 'date' : 'relevance',
    shown: history.state?.menhu?.[param] ?? 0,
  };
}

/** Writes the state; as a new entry of the history where it is another and `isNew`. */
export function write(param, fields, { query, filters, sort, shown }, isNew) {
  const url = new URL(location.href);
  const set = (name, values) => {
    url.searchParams.delete(name);
    for (const value of values) url.searchParams.append(name, value);
  };
  set(param, query ? [query] : []);
  for (const field of fields) set(named(param, field), filters[field] ?? []);
  set(named(param, 'sort'), query && sort === 'date' ? ['date'] : []);
  // Browsers count such calls, and refuse them when they are many.
  if (url.href === location.href && history.state?.menhu?.[param] === shown) return;
  const state = { ...history.state, menhu: { ...history.state?.menhu, [param]: shown } };
  if (isNew && url.href !== location.href) history.pushState(state, '', url);
  else history.replaceState(state, '', url);
}
