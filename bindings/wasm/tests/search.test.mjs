// <menhu-search> and <menhu-searchbox> with a real index: results, filters, sort, more, the address, several on a page.
import assert from 'node:assert/strict';
import { INDEX, html, pause, show, site, test } from './harness.mjs';

const SEARCH = '<menhu-search index="/index/" filters="kind,unit,year" param="q"></menhu-search>';
const hits = (page) => page.locator('menhu-search').locator('li h3').allTextContents();
const summary = (page) => page.locator('menhu-search').locator('[part=summary]').textContent();
const searched = (page, text) => page.waitForFunction((wanted) =>
  document.querySelector('menhu-search').shadowRoot.querySelector('[part=summary]').textContent.includes(wanted), text);

async function search(page, query) {
  // An index without suggestions makes the box a plain one, once that is known.
  await page.getByRole('combobox').or(page.getByRole('searchbox')).fill(query);
  await page.keyboard.press('Enter');
  await page.locator('menhu-search').locator('li h3').first().waitFor();
}

test('results have a title with its address, a passage, and where they are from', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金提取');
  assert.match((await hits(page))[0], /公积金提取/);
  const first = page.locator('menhu-search').locator('li').first();
  assert.match(await first.locator('a').getAttribute('href'), /^\/p\/svc-gjj/);
  assert.ok(await first.locator('mark').count() > 1);
  assert.match(await first.locator('[part=meta]').textContent(), /办事服务.*示范区住房和城乡建设局.*2025-07-01/);
  assert.match(await summary(page), /^找到 \d+ 条结果/);
});

test('more is appended, and readers go on where it begins', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金');
  const before = await hits(page);
  const total = Number((await summary(page)).match(/\d+/)[0]);
  assert.equal(before.length, 10);
  await page.getByRole('button', { name: `查看更多（还有 ${total - 10} 条）` }).click();
  await searched(page, `找到 ${total} 条结果`);
  await page.waitForFunction((count) => document.querySelector('menhu-search').shadowRoot.querySelectorAll('li h3').length === count, total);
  const after = await hits(page);
  assert.deepEqual(after.slice(0, 10), before);
  assert.equal(new Set(after).size, total);
  const focused = await page.evaluate(() => document.querySelector('menhu-search').shadowRoot.activeElement.textContent);
  assert.equal(focused, after[10]);
  assert.equal(await page.getByRole('button', { name: /查看更多/ }).count(), 0);
});

test('filters count, narrow, add up and are taken back', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金');
  const all = Number((await summary(page)).match(/\d+/)[0]);
  const box = (name) => page.getByRole('checkbox', { name });
  const count = async (name) => Number((await page.locator('label', { hasText: name }).locator('[part=count]').textContent()));
  const services = await count('办事服务');
  const letters = await count('互动交流');
  await box(/办事服务/).click();
  await searched(page, `找到 ${services} 条`);
  assert.ok(await box(/办事服务/).isChecked());
  // The values beside it keep their counts: they are alternatives.
  assert.equal(await count('互动交流'), letters);
  assert.match(await page.evaluate(() => document.querySelector('menhu-search').shadowRoot.activeElement.dataset.key), /办事服务/);
  await box(/互动交流/).click();
  await searched(page, `找到 ${services + letters} 条`);
  assert.equal(decodeURIComponent(new URL(page.url()).search), '?q=公积金&kind=办事服务&kind=互动交流');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await searched(page, `找到 ${all} 条`);
});

test('years stand latest first, and the latest come first when sorted by date', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '通知');
  const years = await page.getByRole('group', { name: '年份' }).getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => box.dataset.key));
  assert.deepEqual(years, [...years].sort().reverse());
  await page.getByRole('radio', { name: '按时间' }).check();
  await page.waitForURL(/sort=date/);
  const dates = () => page.locator('menhu-search').locator('time').allTextContents();
  await page.waitForFunction(() => {
    const times = [...document.querySelector('menhu-search').shadowRoot.querySelectorAll('time')].map((time) => time.textContent);
    return times.join() === [...times].sort().reverse().join();
  });
  assert.ok((await dates()).length > 5);
});

