// The engine's host without a browser: programs that ask for files, in rounds; and the package in Node.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Menhu } from '../js/engine/client.js';
import { Failure } from '../js/engine/failure.js';
import { Host } from '../js/engine/host.js';
import { ALL, starter } from '../js/engine/programs.js';
import { MenhuError } from '../js/error.js';

const PACKAGE = process.env.MENHU_PACKAGE;
const INDEX = process.env.MENHU_INDEX;
const bytes = (text) => new TextEncoder().encode(text);

/** A program: needs `a.mhp`, then `b.mhp` and `c.mhp`, then answers what they hold. `faults` changes that. */
function programOf(faults = {}) {
  return class Program {
    static made = 0;

    constructor(manifest) {
      this.constructor.made++;
      this.manifest = new TextDecoder().decode(manifest);
      if (this.manifest === 'broken') throw 'malformed';
      this.files = new Map();
    }

    put(name, file) {
      const text = new TextDecoder().decode(file);
      if (text === 'damaged') throw 'damaged';
      this.files.set(name, text);
    }

    trim() {}

    ask(word) {
      if (faults.always) return 'a.mhp';
      if (word === 'unknown') throw 'unknown_field';
      if (word === 'trap' && !faults.recovers) throw new WebAssembly.RuntimeError('unreachable');
      if (faults.recovers && this.constructor.made === 1) throw new WebAssembly.RuntimeError('unreachable');
      if (!this.files.has('a.mhp')) return 'a.mhp';
      if (!this.files.has('c.mhp')) return 'b.mhp c.mhp';
      return JSON.stringify({ word, holds: [...this.files.values()].join(''), edition: this.manifest });
    }
  };
}

const files = (more = {}) => new Map(Object.entries({ 'manifest.mhp': 'one', 'a.mhp': 'A', 'b.mhp': 'B', 'c.mhp': 'C', ...more }).map(([name, text]) => [name, bytes(text)]));
const host = (base, Program = programOf()) => new Host(base, { search: async () => Program, more: async () => Program }, { search: ['search', 'ask'], more: ['more', 'ask'] });

test('a program gets the files that it names, in rounds, and then answers', async () => {
  const opened = await host(files()).open();
  assert.deepEqual(await opened.run('search', ['x']), { word: 'x', holds: 'ABC', edition: 'one' });
});

test('each program is made when it is first asked, with files of its own', async () => {
  const Program = programOf();
  const opened = await host(files(), Program).open();
  assert.equal(Program.made, 1);
  await opened.run('more', ['x']);
  await opened.run('more', ['y']);
  assert.equal(Program.made, 2);
});

test('two questions do not fetch the same file twice', async () => {
  const map = files();
  const read = [];
  const { get } = map;
  map.get = (name) => {
    read.push(name);
    return get.call(map, name);
  };
  const opened = await host(map).open();
  await Promise.all([opened.run('search', ['x']), opened.run('search', ['y'])]);
  assert.deepEqual(read, ['manifest.mhp', 'a.mhp', 'b.mhp', 'c.mhp']);
});

test('a file that is away or damaged has the manifest read again, once', async () => {
  for (const [broken, code] of [[undefined, 'missing'], ['damaged', 'damaged']]) {
    const map = files();
    const opened = await host(map).open();
    if (broken) map.set('b.mhp', bytes(broken));
    else map.delete('b.mhp');
    map.set('manifest.mhp', bytes('two'));
    await assert.rejects(opened.run('search', ['x']), (error) => error instanceof Failure && error.code === code && error.where === 'b.mhp');
    map.set('b.mhp', bytes('B'));
    assert.equal((await opened.run('search', ['x'])).edition, 'two');
  }
});

test('what is wrong with the question is said and nothing is read again', async () => {
  const map = files();
  const opened = await host(map).open();
  map.set('manifest.mhp', bytes('two'));
  await assert.rejects(opened.run('search', ['unknown']), ({ code, where }) => code === 'unknown_field' && where === '');
  assert.equal((await opened.run('search', ['x'])).edition, 'one');
});

test('a program that crashes is made anew once', async () => {
  const opened = await host(files(), programOf({ recovers: true })).open();
  assert.equal((await opened.run('search', ['trap'])).holds, 'ABC');
  const other = await host(files()).open();
  await assert.rejects(other.run('search', ['trap']), ({ code, where }) => code === 'crashed' && /unreachable/.test(where));
  assert.equal((await other.run('search', ['x'])).holds, 'ABC');
});

test('a program that is never content is given up', async () => {
  const opened = await host(files(), programOf({ always: true })).open();
  await assert.rejects(opened.run('search', ['x']), ({ code }) => code === 'rounds');
});

