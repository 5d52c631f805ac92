// A site of our own for the tests: some hundred documents of the demonstration portal, and their index.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const DEMO = join(WORKSPACE, 'examples/server/demo');
const KINDS = {
  documents: '政策文件', news: '新闻动态', services: '办事服务', letters: '互动交流', units: '机构', forms: '表格下载', lookups: '便民查询',
};

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const lines = Object.entries(KINDS).flatMap(([file, kind]) =>
  readFileSync(join(DEMO, `${file}.jsonl`), 'utf8').trim().split('\n').map((line) => {
    const { id, title, summary, body, date, unit } = JSON.parse(line);
    return JSON.stringify({ id, kind, title, date, unit, url: `/p/${id}.html`, body: [summary, body].filter(Boolean).join('\n') });
  }));
const file = join(folder, 'lines.jsonl');
writeFileSync(file, lines.join('\n'));
const cargo = ['run', '-q', '-p', 'menhu', '--no-default-features', '--features', 'dictionary', '--example', 'page_index', '--'];
execFileSync('cargo', [...cargo, file, join(folder, 'index')], { cwd: WORKSPACE, stdio: ['ignore', 'ignore', 'inherit'] });
