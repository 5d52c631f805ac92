// Uses of the package that must compile.
import { Menhu, MenhuError, type PageAnswer, check, mask, open } from 'menhu';
import { LookupError, Lookups } from 'menhu/lookups';
import { makeIndex } from 'menhu/maker';
import { open as slim } from 'menhu/slim';
import { MenhuSearch, define } from 'menhu/ui';

const menhu: Menhu = await open(new URL('https://example.cn/index/'), { worker: false, wasm: { search: '/search.wasm' } });
const answer: PageAnswer = await menhu.search('公积金', {
  filters: { kind: ['办事服务', '政策文件'], date_from: '2025-01-01' }, facets: ['year'], sort: 'date', limit: 5, offset: 5, signal: AbortSignal.timeout(1000),
});
const titles: string[] = answer.hits.map((hit) => `${hit.title} ${hit.highlight.passage}`);
const years: number[] = (answer.facets['year'] ?? []).map(({ count }) => count);
const suggested: string[] = (await menhu.suggest('gjj', { limit: 5 })).suggestions.map(({ text }) => text);
const meant: string | undefined = (await menhu.didYouMean('公鸡金')).did_you_mean?.text;
const reasons: string[] = (await menhu.related('svc-1')).groups.flatMap(({ items }) => items.map(({ reason }) => reason));
const units: number = (await menhu.catalog('units')).entries.length;
menhu.close();
await open(await makeIndex([{ id: 1, title: '老年人优待证办理' }]));
await open(new Map([['manifest.mhp', new Uint8Array()]]));
const { valid, message } = await check('resident_id', '11010519491231002X');
const masked: string = await mask('resident_id', '11010519491231002X');

const search = document.createElement('menhu-search');
search.menhu = menhu;
search.menhu = await slim('/index/');
const isSearch: boolean = search instanceof MenhuSearch;
search.addEventListener('menhu-results', ({ detail }) => console.log(detail.query, detail.answer.total));
document.addEventListener('menhu-error' as 'menhu-error', (event) => console.log(event));
await search.search('身份证');
define();

try {
  const found = await new Lookups('https://example.cn/').housingFund({ name: '张演示', id_number: 'x', purpose: 'self_service', consent_id: 'c-20261126-01' });
  const balance: string | undefined = found.record?.balance.yuan;
  console.log(balance, found.as_of);
} catch (error) {
  if (error instanceof LookupError) console.log(error.class, error.faults.map(({ reason }) => reason));
  if (error instanceof MenhuError) console.log(error.code === 'network', error.where);
}
console.log(titles, years, suggested, meant, reasons, units, valid, message, masked, isSearch);
