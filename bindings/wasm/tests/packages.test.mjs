// The package as it is published: packed, installed into projects of their own, built by bundlers, and searched with.
//
// MENHU_TARBALL: what `npm pack` made. `run` sets it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test as nodeTest } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as viteBuild } from 'vite';
import webpack from 'webpack';
import { INDEX, PACKAGE, html, pause, site, test } from './harness.mjs';

const TARBALL = process.env.MENHU_TARBALL;
if (!TARBALL || !existsSync(TARBALL)) throw new Error('MENHU_TARBALL is not set to a packed package: start the tests by bindings/wasm/tests/run');
const here = dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'menhu-packages-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const MAIN = `
import { MenhuError, check, open } from 'menhu';
import { Lookups } from 'menhu/lookups';
import { makeIndex } from 'menhu/maker';
import { open as slim } from 'menhu/slim';
import { MenhuSearch } from 'menhu/ui';

const index = new URL('/index/', location.href);
const [one, two, three] = await Promise.all([open(index), open(index, { worker: false }), slim(index)]);
const titles = [];
for (const menhu of [one, two, three]) titles.push((await menhu.search('公积金提取')).hits[0].title);
const made = await open(await makeIndex([{ id: 'svc-1', title: '老年人优待证办理', body: '年满60周岁的，可以申请。' }]));
document.documentElement.dataset.made = (await made.search('优待证')).hits[0].title;
made.close();
document.documentElement.dataset.titles = titles.join('|');
document.documentElement.dataset.element = String(document.querySelector('menhu-search') instanceof MenhuSearch);
document.documentElement.dataset.kept = String([check, MenhuError, Lookups].length);
`;

/** A project with the package installed, and the files given. */
function project(name, files) {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const all = { 'package.json': JSON.stringify({ name, private: true, type: 'module' }), ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(folder, file), text);
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', TARBALL], { cwd: folder, stdio: 'pipe' });
  return folder;
}

/** Searches on a page that somebody has built: by the API in three ways, and by the element. */
async function works(page, folder, index = '/app/index.html') {
  site.mounts.set('/app/', folder);
  await page.goto(site.address + index);
  await page.waitForFunction(() => document.documentElement.dataset.titles, null, { timeout: 20_000 });
  const { titles, element, made } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  const [one, ...others] = titles.split('|');
  assert.match(one, /公积金提取/);
  assert.deepEqual(others, [one, one]);
  assert.deepEqual([element, made], ['true', '老年人优待证办理']);
  // Those of the maker and of its index have ended.
  for (let tries = 0; page.workers().length > 2 && tries < 50; tries++) await pause(20);
  assert.equal(page.workers().length, 2);
  await page.getByRole('combobox').fill('身份证');
  await page.keyboard.press('Enter');
  await page.locator('menhu-search').locator('li h3').first().waitFor();
}

const ELEMENT = '<menhu-search index="/index/"></menhu-search>';

test('Vite builds it, as it is', {}, async ({ page }) => {
  const root = project('with-vite', {
    'index.html': html(ELEMENT, { scripts: ['/main.js'] }).replace('<link rel="stylesheet" href="/page.css">', ''), 'main.js': MAIN,
  });
  const warnings = [];
  const note = (message) => warnings.push(message);
  await viteBuild({
    root, base: '/app/', configFile: false, logLevel: 'warn', build: { target: 'es2022', outDir: 'built' },
    customLogger: { info() {}, warn: note, warnOnce: note, error: note, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false },
  });
  assert.deepEqual(warnings, []);
  await works(page, join(root, 'built'));
});

test('webpack builds it, as it is', {}, async ({ page }) => {
  const root = project('with-webpack', { 'main.js': MAIN });
  const stats = await new Promise((resolve, reject) => {
    // What is not said is the default, as most have it: no modules come out, and workers are classic.
    webpack({ mode: 'production', context: root, entry: './main.js', output: { path: join(root, 'built'), publicPath: '/app/' }, performance: false },
      (error, done) => (error ? reject(error) : resolve(done)));
  });
  assert.deepEqual([...stats.toJson().errors, ...stats.toJson().warnings].map(({ message }) => message), []);
  writeFileSync(join(root, 'built/index.html'), html(ELEMENT, { scripts: ['/app/main.js'] }));
  await works(page, join(root, 'built'));
});

test('what uses the slim module alone has nothing of the second program', {}, async ({ page }) => {
  const root = project('slim', {
    'index.html': html('', { scripts: ['/main.js'] }).replace('<link rel="stylesheet" href="/page.css">', ''),
    'main.js': "import { open } from 'menhu/slim'; const menhu = await open('/index/'); document.title = String((await menhu.search('公积金')).total);",
  });
  await viteBuild({ root, base: '/app/', configFile: false, logLevel: 'error', build: { target: 'es2022', outDir: 'built' } });
  const programs = readdirSync(join(root, 'built/assets')).filter((name) => name.endsWith('.wasm'));
  assert.match(programs.join(), /^search-[^,]*$/);
  site.mounts.set('/app/', join(root, 'built'));
  await page.goto(`${site.address}/app/index.html`);
  await page.waitForFunction(() => Number(document.title) > 10);
});

test('without any tool it is a folder of files', {}, async ({ page }) => {
  const root = project('plain', {});
  site.mounts.set('/menhu/', join(root, 'node_modules/menhu'));
  const main = MAIN.replaceAll(/'menhu(?:\/(\w+))?'/g, (_, entry) => `'/menhu/${entry ?? 'index'}.js'`);
  site.rules.push((path) => path === '/main.js' && { body: main, headers: { 'content-type': 'text/javascript' } });
  site.pages.set('/app/', html(ELEMENT, { scripts: ['/main.js'] }));
  await works(page, root, '/app/');
});

nodeTest('Node imports it by its name', () => {
  const root = project('with-node', {
    'main.js': `import { open } from 'menhu';
