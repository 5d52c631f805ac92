// Slow and failing networks, workers that do not start, newer indexes: what the API does, in a page.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { INDEX, html, show, site, test } from './harness.mjs';

const SEARCH = '<menhu-search index="/index/"></menhu-search>';

/** A page without elements. The functions that tests give it use `menhu`, the module. */
async function blank(page) {
  site.pages.set('/', html('', { scripts: [] }));
  await page.goto(site.address);
  await page.evaluate(async () => { window.menhu = await import('/menhu/index.js'); });
}

/** Runs it in the page; what is thrown comes back as its name, code, place and message. */
const caught = (page, run, argument) => page.evaluate(async ([text, given]) => {
  try {
    return { value: await (0, window.made[text])(given) };
  } catch ({ name, code, where, message }) {
    return { name, code, where, message };
  }
}, [run, argument]);

/** `page.evaluate` may not compile texts under the policy; what tests run is handed over as functions. */
async function prepare(page) {
  await blank(page);
  await page.evaluate(() => {
    const { open } = window.menhu;
    window.made = {
      first: async (options) => (await (await open('/index/', options)).search('公积金')).hits[0].title,
      opened: async (options) => {
        window.opened?.close();
        window.opened = await open('/index/', options);
      },
      search: async (query) => (await window.opened.search(query)).total,
      suggest: async (text) => (await window.opened.suggest(text)).suggestions.length,
      aborted: async () => {
        const own = new AbortController();
        const running = window.opened.search('身份证', { signal: own.signal });
        own.abort();
        return running;
      },
      latest: async () => {
        const first = window.opened.searchLatest('公积金').then(() => 'answered', ({ name }) => name);
        const second = window.opened.searchLatest('身份证');
        return [await first, (await second).hits.length];
      },
    };
  });
}

const ASSETS = (path) => path.startsWith('/menhu/') && path;

test('a search is made in a worker', {}, async ({ page }) => {
  await prepare(page);
  assert.match((await caught(page, 'first', {})).value, /公积金/);
  assert.equal(page.workers().length, 1);
  assert.ok(!site.asked.includes('/menhu/local.js'));
  // The second program is fetched when it is asked something, and then once.
  assert.ok(!site.asked.includes('/menhu/more.wasm'));
});

for (const [name, break_] of [
  ['are not wanted', async () => ({ worker: false })],
  ['do not exist', async (page) => { await page.evaluate(() => { delete window.Worker; }); return {}; }],
  ['are forbidden', async (page) => { await page.evaluate(() => { window.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } }; }); return {}; }],
  ['are not found', async () => { site.rules.push((path) => path === '/menhu/worker.js' && { status: 404 }); return {}; }],
]) {
  test(`where workers ${name} the page searches by itself`, {}, async ({ page }) => {
    await prepare(page);
    const options = await break_(page);
    assert.match((await caught(page, 'first', options)).value, /公积金/);
    assert.equal(page.workers().length, 0);
    assert.ok(site.asked.includes('/menhu/local.js'));
  });
}

test('a server that does not know WASM is no obstacle', {}, async ({ page }) => {
  site.rules.push((path) => path.endsWith('.wasm') && {
    headers: { 'content-type': 'application/octet-stream' }, body: readFileSync(join(process.env.MENHU_PACKAGE, path.slice('/menhu/'.length))),
  });
  await prepare(page);
  assert.match((await caught(page, 'first', {})).value, /公积金/);
});