test('a manifest that the program refuses is no index', async () => {
  await assert.rejects(host(files({ 'manifest.mhp': 'broken' })).open(), ({ code, where }) => code === 'malformed' && where === 'manifest.mhp');
});

test('a program that could not be loaded is loaded again', async () => {
  let tries = 0;
  const start = starter(() => { if (++tries === 1) throw new Failure('network', 'x.wasm'); }, 'the class', new URL('search.wasm', pathToFileURL(`${PACKAGE}/`)).href);
  await assert.rejects(start(), ({ code }) => code === 'network');
  assert.equal(await start(), 'the class');
  assert.equal(await start(), 'the class');
  assert.equal(tries, 2);
});

test('the questions for the second program reach it, and its errors come back', async () => {
  class More {
    put() {}
    trim() {}
    suggest(text, limit) { return JSON.stringify({ suggestions: [[text, limit]] }); }
    did_you_mean(query) { return JSON.stringify({ did_you_mean: { text: query } }); }
    related(id) { return JSON.stringify({ groups: [id] }); }
    catalog(list) { if (list === 'units') return JSON.stringify({ list, entries: [] }); throw 'not_included'; }
  }
  const Program = programOf();
  Program.prototype.search = (...values) => JSON.stringify({ values });
  let started = 0;
  const engine = await new Host(files(), { search: async () => Program, more: async () => { started++; return More; } }, ALL).open();
  const menhu = new Menhu(engine);
  const options = { filters: { kind: ['a', 'b'], unit: 'c' }, facets: ['year', 'kind'], sort: 'date', limit: 5, offset: 10 };
  assert.deepEqual((await menhu.search('x', options)).values, ['x', 'kind\u001fa\u001ekind\u001fb\u001eunit\u001fc', 'year\u001ekind', 5, 10, 1]);
  assert.equal(started, 0);
  assert.deepEqual(await menhu.suggest('gjj'), { suggestions: [['gjj', 10]] });
  assert.deepEqual(await menhu.suggestLatest('gjj', { limit: 3 }), { suggestions: [['gjj', 3]] });
  assert.deepEqual(await menhu.didYouMean('公机金'), { did_you_mean: { text: '公机金' } });
  assert.deepEqual(await menhu.related('svc-1'), { groups: ['svc-1'] });
  assert.deepEqual(await menhu.catalog('units'), { list: 'units', entries: [] });
  await assert.rejects(menhu.catalog('scenes'), (error) => error instanceof MenhuError && error.code === 'not_included' && /导出/.test(error.message));
  assert.equal(started, 1);
  await assert.rejects(menhu.suggest('x', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('in Node an index is read from the disk', async () => {
  const { open, MenhuError } = await import(pathToFileURL(join(PACKAGE, 'index.js')));
  const menhu = await open(pathToFileURL(INDEX));
  const { hits, facets } = await menhu.search('公积金提取', { filters: { kind: '办事服务' }, facets: ['year'] });
  assert.match(hits[0].title, /公积金提取/);
  assert.ok(facets.year.length > 0);
  await assert.rejects(menhu.search('x', { filters: { nothing: 'y' } }), (error) => error instanceof MenhuError && error.code === 'unknown_field');
  await assert.rejects(open(pathToFileURL(`${INDEX}/nowhere/`)), ({ code, where }) => code === 'missing' && where === 'manifest.mhp');
  const damaged = mkdtempSync(join(tmpdir(), 'menhu-damaged-'));
  try {
    cpSync(INDEX, damaged, { recursive: true });
    const manifest = readFileSync(join(INDEX, 'manifest.mhp'));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(damaged, 'manifest.mhp'), manifest.subarray(0, manifest.length - 9));
    await assert.rejects(open(pathToFileURL(damaged)), ({ code, message }) => code === 'damaged' && /manifest\.mhp/.test(message));
  } finally {
    rmSync(damaged, { recursive: true });
  }
});

test('in Node an index in memory is searched, and the elements can be loaded', async () => {
  const { open } = await import(pathToFileURL(join(PACKAGE, 'slim.js')));
  const map = new Map([['manifest.mhp', new Uint8Array(readFileSync(join(INDEX, 'manifest.mhp')))]]);
  const menhu = await open(map);
  await assert.rejects(menhu.search('公积金'), ({ code, where }) => code === 'missing' && where.endsWith('.mhp'));
  const { define, MenhuSearch } = await import(pathToFileURL(join(PACKAGE, 'ui.js')));
  define();
  assert.equal(typeof MenhuSearch, 'function');
});
