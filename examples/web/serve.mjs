// Serves a folder on 127.0.0.1, as plain hosting does, with a strict policy: node serve.mjs [FOLDER] [PORT] [API]
//
// API: address of a reference server to which `/api/` is handed on, so that lookups can be tried: a site and its API share
// one origin, as behind a proxy.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css',
  '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml' };
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The file of an address, or nothing: never one outside the folder. */
function fileOf(folder, address) {
  let way;
  try {
    way = decodeURIComponent(address);
  } catch {
    return null;
  }
  const file = path.join(folder, path.normalize(`/${way}`));
  if (!fs.existsSync(file)) return null;
  return fs.statSync(file).isDirectory() ? fileOf(folder, `${way}/index.html`) : file;
}

function handOn(api, request, response) {
  const away = http.request(new URL(request.url, api), { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  away.on('error', () => response.writeHead(502).end());
  request.pipe(away);
}

/** A server of `folder`; it listens when `listen` has been called. */
export function serve(folder, api) {
  return http.createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
    if (api && pathname.startsWith('/api/')) return handOn(api, request, response);
    const file = fileOf(folder, pathname);
    if (!file) return response.writeHead(404, { 'Content-Type': TYPES['.html'] }).end('<!DOCTYPE html><title>404</title>没有这个页面');
    if (file.endsWith('index.html') && !pathname.endsWith('/') && !pathname.endsWith('.html')) {
      return response.writeHead(301, { Location: `${pathname}/${search}` }).end();
    }
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': POLICY,
      // Only what keeps its name may change: of the index, the manifest.
      'Cache-Control': file.endsWith('.mhp') && !file.endsWith('manifest.mhp') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    fs.createReadStream(file).pipe(response);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = fileURLToPath(new URL('dist', import.meta.url)), port = '8000', api] = process.argv.slice(2);
  const server = serve(path.resolve(folder), api);
  server.on('error', (error) => {
    console.error(`serve.mjs: ${error.message}`);
    process.exitCode = 1;
  });
  server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
}