for (const worker of [true, false]) {
  const where = worker ? 'in a worker' : 'in the page';
  test(`what fails says what and where, and works again later, ${where}`, {}, async ({ page }) => {
    await prepare(page);
    const broken = (matches, answer) => { site.rules = [(path) => matches(path) && answer]; };
    const failed = async (run, argument) => {
      const { name, code, where: place, message } = await caught(page, run, argument);
      assert.equal(name, 'MenhuError');
      assert.match(message, /[一-龥]/);
      assert.ok(message.includes(place), message);
      return [code, place];
    };
    const isManifest = (path) => path === '/index/manifest.mhp';
    broken(isManifest, { status: 404 });
    assert.deepEqual(await failed('opened', { worker }), ['missing', 'manifest.mhp']);
    broken(isManifest, { status: 503 });
    assert.deepEqual(await failed('opened', { worker }), ['network', 'manifest.mhp']);
    broken(isManifest, { body: '<!doctype html><title>首页</title>' });
    assert.deepEqual(await failed('opened', { worker }), ['not_this_file', 'manifest.mhp']);
    broken((path) => path === '/menhu/search.wasm', { status: 404 });
    assert.deepEqual(await failed('opened', { worker }), ['missing', 'search.wasm']);
    broken((path) => path === '/menhu/search.wasm', { body: 'no program', headers: { 'content-type': 'application/wasm' } });
    assert.deepEqual(await failed('opened', { worker }), ['program', 'search.wasm']);
    site.rules = [];
    const isFile = (path) => /^\/index\/(?!manifest).*\.mhp$/.test(path);
    for (const [answer, code] of [[{ status: 502 }, /^network$/], [{ status: 404 }, /^missing$/], [{ body: 'MHPnonsense' }, /^(not_this_file|damaged|version)$/]]) {
      await caught(page, 'opened', { worker });
      broken(isFile, answer);
      assert.match((await failed('search', '公积金'))[0], code);
      site.rules = [];
      // What the failed search had asked for as well may still be on its way, and fail with it.
      let again;
      for (let tries = 0; tries < 20 && !(again > 0); tries++) again = (await caught(page, 'search', '公积金')).value;
      assert.ok(again > 0);
    }
  });

  test(`searches can be aborted, and a newer one aborts the older, ${where}`, {}, async ({ page }) => {
    await prepare(page);
    await caught(page, 'opened', { worker });
    const held = [];
    site.rules.push((path) => path.startsWith('/index/') && new Promise((resolve) => { held.push(resolve); }));
    const { name } = await caught(page, 'aborted');
    assert.equal(name, 'AbortError');
    site.rules = [];
    held.forEach((release) => release());
    assert.deepEqual((await caught(page, 'latest')).value, ['AbortError', 10]);
  });

  test(`a newer index that takes the place of the old one is read, ${where}`, {}, async ({ page }) => {
    await prepare(page);
    await caught(page, 'opened', { worker });
    // The old files are away, and the manifest is another; the fragments of the new one stand elsewhere.
    let renewed = 0;
    site.rules.push((path) => {
      if (path === '/index/manifest.mhp') renewed++;
      return path.startsWith('/index/') && path !== '/index/manifest.mhp' && renewed === 0 && { status: 404 };
    });
    assert.ok((await caught(page, 'search', '公积金')).value > 0);
    assert.equal(renewed, 1);
  });
}

test('a policy that forbids WASM is named', {}, async ({ page }) => {
  site.policy = site.policy.replace("'wasm-unsafe-eval'", '');
  await prepare(page);
  const { code, message } = await caught(page, 'first', {});
  assert.equal(code, 'program');
  assert.match(message, /wasm-unsafe-eval/);
  const reports = await site.reported();
  assert.ok(reports.length > 0 && reports.every((report) => report['violated-directive'].startsWith('script-src')), JSON.stringify(reports));
});

