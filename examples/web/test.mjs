// The static site in a browser, with a reference server behind it for lookups: node --test examples/web/test.mjs
//
// MENHU: the program (default: target/debug/menhu); MENHU_CHROMIUM: the browser (default: /usr/bin/chromium); MENHU_SHOTS: a
// folder for pictures. Needs what bindings/wasm/build and `npm ci` in bindings/wasm/tests have put there.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from './serve.mjs';

const { chromium } = createRequire(new URL('../../bindings/wasm/tests/package.json', import.meta.url))('playwright-core');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const MENHU = process.env.MENHU ?? here('../../target/debug/menhu');
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'menhu-web-test-'));
const site = path.join(scratch, 'site');
let reference, server, browser, address;

before(async () => {
  execFileSync(process.execPath, [here('build.mjs'), site], { env: { ...process.env, MENHU }, stdio: 'inherit' });
  reference = spawn(MENHU, ['serve', '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0'], {
    env: { ...process.env, XDG_DATA_HOME: scratch, MENHU_LOG: 'error' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const api = await new Promise((resolve, reject) => {
    reference.stdout.once('data', (text) => resolve(String(text).trim().split('\n')[0]));
    reference.once('exit', (code) => reject(new Error(`the reference server ended with code ${code}`)));
  });
  server = serve(site, api);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath: process.env.MENHU_CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  reference?.kill();
  fs.rmSync(scratch, { recursive: true, force: true });
});

/** A test in a page of its own, in which nothing may fail unseen. */
function pageTest(name, options, run) {
  test(name, async () => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) faults.push(message.text()); });
    page.on('response', (answer) => { if (answer.status() >= 400) faults.push(`${answer.status()} ${answer.url()}`); });
    try {
      await run(page);
      if (process.env.MENHU_SHOTS) await page.screenshot({ path: path.join(process.env.MENHU_SHOTS, `${name.replace(/\W+/g, '-')}.png`), fullPage: true });
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });
}

const phone = { viewport: { width: 390, height: 844 } };
const width = (page) => page.evaluate(() => document.documentElement.scrollWidth);

pageTest('from the box of the home page to the results', {}, async (page) => {
  await page.goto(`${address}/`);
  const box = page.getByRole('combobox');
  await box.pressSequentially('公积金');
  await page.getByRole('option').first().waitFor();
  await box.press('Enter');
  await page.waitForURL(/\/search\/\?q=/);
  await page.locator('menhu-search mark').first().waitFor();
});

pageTest('a filter narrows the results, and the way back widens them', {}, async (page) => {
  await page.goto(`${address}/search/?q=公积金`);
  const found = page.locator('menhu-search').getByText(/^找到 \d+ 条结果/).first();
  await found.waitFor();
  const all = await found.textContent();
  await page.getByRole('checkbox', { name: '办事服务' }).check();
  await page.waitForURL(/kind=/);
  await page.locator('menhu-search').getByText('找到 2 条结果').first().waitFor();
  await page.goBack();
  await page.locator('menhu-search').getByText(all).first().waitFor();
});

pageTest('an item shows what is related, with reasons', {}, async (page) => {
  await page.goto(`${address}/items/svc-gjj-tiqu/`);
  const related = page.locator('.related');
  await related.locator('a').first().waitFor();
  assert.match(await related.locator('small').first().textContent(), /办理依据/);
  await related.locator('a').first().click();
  await page.waitForURL(/\/items\/doc-2025-008\//);
});

pageTest('the catalog is browsed without a query', {}, async (page) => {
  await page.goto(`${address}/browse/`);
  const rows = page.locator('.entry');
  await rows.first().waitFor();
  assert.equal(await rows.count(), 12);
  await rows.first().getByRole('button').click();
  await rows.first().locator('.brief a').first().waitFor();
  for (const list of ['栏目', '主题', '人群', '分类', '场景', '专题']) {
    await page.getByRole('button', { name: list, exact: true }).click();
    await page.waitForFunction((name) => [...document.querySelectorAll('#lists button')].find((button) => button.textContent === name).ariaPressed === 'true', list);
    await rows.first().waitFor();
  }
});

pageTest('a lookup says what is wrong before it is sent, and then what it found', {}, async (page) => {
  await page.goto(`${address}/lookups/`);
  const asked = [];
  page.on('request', (request) => { if (request.url().includes('/api/')) asked.push(request.url()); });
  await page.fill('#name', '张演示');
  await page.fill('#id_number', '110105190001010019');
  await page.click('#lookup button');
  await page.waitForFunction(() => document.getElementById('id_number-fault').textContent !== '');
  assert.deepEqual(asked, []);
  await page.fill('#id_number', '11010519000101001X');
  await page.check('#consent');
  await page.click('#lookup button');
  await page.getByText('数据截至').waitFor();
  assert.equal(asked.length, 1);
  assert.ok(!asked[0].includes('1101'));
  assert.match(await page.locator('#answer').textContent(), /余额[\d.]+元/);
});

pageTest('on a phone nothing is wider than the screen', phone, async (page) => {
  for (const way of ['', 'search/?q=公积金', 'browse/', 'lookups/', 'items/svc-gjj-tiqu/']) {
    await page.goto(`${address}/${way}`);
    await page.waitForLoadState('networkidle');
    assert.ok((await width(page)) <= 390, `${way}: ${await width(page)}`);
  }
});

pageTest('without scripts the box is a form', { javaScriptEnabled: false }, async (page) => {
  await page.goto(`${address}/items/svc-gjj-tiqu/`);
  await page.fill('#q', '公积金');
  await page.getByRole('button', { name: '检索' }).click();
  await page.waitForURL(/\/search\/\?q=/);
  await page.getByText('需要启用脚本').waitFor();
});

test('every link of every page leads to a page', () => {
  const missing = new Set();
  for (const file of fs.readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html'))) {
    const text = fs.readFileSync(path.join(site, file), 'utf8');
    for (const [, href] of text.matchAll(/(?:href|src)="([^"#?]+)[^"]*"/g)) {
      const target = path.join(site, path.dirname(file), decodeURIComponent(href));
      if (!fs.existsSync(target)) missing.add(`${file}: ${href}`);
    }
  }
  assert.deepEqual([...missing], []);
});

test('the same index is searched from Node', () => {
  const folder = path.join(scratch, 'node');
  fs.cpSync(here('../node'), folder, { recursive: true });
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.rmSync(path.join(folder, 'node_modules/menhu'), { recursive: true, force: true });
  fs.cpSync(here('../../bindings/wasm/dist'), path.join(folder, 'node_modules/menhu'), { recursive: true });
  const run = (query) => spawnSync(process.execPath, [path.join(folder, 'search.mjs'), path.join(site, 'page-index'), query], { encoding: 'utf8' });
  const found = run('公积金提取');
  assert.equal(found.status, 0, found.stderr);
  assert.match(found.stdout, /住房公积金提取/);
  assert.match(found.stdout, /相关：.+（.+）/);
  assert.match(found.stdout, /建议：.+/);
  assert.match(run('公鸡金').stdout, /您是不是要找：公积金/);
});