test('long lists of values open on demand', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '办理');
  const units = page.getByRole('group', { name: '单位' }).getByRole('checkbox');
  assert.equal(await units.count(), 6);
  await page.getByRole('group', { name: '单位' }).getByRole('button', { name: /展开全部/ }).click();
  assert.ok(await units.count() > 7);
  assert.equal(await page.getByRole('group', { name: '单位' }).getByRole('button').textContent(), '收起');
});

test('reload, back and forward bring the search again', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金');
  await page.getByRole('checkbox', { name: /办事服务/ }).click();
  await page.waitForURL(/kind=/);
  await searched(page, '找到 2 条');
  const filtered = await hits(page);
  await page.reload();
  await searched(page, '找到 2 条');
  assert.deepEqual(await hits(page), filtered);
  await page.goBack();
  await searched(page, '显示前 10 条');
  assert.equal(await page.getByRole('checkbox', { name: /办事服务/ }).isChecked(), false);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('menhu-search').value === '');
  assert.equal(await page.locator('menhu-search').locator('li h3:visible').count(), 0);
  await page.goForward();
  await searched(page, '显示前 10 条');
  assert.equal(await page.getByRole('combobox').inputValue(), '公积金');
});

test('how far somebody has read comes back with the page', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金');
  await page.getByRole('button', { name: /查看更多/ }).click();
  await page.waitForFunction(() => document.querySelector('menhu-search').shadowRoot.querySelectorAll('li h3').length > 10);
  const { length } = await hits(page);
  await page.reload();
  await page.waitForFunction((count) => document.querySelector('menhu-search').shadowRoot.querySelectorAll('li h3').length === count, length);
});

test('nothing found says what to do, and what may have been meant', {}, async ({ page }) => {
  await show(page, SEARCH);
  await page.evaluate(() => {
    const nothing = { total: 0, relaxed: false, pinyin: false, hits: [], facets: {} };
    const search = document.querySelector('menhu-search');
    search.menhu = {
      suggest: async () => ({ suggestions: [] }), search: async (query) => { window.asked = query; return nothing; },
      didYouMean: async (query) => ({ did_you_mean: query === '公鸡金' ? { text: '公积金' } : null }),
    };
  });
  await page.getByRole('combobox').fill('公鸡金');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '没有找到与“公鸡金”有关的内容' }).waitFor();
  assert.equal(await page.locator('menhu-search').locator('[part=empty] li').count(), 2);
  await page.getByRole('button', { name: '公积金', exact: true }).click();
  await page.waitForFunction(() => window.asked === '公积金');
  assert.equal(await page.getByRole('combobox').inputValue(), '公积金');
});

test('when not every word is found it says so', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金 提取 火星移民局');
  assert.ok(await page.getByText('没有包含全部词语的内容').isVisible());
  await search(page, '公积金');
  await page.getByText('没有包含全部词语的内容').waitFor({ state: 'hidden' });
});