test('an index in memory is searched, and closing it ends its worker', {}, async ({ page }) => {
  await prepare(page);
  const files = Object.fromEntries(readdirSync(INDEX, { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith('.mhp'))
    .map((entry) => join(entry.parentPath, entry.name)).map((path) => [path.slice(INDEX.length + 1), readFileSync(path).toString('base64')]));
  const [title, again] = await page.evaluate(async (given) => {
    const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const map = new Map(Object.entries(given).map(([name, text]) => [name, bytes(text)]));
    const one = await window.menhu.open(map);
    const two = await window.menhu.open(map, { worker: false });
    const titles = [(await one.search('公积金')).hits[0].title, (await two.search('公积金')).hits[0].title];
    window.both = [one, two];
    return titles;
  }, files);
  assert.match(title, /公积金/);
  assert.equal(again, title);
  assert.ok(!site.asked.some((path) => path.startsWith('/index/')));
  assert.equal(page.workers().length, 1);
  const code = await page.evaluate(async () => {
    for (const one of window.both) one.close();
    return window.both[0].search('x').catch((error) => error.code);
  });
  assert.equal(code, 'closed');
  await page.waitForFunction(() => true);
  for (let tries = 0; page.workers().length && tries < 50; tries++) await new Promise((resolve) => { setTimeout(resolve, 20); });
  assert.equal(page.workers().length, 0);
});

test('a slow search says that it is under way', {}, async ({ page }) => {
  await show(page, SEARCH);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  site.rules.push(async (path) => { if (path === '/index/manifest.mhp') await held; });
  await page.getByRole('combobox').fill('公积金');
  await page.keyboard.press('Enter');
  await page.getByText('正在检索…').waitFor();
  assert.equal(await page.locator('menhu-search').locator('[part=body]').getAttribute('aria-busy'), 'true');
  release();
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  assert.equal(await page.locator('menhu-search').locator('[part=body]').getAttribute('aria-busy'), 'false');
});

test('a failed search says so and is made again on demand', {}, async ({ page }) => {
  await show(page, SEARCH);
  site.rules.push((path) => path.startsWith('/index/') && { status: 503 });
  await page.getByRole('combobox').fill('公积金');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('网络不通或服务器没有响应').waitFor();
  await page.getByRole('button', { name: '重试' }).click();
  await page.getByRole('alert').waitFor();
  site.rules = [];
  await page.getByRole('button', { name: '重试' }).click();
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  // The button is gone; the focus is where the results are.
  assert.equal(await page.evaluate(() => document.querySelector('menhu-search').shadowRoot.activeElement.getAttribute('part')), 'results');
});

test('more that fails leaves what is there', {}, async ({ page }) => {
  await show(page, SEARCH);
  await page.getByRole('combobox').fill('公积金');
  await page.keyboard.press('Enter');
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  site.rules.push((path) => path.startsWith('/index/') && { status: 503 });
  await page.getByRole('button', { name: /查看更多/ }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.locator('menhu-search').locator('li h3').count(), 10);
  site.rules = [];
  await page.getByRole('button', { name: '重试' }).click();
  await page.waitForFunction(() => document.querySelector('menhu-search').shadowRoot.querySelectorAll('li h3').length > 10);
});

test('numbers are checked in the page: nothing of them leaves it', {}, async ({ page }) => {
  const number = '11010519491231002X';
  await blank(page);
  const check = (text) => page.evaluate((given) => window.menhu.check('resident_id', given).then(({ valid }) => valid, ({ name, code, where }) => [name, code, where]), text);
  site.rules.push((path) => path === '/menhu/more.wasm' && { status: 503 });
  assert.deepEqual(await check(number), ['MenhuError', 'network', 'more.wasm']);
  site.rules = [];
  assert.deepEqual([await check(number), await check('110105')], [true, false]);
  const masked = await page.evaluate((given) => window.menhu.mask('resident_id', given), number);
  assert.ok(/\*/.test(masked) && !masked.includes(number.slice(6, 14)), masked);
  assert.deepEqual(site.asked.filter((path) => /numbers|more/.test(path)), ['/menhu/numbers.js', '/menhu/more.wasm', '/menhu/more.wasm']);
  assert.ok(!site.asked.some((path) => path.includes('110105')));
});

test('where a module cannot be had it is the network', {}, async ({ page }) => {
  await blank(page);
  site.rules.push((path) => path === '/menhu/numbers.js' && { status: 404 });
  assert.deepEqual(await page.evaluate(() => window.menhu.check('vin', 'x').catch(({ code, where }) => [code, where])), ['network', 'numbers.js']);
});

test('the slim module has its own worker and nothing of the second program', {}, async ({ page }) => {
  await blank(page);
  const total = await page.evaluate(async () => {
    const { open } = await import('/menhu/slim.js');
    return (await (await open('/index/')).search('公积金')).total;
  });
  assert.ok(total > 10);
  assert.deepEqual(site.asked.filter((path) => ASSETS(path)).sort(), ['/menhu/index.js', '/menhu/search.wasm', '/menhu/slim-worker.js', '/menhu/slim.js']);
});

test('under Trusted Types the page searches by itself', {}, async ({ page }) => {
  site.policy += "; require-trusted-types-for 'script'";
  await prepare(page);
  assert.match((await caught(page, 'first', {})).value, /公积金/);
  assert.equal(page.workers().length, 0);
  // The browser reports what it forbade: the worker's address, and nothing else.
  assert.deepEqual([...new Set((await site.reported()).map((report) => report['blocked-uri']))], ['trusted-types-sink']);
});
