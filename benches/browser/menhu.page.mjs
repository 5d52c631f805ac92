// What the harness calls in the page.
import { open as openMenhu } from './slim.js';

export async function open(base) {
  const menhu = await openMenhu(base);
  return {
    async search(query, limit) {
      const answer = await menhu.search(query, { limit });
      const hits = answer.hits.map((hit) => ({ id: hit.id, title: hit.title, excerpt: hit.highlight.passage }));
      return { total: answer.total, hits };
    },
    async keys(query, limit) {
      const answer = await menhu.search(query, { limit, numbersOnly: true });
      return { total: answer.total, keys: answer.numbers };
    },
  };
}