test('the index is data: its addresses bring no script', {}, async ({ page }) => {
  await show(page, SEARCH);
  await page.evaluate(() => {
    const hit = (url) => ({ id: url, title: url, url, date: '', unit: '', kind: '', highlight: { title: '<img src=x>', passage: '' } });
    document.querySelector('menhu-search').menhu = {
      search: async () => ({ total: 3, relaxed: false, pinyin: false, facets: {}, hits: ['javascript:alert(1)', 'data:text/html,x', '/ok'].map(hit) }),
    };
  });
  await search(page, 'x');
  assert.deepEqual(await page.locator('menhu-search').locator('li a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))), ['/ok']);
  assert.equal(await page.locator('menhu-search').locator('li img').count(), 0);
});

test('two elements on a page keep apart, and share the engine of one index', {}, async ({ page }) => {
  await show(page, `<menhu-search id="a" index="/index/" param="q"></menhu-search>
    <menhu-search id="b" index="/index/" param="b" filters="kind" label="另一个"></menhu-search>`);
  for (const [id, query] of [['a', '公积金'], ['b', '身份证']]) {
    await page.locator(`#${id}`).locator('input[type=search]').fill(query);
    await page.keyboard.press('Enter');
    await page.locator(`#${id}`).locator('li h3').first().waitFor();
  }
  assert.match(await page.locator('#a').locator('li h3').first().textContent(), /公积金/);
  assert.match(await page.locator('#b').locator('li h3').first().textContent(), /身份证/);
  await page.locator('#b').getByRole('checkbox', { name: /办事服务/ }).click();
  await page.waitForURL(/b\.kind=/);
  assert.equal(decodeURIComponent(new URL(page.url()).search), '?q=公积金&b=身份证&b.kind=办事服务');
  assert.equal(site.asked.filter((path) => path === '/index/manifest.mhp').length, 1);
  assert.equal(site.asked.filter((path) => path === '/menhu/worker.js').length, 1);
});

test('without script the form in the element works', { javaScriptEnabled: false }, async ({ page }) => {
  site.pages.set('/', html('<menhu-search index="/index/"><form action="/s"><input type="search" name="q" aria-label="检索词"><button>检索</button></form></menhu-search>'));
  await page.goto(site.address);
  await page.getByRole('searchbox').fill('公积金');
  await page.getByRole('button').click();
  await page.waitForURL('**/s?q=*');
});

test('what the form in the element says holds for the box, and what was typed stays', {}, async ({ page }) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  site.rules.push(async (path) => { if (path === '/menhu/ui.js') await held; });
  site.pages.set('/', html(`<menhu-searchbox index="/index/"><form action="/s"><label for="f">查找内容</label><input id="f" name="words" placeholder="找什么">
    <input type="hidden" name="site" value="7"><button>找</button></form></menhu-searchbox>`));
  await page.goto(site.address, { waitUntil: 'commit' });
  await page.locator('#f').fill('公积');
  release();
  await page.getByRole('combobox', { name: '查找内容' }).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector('menhu-searchbox').shadowRoot.activeElement?.id), 'input');
  await page.keyboard.type('金');
  assert.equal(await page.getByRole('combobox').getAttribute('placeholder'), '找什么');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s?*');
  assert.deepEqual([...new URL(page.url()).searchParams], [['words', '公积金'], ['site', '7']]);
});

test('attributes may change, and the text stays', {}, async ({ page }) => {
  await show(page, SEARCH);
  await search(page, '公积金');
  await page.keyboard.press('ArrowLeft');
  await page.evaluate(() => {
    const element = document.querySelector('menhu-search');
    element.lang = 'en';
    element.setAttribute('limit', '3');
  });
  await page.getByRole('button', { name: 'Search', exact: true }).waitFor();
  await page.waitForFunction(() => document.querySelector('menhu-search').shadowRoot.querySelectorAll('li h3').length === 3);
  assert.match(await summary(page), /^\d+ results, showing the first 3$/);
  assert.deepEqual(await page.evaluate(() => {
    const { activeElement: input } = document.querySelector('menhu-search').shadowRoot;
    return [input.value, input.selectionStart];
  }), ['公积金', 2]);
  await page.getByRole('group', { name: 'Type' }).getByText('Service').waitFor();
});

test('another index may be given at any time', {}, async ({ page }) => {
  site.mounts.set('/other/', INDEX);
  await show(page, SEARCH.replace('/index/', '/nowhere/'));
  await page.getByRole('combobox').fill('公积金');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.evaluate(() => {
    const element = document.querySelector('menhu-search');
    element.setAttribute('limit', '4');
    element.setAttribute('index', '/other/');
  });
  await page.waitForFunction(() => document.querySelector('menhu-search').shadowRoot.querySelectorAll('li h3').length === 4);
  await page.evaluate(() => document.querySelector('menhu-search').setAttribute('index', '/index/'));
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  for (let tries = 0; !site.asked.includes('/index/manifest.mhp') && tries < 100; tries++) await pause(20);
  assert.ok(site.asked.includes('/index/manifest.mhp'));
});

