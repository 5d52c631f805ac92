// Making an index in the page, with the built package (MENHU_PACKAGE, or the folder that bindings/wasm/build makes), in Node
// and in a browser (MENHU_CHROMIUM). MENHU_DOCUMENTS: interchange lines, of which a thousand are measured besides.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const DIST = path.resolve(process.env.MENHU_PACKAGE ?? path.join(HERE, '../dist'));
const WORKSPACE = path.join(HERE, '../../..');
const NATIVE = path.join(process.env.CARGO_TARGET_DIR ?? path.join(WORKSPACE, 'target'), 'release/examples/page_index');
execFileSync('cargo', ['build', '-q', '--release', '-p', 'menhu', '--no-default-features', '--features', 'dictionary',
  '--example', 'page_index'], { cwd: WORKSPACE, stdio: 'inherit' });
const DICTIONARY = fs.readFileSync(path.join(DIST, 'dictionary.bin'));
const { MakerError, makeIndex, openMaker } = await import(path.join(DIST, 'maker.js'));
const { open } = await import(path.join(DIST, 'index.js'));

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'menhu-maker-'));
after(() => fs.rmSync(scratch, { recursive: true }));

/** Documents of a district that does not exist; of each kind, in both scripts, some of several parts. */
function documents(count) {
  const matters = ['住房公积金提取', '老年人优待证办理', '个体工商户登记', '生育津贴申领', '行政處罰聽證', '义务教育入学', 'ETC 设备注销'];
  const units = ['示范区民政局', '示范区人力资源和社会保障局', '示范区教育局'];
  const kinds = ['document', 'service', '新闻动态', 'law', undefined];
  return Array.from({ length: count }, (_, at) => {
    const matter = matters[at % matters.length];
    const sentence = `申请${matter}的，应当自受理之日起${(at % 29) + 2}个工作日内办结；第${at}号窗口受理，材料不齐的一次性告知。`;
    return {
      id: `doc-${at}`, title: `关于${matter}有关事项的通知（第${at}号）`, body: `${sentence}\n`.repeat(1 + (at % 37)),
      kind: kinds[at % kinds.length], unit: units[at % units.length], column: '政务公开/通知公告',
      date: `20${10 + (at % 15)}-0${1 + (at % 9)}-1${at % 9}`, url: `https://www.shifan.example/${at}.html`,
      keywords: '办事；通知', subjects: ['民政、扶贫、救灾\\其他'], page: at,
    };
  });
}

const linesOf = (list) => list.map((document) => JSON.stringify(document));

/** The files that the kernel writes of these lines outside of a browser. */
function native(lines) {
  const folder = fs.mkdtempSync(path.join(scratch, 'native-'));
  fs.writeFileSync(`${folder}.jsonl`, lines.join('\n'));
  const log = execFileSync(NATIVE, [`${folder}.jsonl`, folder], { encoding: 'utf8' });
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return { files: new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name))])), log };
}

function assertSame(made, wanted) {
  assert.deepEqual([...made.keys()].sort(), [...wanted.keys()].sort());
  for (const [name, bytes] of wanted) assert.ok(Buffer.from(bytes).equals(made.get(name)), name);
}

/** Searches with the program for pages, in memory. */
async function search(files, query, options) {
  const menhu = await open(files, { worker: false });
  try {
    return await menhu.search(query, options);
  } finally {
    menhu.close();
  }
}

const refusal = (promise) => promise.then(() => assert.fail('it was taken'), (error) => error);

test('the files are those of the kernel outside of the browser', async () => {
  const list = documents(300);
  const made = await makeIndex(list);
  assert.ok(made.size > 300);
  assertSame(made, native(linesOf(list)).files);
});

test('the order in which documents come makes no difference, nor whether they are objects or lines', async () => {
  const list = documents(70);
  async function* backwards() { for (const line of linesOf(list).reverse()) yield line; }
  assertSame(await makeIndex(backwards()), await makeIndex(list));
});

test('what was made is searched', async () => {
  const made = await makeIndex(documents(300));
  const answer = await search(made, '公积金提取', { facets: ['unit'] });
  assert.equal(answer.total, 43);
  assert.match(answer.hits[0].highlight.title, /住房<mark>公积金<\/mark><mark>提取<\/mark>/);
  assert.equal(answer.facets.unit.length, 3);
  assert.equal((await search(made, '行政处罚听证', { filters: { year: '2014' } })).total, 3);
});

test('without the dictionary strings are found all the same', async () => {
  const made = await makeIndex(documents(50), { dictionary: null });
  assert.equal((await search(made, '公积金')).total, 8);
  assert.notDeepEqual(made.get('manifest.mhp'), (await makeIndex(documents(50))).get('manifest.mhp'));
});

