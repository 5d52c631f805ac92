// How much a page loads: kept under a limit, and printed.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const PACKAGE = process.env.MENHU_PACKAGE;
const sizes = new Map(readdirSync(PACKAGE).filter((name) => /\.(js|wasm)$/.test(name)).map((name) => {
  const bytes = readFileSync(join(PACKAGE, name));
  return [name, { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }];
}));
for (const [name, { raw, gzip }] of sizes) console.log(`${name}: ${raw} bytes, gzip ${gzip}`);
const gzip = (...names) => names.reduce((sum, name) => sum + sizes.get(name).gzip, 0);

test('the program of the search is at most 50,000 bytes', () => assert.ok(gzip('search.wasm') <= 50_000, `${gzip('search.wasm')}`));

test('the scripts of a first search are at most 7,000 bytes', () => {
  assert.ok(gzip('index.js', 'worker.js') <= 7_000, `${gzip('index.js', 'worker.js')}`);
  assert.ok(gzip('slim.js', 'slim-worker.js') <= 6_000, `${gzip('slim.js', 'slim-worker.js')}`);
});

test('the elements are at most 12,000 bytes', () => assert.ok(gzip('ui.js') <= 12_000, `${gzip('ui.js')}`));

test('the document says what a first search loads', () => {
  const text = readFileSync(new URL('../../../docs/in-page-search.md', import.meta.url), 'utf8');
  const loads = {
    index: ['index.js', 'worker.js', 'search.wasm'], slim: ['slim.js', 'slim-worker.js', 'search.wasm'],
    ui: ['ui.js', 'index.js', 'worker.js', 'search.wasm'],
  };
  for (const [entry, files] of Object.entries(loads)) {
    const said = Number(new RegExp(`\`${entry}\\.js\` \\|.*\\| (\\d+) kB \\|`).exec(text)[1]);
    const is = gzip(...files) / 1000;
    assert.ok(Math.abs(said - is) <= 1, `${entry}: the document says ${said} kB, it is ${is.toFixed(1)}`);
  }
});