test('results follow the typing where that is wanted, and never an older one', {}, async ({ page }) => {
  await show(page, '<menhu-search index="/index/" live param="q"></menhu-search>');
  await page.getByRole('searchbox').pressSequentially('公积金', { delay: 20 });
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  await page.waitForURL(/q=/);
  await page.evaluate(() => {
    const waits = {};
    window.answer = (query) => waits[query]({ total: 1, relaxed: false, pinyin: false, facets: {}, hits: [{ id: query, title: query, url: '', date: '', unit: '', kind: '', highlight: { title: query, passage: '' } }] });
    document.querySelector('menhu-search').menhu = { search: (query) => new Promise((resolve) => { waits[query] = resolve; }) };
    window.isAsked = (query) => query in waits;
  });
  await page.getByRole('searchbox').fill('早');
  await page.waitForFunction(() => window.isAsked('早'));
  await page.getByRole('searchbox').fill('晚');
  await page.waitForFunction(() => window.isAsked('晚'));
  await page.evaluate(() => window.answer('晚'));
  await page.getByRole('heading', { name: '晚' }).waitFor();
  await page.evaluate(() => window.answer('早'));
  assert.deepEqual(await hits(page), ['晚']);
  await page.getByRole('button', { name: '清空' }).click();
  assert.equal(await page.locator('menhu-search').locator('li h3:visible').count(), 0);
});

test('events can be listened to and prevented', {}, async ({ page }) => {
  await show(page, SEARCH);
  await page.evaluate(() => {
    window.told = [];
    document.addEventListener('menhu-results', ({ detail }) => window.told.push([detail.query, detail.answer.hits.length]));
    document.addEventListener('menhu-search', (event) => { if (event.detail.query === '不要') event.preventDefault(); });
  });
  await search(page, '公积金');
  await page.getByRole('combobox').fill('不要');
  await page.keyboard.press('Enter');
  await page.evaluate(() => document.querySelector('menhu-search').search('身份证'));
  assert.deepEqual(await page.evaluate(() => window.told), [['公积金', 10], ['身份证', 10]]);
});

test('loading the elements twice is no fault, nor is taking them out and putting them back', {}, async ({ page }) => {
  await show(page, SEARCH);
  const same = await page.evaluate(async () => {
    const one = await import('/menhu/ui.js');
    const two = await import('/menhu/ui.js?again');
    one.define();
    two.define();
    const element = document.querySelector('menhu-search');
    const { parentNode } = element;
    element.remove();
    parentNode.append(element);
    return customElements.get('menhu-search') === one.MenhuSearch && element instanceof one.MenhuSearch;
  });
  assert.ok(same);
  await search(page, '公积金');
  await page.evaluate(() => {
    const element = document.querySelector('menhu-search');
    const { parentNode } = element;
    element.remove();
    parentNode.append(element);
  });
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  assert.equal(await page.locator('menhu-search').locator('[part=body]').count(), 1);
});

test('what is set before the element is known holds', {}, async ({ page }) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  site.rules.push(async (path) => { if (path === '/menhu/ui.js') await held; });
  site.pages.set('/', html('<menhu-search></menhu-search>'));
  await page.goto(site.address, { waitUntil: 'commit' });
  await page.locator('menhu-search').waitFor({ state: 'attached' });
  await page.evaluate(() => {
    const element = document.querySelector('menhu-search');
    element.value = '早';
    element.menhu = { search: async (query) => ({ total: 1, relaxed: false, pinyin: false, facets: {}, hits: [{ id: '1', title: query, url: '', date: '', unit: '', kind: '', highlight: { title: query, passage: '' } }] }) };
  });
  release();
  await page.getByRole('heading', { name: '早' }).waitFor();
});