import { open as slim } from 'menhu/slim';
import 'menhu/ui';
import { Lookups } from 'menhu/lookups';
const index = ${JSON.stringify(pathToFileURL(`${INDEX}/`))};
for (const one of [open, slim]) console.log((await (await one(new URL(index))).search('公积金提取')).hits[0].title);
console.log(typeof Lookups, import.meta.resolve('menhu/wasm/search.wasm').endsWith('/menhu/search.wasm'));`,
  });
  const [one, two, last] = execFileSync('node', ['main.js'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  assert.match(one, /公积金提取/);
  assert.deepEqual([two, last], [one, 'function true']);
});

nodeTest('its types are true to a strict reader', () => {
  const root = project('typed', {
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], noEmit: true, types: [], skipLibCheck: false, exactOptionalPropertyTypes: true },
      files: ['right.ts', 'wrong.ts'],
    }),
    'right.ts': readFileSync(join(here, 'types/right.ts'), 'utf8'),
    'wrong.ts': readFileSync(join(here, 'types/wrong.ts'), 'utf8'),
  });
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  try {
    execFileSync('node', [tsc, '-p', root], { encoding: 'utf8', stdio: 'pipe' });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
});

nodeTest('everything that is exported is there, with its types, and nothing else is packed', () => {
  const { exports, files } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const named = Object.values(exports).flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one))).filter((path) => !path.includes('*'));
  for (const path of named) assert.ok(existsSync(join(PACKAGE, path)), `${path} is exported and is not there`);
  const packed = readdirSync(PACKAGE, { recursive: true });
  assert.ok(files.includes('*.wasm') && packed.includes('search.wasm') && packed.includes('more.wasm'));
  assert.deepEqual(packed.filter((path) => !/^[\w-]+\.(js|d\.ts|wasm|bin)$|^package\.json$|^README\.md$|^LICENSE$/.test(path)), []);
});
