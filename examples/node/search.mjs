// Searches a page index from Node: node search.mjs FOLDER QUERY
//
// The same package and the same index as in a page; a build step can try its index so before it is uploaded.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MenhuError, open } from 'menhu';

const [folder, query] = process.argv.slice(2);
if (!folder || !query) {
  console.error('node search.mjs FOLDER QUERY');
  process.exit(2);
}

try {
  const menhu = await open(pathToFileURL(path.resolve(folder) + path.sep));
  const answer = await menhu.search(query, { limit: 5, facets: ['kind'] });
  console.log(`“${query}”：${answer.total} 条${answer.relaxed ? '（部分匹配）' : ''}`);
  for (const hit of answer.hits) console.log(`${hit.date.padEnd(10)}  ${hit.kind}  ${hit.title}  ${hit.url}`);
  for (const { value, count } of answer.facets.kind) console.log(`  ${value} ${count}`);

  if (answer.hits.length === 0) {
    const { did_you_mean: correction } = await menhu.didYouMean(query);
    if (correction) console.log(`您是不是要找：${correction.text}`);
  } else {
    const { groups } = await menhu.related(answer.hits[0].id);
    for (const { items } of groups) for (const { title, reason } of items) console.log(`相关：${title}（${reason}）`);
  }
  const { suggestions } = await menhu.suggest(query.slice(0, 2), { limit: 3 });
  console.log(`建议：${suggestions.map(({ text }) => text).join('、')}`);
} catch (error) {
  if (!(error instanceof MenhuError)) throw error;
  console.error(`search.mjs: ${error.message}（${error.code}）`);
  process.exitCode = 1;
}
