// Every block of docs/in-page-search.md, section "In the page", is run; a block without its test here is a failure.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test as nodeTest } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createServer } from 'vite';
import { INDEX, PACKAGE, POLICY, html, site, test } from './harness.mjs';

const text = readFileSync(fileURLToPath(new URL('../../../docs/in-page-search.md', import.meta.url)), 'utf8');
const section = /^## In the page\n(.*?)(?=^## |(?![\s\S]))/ms.exec(text)[1];
const blocks = [...section.matchAll(/^### ([^\n]+)|^```(\w+)\n(.*?)^```/gms)].reduce((found, [, heading, language, code]) => {
  if (heading) found.push({ heading, codes: [] });
  else found.at(-1).codes.push({ language, code });
  return found;
}, []);
/** The block so many of its language under a heading; what is taken is run. */
const taken = new Set();
function block(heading, language, at = 0) {
  const found = blocks.find((one) => one.heading === heading)?.codes.filter((one) => one.language === language)[at];
  assert.ok(found, `the document has no ${language} number ${at} under ${heading}`);
  taken.add(found);
  return found.code;
}

const scratch = mkdtempSync(join(tmpdir(), 'menhu-documents-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** The addresses of the document: the index at /search/, the package in its assets. */
function published() {
  site.mounts = new Map([['/search/assets/', PACKAGE], ['/search/', INDEX]]);
}

/** A module of the document, in a page. Names of modules are addresses there. */
async function run(page, code, body) {
  published();
  const script = code.replaceAll(/'menhu(?:\/(\w+))?'/g, (_, entry) => `'/search/assets/${entry ?? 'index'}.js'`);
  site.rules.push((path) => path === '/example.js' && { body: `${script}\nglobalThis.isDone = true;`, headers: { 'content-type': 'text/javascript' } });
  site.pages.set('/', html(body, { scripts: ['/example.js'] }));
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(site.address);
  await page.waitForFunction(() => globalThis.isDone);
  return said;
}

test('quick start: a page of search', {}, async ({ page }) => {
  published();
  site.pages.set('/', html(block('Quick start', 'html', 0), { scripts: [] }));
  await page.goto(site.address);
  await page.getByRole('combobox', { name: '检索词' }).fill('公积金');
  await page.keyboard.press('Enter');
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  await page.getByRole('group', { name: '年份' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('q'), '公积金');
});

test('quick start: a box in the header', {}, async ({ page }) => {
  published();
  site.pages.set('/', html(block('Quick start', 'html', 1), { scripts: [] }));
  await page.goto(site.address);
  assert.equal(await page.getByRole('combobox').getAttribute('placeholder'), '搜政策、搜服务');
  await page.getByRole('combobox').fill('公积金');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search.html?q=*');
});

test('quick start: the API', {}, async ({ page }) => {
  const said = await run(page, block('Quick start', 'js'), '');
  assert.ok(said.some((line) => /^2025-07-01 .*公积金提取.* \/p\//.test(line)), said.join('\n'));
});

test('the API: search while typing', {}, async ({ page }) => {
  await run(page, block('The API', 'js'), '<label>检索 <input></label><output></output>');
  await page.getByRole('textbox').pressSequentially('公积金', { delay: 5 });
  await page.waitForFunction(() => /公积金/.test(document.querySelector('output').textContent));
});

test('the elements: with an index that the page has opened', {}, async ({ page }) => {
  const said = await run(page, block('The elements', 'js'), '<menhu-search></menhu-search>');
  assert.ok(said.some((line) => /^身份证 \d+$/.test(line)), said.join('\n'));
});

test('the elements: looks', {}, async ({ page }) => {
  const style = block('The elements', 'css');
  site.rules.push((path) => path === '/own.css' && { body: style, headers: { 'content-type': 'text/css' } });
  site.pages.set('/', html('<menhu-search index="/index/"></menhu-search>', { head: '<link rel="stylesheet" href="/own.css">' }));
  await page.goto(site.address);
  await page.getByRole('combobox').fill('公积金');
  await page.keyboard.press('Enter');
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  const looks = await page.evaluate(() => {
    const root = document.querySelector('menhu-search').shadowRoot;
    return [getComputedStyle(root.querySelector('.submit')).backgroundColor, getComputedStyle(root.querySelector('li h3')).fontSize];
  });
  assert.deepEqual(looks, ['rgb(11, 92, 173)', '20px']);
});

test('the elements: every attribute, property and part that is named there is', {}, async ({ page }) => {
  published();
  site.pages.set('/', html('<menhu-search index="/search/" filters="kind,unit"></menhu-search>', { scripts: ['/search/assets/ui.js'] }));
  await page.goto(site.address);
  const { attributes, styles } = await page.evaluate(() => ({
    attributes: customElements.get('menhu-search').observedAttributes,
    styles: document.querySelector('menhu-search').shadowRoot.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n'),
  }));
  const table = section.slice(section.indexOf('| attribute |'), section.indexOf('| event |'));
  const named = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names]) => names.match(/\w+/g));
  assert.deepEqual(named.sort(), [...attributes].sort());
  const properties = [.../all beginning with `--menhu-`:(.*?)Parts of both/s.exec(section)[1].matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  const used = new Set([...styles.matchAll(/--menhu-([\w-]+)/g)].map(([, name]) => name));
  assert.deepEqual(properties.sort(), [...used].sort());
  const parts = [.../Parts of both:(.*?)\n\n/s.exec(section)[1].matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  const source = readFileSync(join(PACKAGE, 'ui.js'), 'utf8');
  const drawn = new Set([...source.matchAll(/part:"([\w-]+)"/g)].map(([, name]) => name));
  assert.deepEqual(parts.filter((name) => name !== 'form').sort(), [...drawn].filter((name) => name !== 'form').sort());
});

nodeTest('the policy is that under which all of this is tested', () => {
  const policy = block('Content security policy', 'text').trim().split('; ');
  assert.deepEqual(policy.filter((directive) => !POLICY.split('; ').includes(directive)), []);
});

test('Vite serves the package in development', {}, async ({ page }) => {
  const root = join(scratch, 'vite');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  cpSync(PACKAGE, join(root, 'node_modules/menhu'), { recursive: true });
  cpSync(INDEX, join(root, 'public/search'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(root, 'vite.config.js'), block('Bundlers, Node, offline', 'js', 0));
  writeFileSync(join(root, 'index.html'), '<!doctype html><script type="module" src="/main.js"></script>');
  writeFileSync(join(root, 'main.js'), "import { open } from 'menhu'; document.title = (await (await open('/search/')).search('公积金提取')).hits[0].title;");
  const server = await createServer({ root, logLevel: 'error', server: { port: 0, host: '127.0.0.1', hmr: false, ws: false } });
  await server.listen();
  const own = await page.context().newPage();
  try {
    await own.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
    await own.waitForFunction(() => /公积金提取/.test(document.title));
    assert.equal(own.workers().length, 1);
  } finally {
    await own.close();
    await server.close();
  }
});

nodeTest('Node reads an index from the disk', () => {
  const folder = join(scratch, 'node');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(PACKAGE, join(folder, 'node_modules/menhu'));
  symlinkSync(INDEX, join(folder, 'search'));
  writeFileSync(join(folder, 'main.mjs'), block('Bundlers, Node, offline', 'js', 1));
  assert.match(execFileSync('node', ['main.mjs'], { cwd: folder, encoding: 'utf8' }), /公积金提取/);
});

test('what was searched once is searched again without a network', {}, async ({ page }) => {
  published();
  site.rules.push((path) => path === '/sw.js' && { body: block('Bundlers, Node, offline', 'js', 2), headers: { 'content-type': 'text/javascript' } });
  site.pages.set('/search/page.html', html('<menhu-search index="/search/" param="q"></menhu-search>', { scripts: ['/search/assets/ui.js'] }));
  const open = () => page.goto(`${site.address}/search/page.html?q=%E5%85%AC%E7%A7%AF%E9%87%91`);
  const found = () => page.locator('menhu-search').locator('li h3').first().waitFor();
  await open();
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  await open();
  await found();
  site.rules.push(() => ({ status: 599 }));
  const asked = site.asked.length;
  site.server.closeAllConnections();
  await new Promise((resolve) => { site.server.close(resolve); });
  try {
    await open();
    await found();
    assert.equal(site.asked.length, asked);
  } finally {
    await new Promise((resolve) => { site.server.listen(Number(new URL(site.address).port), '127.0.0.1', resolve); });
  }
});

test('a lookup is answered, and a problem is said', {}, async ({ page }) => {
  const code = block('Lookups', 'js');
  const json = (status, body, type) => ({ status, body: JSON.stringify(body), headers: { 'content-type': type } });
  site.rules.push((path) => path.startsWith('/api/') && json(200, { outcome: 'found', record: { balance: { fen: 123456, yuan: '1234.56' } } }, 'application/json'));
  await run(page, code, '');
  assert.equal(await page.title(), '1234.56');
  site.rules[0] = (path) => path.startsWith('/api/') && json(400, { class: 'InvalidInput', detail: '请核对', faults: [{ field: 'name', reason: '请填写姓名' }] }, 'application/problem+json');
  await run(page, code, '');
  assert.equal(await page.title(), '请核对；请填写姓名');
});

test('the README of the package', {}, async ({ page }) => {
  const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
  const [element, script] = ['html', 'js'].map((language) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)[1]);
  site.mounts.set('/search-index/', INDEX);
  const code = `${script.replace("'menhu'", "'/menhu/index.js'")}\ndocument.title = hits[0].title + total;`;
  site.rules.push((path) => path === '/example.js' && { body: code, headers: { 'content-type': 'text/javascript' } });
  site.pages.set('/', html(element, { scripts: ['/example.js'] }));
  await page.goto(`${site.address}/?q=%E8%BA%AB%E4%BB%BD%E8%AF%81`);
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  await page.waitForFunction(() => /公积金提取.*\d$/.test(document.title));
});

nodeTest('no block is left out', () => {
  const left = blocks.flatMap(({ heading, codes }) => codes.filter((one) => !taken.has(one)).map(({ code }) => `${heading}: ${code.slice(0, 60)}`));
  assert.deepEqual(left, []);
  assert.ok(taken.size >= 11, `${taken.size}`);
});
