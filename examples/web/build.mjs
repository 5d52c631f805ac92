// Makes the demonstration portal a static site that is searched in the page: node examples/web/build.mjs [OUT]
//
// OUT: a missing folder, or one this program made (default: examples/web/dist). MENHU: the program `menhu` (default: it is
// built with cargo). The browser's side must have been built before: bindings/wasm/build.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { itemPage } from './site/item.mjs';
import { browsePage, homePage, lookupsPage, searchPage } from './site/pages.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const WORKSPACE = path.join(HERE, '../..');
const STAMP = '.menhu-example';
const out = path.resolve(process.argv[2] ?? path.join(HERE, 'dist'));

const fail = (message) => {
  console.error(`build.mjs: ${message}`);
  process.exit(1);
};

function program() {
  if (process.env.MENHU) return process.env.MENHU;
  const built = spawnSync('cargo', ['build', '-q', '--release', '-p', 'menhu-server'], { cwd: WORKSPACE, stdio: 'inherit' });
  if (built.status !== 0) fail('cargo cannot build the program; name one with MENHU');
  return path.join(process.env.CARGO_TARGET_DIR ?? path.join(WORKSPACE, 'target'), 'release/menhu');
}

/** Runs `menhu` and gives what it prints. */
function menhu(name, args) {
  const run = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) fail(`menhu ${args[0]}: ${run.error?.message ?? run.stderr}`);
  return run.stdout;
}

/** Has the reference server make its demonstration portal in `folder`; gives the portal, and the scenes, which only it writes out. */
async function demonstration(name, folder) {
  const server = spawn(name, ['serve', '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0'], {
    env: { ...process.env, XDG_DATA_HOME: folder, MENHU_LOG: 'warn' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await new Promise((resolve, reject) => {
      let printed = '';
      server.stdout.on('data', (text) => {
        printed += text;
        const line = /^(http:\/\/\S+)$/m.exec(printed);
        if (line) resolve(line[1]);
      });
      server.on('error', reject);
      server.on('exit', () => reject(new Error('the reference server does not start')));
    });
    const get = async (way) => (await fetch(address + way)).json();
    const { entries } = await get('/api/v1/catalog/scenes');
    const scenes = await Promise.all(entries.map(({ id }) => get(`/api/v1/items/${encodeURIComponent(id)}`)));
    return { portal: path.join(folder, 'menhu/demonstration-portal'), scenes };
  } finally {
    server.kill();
  }
}

function write(name, text) {
  const file = path.join(out, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, String(text));
}

if (fs.existsSync(out)) {
  if (!fs.existsSync(path.join(out, STAMP))) fail(`${out} holds something else; name another folder`);
  fs.rmSync(out, { recursive: true });
}
write(STAMP, '');
const name = program();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'menhu-web-'));
try {
  const { portal, scenes } = await demonstration(name, scratch);
  const lines = menhu(name, ['export', '--portal', portal, '--open']).split('\n').filter(Boolean);
  const items = [...lines.map((line) => JSON.parse(line)), ...scenes];
  menhu(name, ['export-page-index', '--portal', portal, '--out', path.join(out, 'page-index')]);

  for (const item of items) write(`items/${item.id}/index.html`, itemPage(item));
  write('index.html', homePage(items));
  write('search/index.html', searchPage());
  write('browse/index.html', browsePage());
  write('lookups/index.html', lookupsPage());
  fs.cpSync(path.join(HERE, 'assets'), path.join(out, 'assets'), { recursive: true });
  fs.copyFileSync(path.join(WORKSPACE, 'examples/server/assets/style.css'), path.join(out, 'assets/style.css'));
  console.log(`${out}: ${items.length + 4} pages`);
} catch (error) {
  fail(error.message);
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
