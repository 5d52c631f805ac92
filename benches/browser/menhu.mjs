// Menhu as an engine of the harness that measures searches in a browser: see README.md beside this file.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const WORKSPACE = process.env.MENHU_WORKSPACE;
if (!WORKSPACE) throw new Error('MENHU_WORKSPACE is not set: the folder of the workspace, built as benches/browser/README.md says');
const BIN = path.join(WORKSPACE, 'target/release/examples/page_index');
const DIST = path.join(WORKSPACE, 'bindings/wasm/dist');
const IDS = 'ids.txt';

export const info = { package: 'menhu (page index)', config: 'words and bigrams in chunks, fragments for hits; worker; defaults' };

export async function build({ siteDir, outDir, here }) {
  const lines = path.join(siteDir, '..', '..', `docs-${path.basename(siteDir)}.jsonl`);
  const log = execFileSync(BIN, [lines, outDir, `ids=${path.join(outDir, IDS)}`], { encoding: 'utf8' });
  for (const file of ['slim.js', 'slim-worker.js', 'search.wasm']) fs.copyFileSync(path.join(DIST, file), path.join(outDir, file));
  fs.copyFileSync(path.join(here, 'engines/menhu.page.mjs'), path.join(outDir, 'engine.js'));
  return { log };
}

// Hits are counted from 0; what makes the index lists their ids.
export async function keyMap(outDir) {
  const ids = fs.readFileSync(path.join(outDir, IDS), 'utf8').split('\n');
  return new Map(ids.map((id, number) => [number, id]));
}

export const engineFiles = /^(engine|slim|slim-worker)\.js$|\.wasm$/;
export const unusedFiles = /^ids\.txt$/;