test('what is not open to everybody is left out', async () => {
  const list = documents(9);
  list[2].openness = 'on_request';
  list[3].openness = '不予公开';
  list[4].openness = 'draft';
  const seen = [];
  const made = await makeIndex(list, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(seen.at(-1), { documents: 6, leftOut: 3 });
  assertSame(made, native(linesOf(list)).files);
  // Behind the envelope, in what was packed.
  const packed = [...made.values()].map((file) => inflateRawSync(file.subarray(13)));
  const holders = ({ url }) => packed.filter((payload) => payload.includes(url)).length;
  assert.deepEqual(list.map((document) => holders(document) > 0), [true, true, false, false, false, true, true, true, true]);
  assert.equal((await search(made, '"第3号"')).total, 0);
});

test('documents are changed, taken out and built again', async () => {
  const maker = await openMaker({ dictionary: DICTIONARY });
  const list = documents(20);
  assert.deepEqual(await maker.add(list), { documents: 20, leftOut: 0 });
  await maker.build();
  const changed = { ...list[7], title: '另一个题目' };
  await maker.add([changed]);
  assert.equal(await maker.remove('doc-8'), true);
  assert.equal(await maker.remove('doc-8'), false);
  assert.deepEqual(await maker.add([{ ...list[9], openness: 'closed' }]), { documents: 0, leftOut: 1 });
  assert.equal(await maker.count(), 18);
  const now = list.filter((_, at) => at !== 8 && at !== 9).map((document) => (document.id === 'doc-7' ? changed : document));
  assertSame(await maker.build(), native(linesOf(now)).files);
  maker.close();
  assert.equal((await refusal(maker.build())).code, 'closed');
});

test('an error names the document, the field and what to do', async () => {
  const good = documents(3);
  const cases = [
    ['{"id":1,', 'not_json', undefined], ['[1]', 'not_json', undefined], [undefined, 'not_json', undefined], [12n, 'not_json', undefined],
    [{ title: '没有编号' }, 'field', 'id'], [{ id: ' ' }, 'field', 'id'], [{ id: 'x', title: 5 }, 'field', 'title'],
    [{ id: 'x', date: '2023-02-30' }, 'field', 'date'], [{ id: 'x', kind: 'poem' }, 'field', 'kind'],
    [{ id: 'x', column: 'a//b' }, 'field', 'column'], [{ id: 'x', openness: 'secret' }, 'field', 'openness'],
    [{ id: 'x', title: '长'.repeat(2000) }, 'field', 'title'],
  ];
  for (const [document, code, field] of cases) {
    const error = await refusal(makeIndex([...good, document], { dictionary: null }));
    assert.ok(error instanceof MakerError, String(error));
    assert.deepEqual([error.code, error.field, error.line], [code, field, 4], error.message);
    if (document?.id === 'x') assert.equal(error.id, 'x');
    assert.match(error.message, /^第 4 条.*：.+/);
  }
  const date = await refusal(makeIndex([{ id: 'x', date: '2023-02-30' }], { dictionary: null }));
  assert.equal(date.message, '第 1 条（x）：字段 date 有误：field `date`: `2023-02-30` is no date; expected YYYY-MM-DD, a day that exists');
});

test('a missing title is taken, as everywhere: the first words of the text stand in for it', async () => {
  const made = await makeIndex([{ id: '1', body: '公积金提取的通知。' }], { dictionary: null });
  assert.equal((await search(made, '公积金')).hits[0].title, '公积金提取的通知。');
});

test('a damaged dictionary is refused, whatever is damaged', async () => {
  const codes = new Set();
  for (let at = 0; at < DICTIONARY.length; at += at < 16 ? 1 : 60_013) {
    const other = Uint8Array.from(DICTIONARY);
    other[at] ^= 1 << (at % 8);
    codes.add((await refusal(makeIndex([], { dictionary: other }))).code);
    if (at) codes.add((await refusal(makeIndex([], { dictionary: DICTIONARY.subarray(0, at) }))).code);
  }
  assert.deepEqual([...codes].sort(), ['damaged', 'malformed', 'not_this_file', 'version']);
  assert.equal((await refusal(makeIndex([], { dictionary: '/nowhere.bin' }))).code, 'missing');
  assert.equal((await refusal(makeIndex([], { dictionary: Buffer.from('<!doctype html>') }))).code, 'not_this_file');
});

test('no documents are an index as well', async () => {
  const made = await makeIndex([]);
  assertSame(made, native([]).files);
  assert.equal((await search(made, '公积金')).total, 0);
});

test('a signal ends it, also while a source keeps us waiting', async () => {
  await assert.rejects(makeIndex(documents(3), { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const own = new AbortController();
  let ended = false;
  async function* slow() {
    try {
      yield* documents(3);
      await new Promise((resolve) => { setTimeout(resolve, 300); });
      yield* documents(3);
    } finally {
      ended = true;
    }
  }
  setTimeout(() => own.abort(new Error('顾不上了')), 50);
  await assert.rejects(makeIndex(slow(), { dictionary: null, signal: own.signal }), { message: '顾不上了' });
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  assert.ok(ended);
});

test('many at once share the program', async () => {
  const made = await Promise.all([5, 6, 7].map((count) => makeIndex(documents(count), { dictionary: null })));
  for (const [at, files] of made.entries()) assertSame(files, await makeIndex(documents(at + 5), { dictionary: null }));
});

/** A page from which the module is loaded, under a policy as portals have it. `refused`: a file that cannot be had. */
async function inPage(work, refused) {
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://local');
    const headers = { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
    const file = path.join(DIST, path.basename(pathname));
    if (pathname === '/') return response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end('<!doctype html>');
    if (pathname === refused || !fs.existsSync(file)) return response.writeHead(404, headers).end();
    return response.writeHead(200, { ...headers, 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const browser = await chromium.launch({ executablePath: process.env.MENHU_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await work(page);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

test('in a browser it works in a worker, or in the page, and the files are the same', async () => {
  const list = documents(120);
  const { files } = native(linesOf(list));
  await inPage(async (page) => {
    let begun = 0;
    page.on('worker', () => { begun++; });
    for (const worker of [false, true]) {
      const made = await page.evaluate(async ([documents, worker]) => {
        const { makeIndex } = await import('/maker.js');
        const files = await makeIndex(documents, { worker });
        return [...files].map(([name, bytes]) => [name, [...bytes]]);
      }, [list, worker]);
      assertSame(new Map(made.map(([name, bytes]) => [name, Buffer.from(bytes)])), files);
      assert.equal(begun, worker ? 1 : 0);
      // It has ended with the index: nothing of it stays.
      assert.equal(page.workers().length, 0);
    }
    const [refused, stopped, workers] = await page.evaluate(async (documents) => {
      const { makeIndex, openMaker } = await import('/maker.js');
      const why = (error) => [error.name, error.code, error.line, error.id, error.field];
      const refused = await makeIndex([...documents, { id: 'x', date: 'gestern' }]).catch(why);
      const own = new AbortController();
      const stopped = makeIndex(documents, { signal: own.signal, onProgress: () => own.abort() }).catch((error) => error.name);
      const maker = await openMaker({ dictionary: null });
      const [count, open] = [await maker.count(), maker.build()];
      maker.close();
      return [refused, await stopped, [count, await open.catch((error) => error.code)]];
    }, list);
    assert.deepEqual(refused, ['MakerError', 'field', 121, 'x', 'date']);
    assert.equal(stopped, 'AbortError');
    assert.deepEqual(workers, [0, 'closed']);
  });
});

test('in a browser, what cannot be had is named', async () => {
  for (const file of ['/dictionary.bin', '/maker.wasm']) {
    await inPage(async (page) => {
      const error = await page.evaluate(async () => {
        const { makeIndex } = await import('/maker.js');
        return makeIndex([]).catch(({ code, detail }) => ({ code, detail }));
      });
      assert.equal(error.code, 'missing');
      assert.ok(error.detail.endsWith(file), error.detail);
    }, file);
  }
});

const real = process.env.MENHU_DOCUMENTS;
if (real) test('a thousand real documents, measured', async () => {
  const lines = fs.readFileSync(real, 'utf8').split('\n').filter(Boolean).slice(0, 1000);
  const clock = (from) => `${Math.round(performance.now() - from)} ms`;
  let begun = performance.now();
  const maker = await openMaker();
  const opened = clock(begun);
  begun = performance.now();
  await maker.add(lines);
  const added = clock(begun);
  begun = performance.now();
  const made = await maker.build();
  const built = clock(begun);
  maker.close();
  const { files, log } = native(lines);
  assertSame(made, files);
  const bytes = [...made.values()].reduce((sum, file) => sum + file.length, 0);
  console.log(`${lines.length} documents, ${Math.round(Buffer.byteLength(lines.join('\n')) / 1024)} KiB: program and dictionary ${opened},` +
    ` taken in ${added}, built ${built}; ${made.size} files, ${Math.round(bytes / 1024)} KiB; native: ${log.trim()};` +
    ` resident ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`);
});
