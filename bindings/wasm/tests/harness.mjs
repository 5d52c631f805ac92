// A static server, a browser, and pages in it: what the tests beside this file share.
//
// MENHU_PACKAGE: the unpacked package; MENHU_INDEX: the index of the test site; MENHU_CHROMIUM: the browser
// (default: /usr/bin/chromium); MENHU_SHOTS: a folder for pictures. `run` sets the first two.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test as nodeTest } from 'node:test';
import { chromium } from 'playwright-core';

const need = (name) => {
  const value = process.env[name];
  if (!value || !existsSync(value)) throw new Error(`${name} is not set to a folder that exists: start the tests by bindings/wasm/tests/run`);
  return value;
};
export const PACKAGE = need('MENHU_PACKAGE');
export const INDEX = need('MENHU_INDEX');
/** Of pages that are built by other tools, too. */
export const POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
  "form-action 'self'", "base-uri 'none'", 'report-uri /violation',
].join('; ');

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css',
};

/** A page with `body`, that loads the elements. `lang` of the page, `head` for more. */
export const html = (body, { lang = 'zh-CN', head = '', scripts = ['/menhu/ui.js'] } = {}) =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>示范区政府网</title><link rel="icon" href="/icon.png"><link rel="stylesheet" href="/page.css">${head}
${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('')}</head><body><main><h1>站内检索</h1>${body}</main></body></html>`;

const CSS = `:root { color-scheme: light dark } body { margin: 0; background: light-dark(#f5f6f8, #14181e); color: light-dark(#1c2330, #e6e9ee) }
main { max-width: 68rem; margin: 0 auto; padding: 1rem } h1 { font-size: 1.25rem }`;

/** A static server. `mounts`: addresses to folders; `pages`: addresses to HTML. `rules`: each may answer in place of the file. */
export class Site {
  mounts = new Map([['/menhu/', PACKAGE], ['/index/', INDEX]]);
  pages = new Map();
  rules = [];
  asked = [];
  violations = [];
  policy = POLICY;

  async start() {
    this.server = createServer((request, response) => this.#answer(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    }));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  reset() {
    this.rules = [];
    this.asked = [];
    this.violations = [];
    this.pages.clear();
    this.policy = POLICY;
    this.mounts = new Map([['/menhu/', PACKAGE], ['/index/', INDEX]]);
  }

  /** What the browser reports to be forbidden, once it reports nothing more: it takes its time. The test has expected it. */
  async reported() {
    const deadline = Date.now() + 10_000;
    let seen;
    do {
      seen = this.violations.length;
      await new Promise((resolve) => { setTimeout(resolve, 300); });
    } while ((seen === 0 || seen !== this.violations.length) && Date.now() < deadline);
    return this.violations.splice(0).map((text) => JSON.parse(text)['csp-report']);
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.address);
    const path = decodeURIComponent(url.pathname);
    if (path === '/violation') {
      let text = '';
      for await (const chunk of request) text += chunk;
      this.violations.push(text);
      return response.writeHead(204).end();
    }
    this.asked.push(path);
    const headers = { 'content-security-policy': this.policy, 'cache-control': 'no-cache' };
    for (const rule of this.rules) {
      const other = await rule(path, request);
      if (other) return response.writeHead(other.status ?? 200, { ...headers, ...other.headers }).end(other.body ?? '');
    }
    const send = (type, body) => response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    if (this.pages.has(path)) return send(TYPES['.html'], this.pages.get(path));
    if (path === '/page.css') return send(TYPES['.css'], CSS);
    if (path === '/icon.png') return response.writeHead(204, headers).end();
    for (const [from, folder] of this.mounts) {
      if (!path.startsWith(from)) continue;
      let file = join(folder, normalize(path.slice(from.length)));
      if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
      if (!existsSync(file)) break;
      return send(TYPES[extname(file)] ?? 'application/octet-stream', readFileSync(file));
    }
    response.writeHead(404, headers).end('not here');
  }
}

export const site = new Site();
export let browser;
before(async () => {
  await site.start();
  browser = await chromium.launch({
    executablePath: process.env.MENHU_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
});
after(async () => {
  await browser?.close();
  site.stop();
});

/**
 * A test in a page of its own. It fails, too, when the page throws, asks another server, or breaks the policy. `options` are
 * those of the browser's context.
 */
export function test(name, options, run) {
  nodeTest(name, { timeout: 60_000 }, async () => {
    site.reset();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => { if (!request.url().startsWith(site.address)) faults.push(`asked ${request.url()}`); });
    page.on('console', (message) => { if (message.text().includes('Content Security Policy')) faults.push(message.text()); });
    try {
      await run({ page, context });
      assert.deepEqual([...faults, ...site.violations], []);
    } catch (error) {
      // What else went wrong is often why.
      if (faults.length) error.message += `\n${faults.join('\n')}`;
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Opens a page with this body. */
export async function show(page, body, options) {
  site.pages.set('/', html(body, options));
  await page.goto(site.address);
  await page.evaluate(() => Promise.all(['menhu-search', 'menhu-searchbox'].map((name) => customElements.whenDefined(name))));
}

/** Suggestions without an index of them: the same for every text, with the text itself as the first. */
export const SUGGESTIONS = [
  { text: '住房公积金提取', kind: 'service', id: 'svc-1' }, { text: '住房公积金贷款', kind: 'service', id: 'svc-2' },
  { text: '公积金余额', kind: 'term', id: null }, { text: '公积金缴存基数调整的通知', kind: 'title', id: 'doc-1' },
];

/** Gives the element an engine that suggests so, and that writes down what it is asked into `window.asked`. */
export async function fake(page, suggestions = SUGGESTIONS) {
  await page.evaluate((given) => {
    window.asked = [];
    const answer = (text) => given.map((one) => ({ ...one, text: one.text.replace('{}', text) }));
    const menhu = {
      suggest: async (text) => {
        window.asked.push(text);
        return { suggestions: answer(text) };
      },
      search: async (query) => {
        window.asked.push(`search ${query}`);
        const hit = { id: '1', title: query, url: '/1.html', date: '2026-01-02', unit: '示范区政府', kind: '政策文件', highlight: { title: query, passage: '' } };
        return { total: 1, relaxed: false, pinyin: false, hits: [hit], facets: {} };
      },
    };
    for (const element of document.querySelectorAll('menhu-search, menhu-searchbox')) element.menhu = menhu;
  }, suggestions);
}

/** What the box shows and says of itself. */
export const state = (page, name = 'menhu-searchbox') => page.evaluate((selector) => {
  const root = document.querySelector(selector).shadowRoot;
  const input = root.querySelector('input');
  const list = root.querySelector('[role=listbox]');
  const active = input.getAttribute('aria-activedescendant');
  return {
    open: input.getAttribute('aria-expanded') === 'true' && !list.hidden,
    options: [...list.querySelectorAll('[role=option]')].map((option) => option.textContent),
    active: active && root.getElementById(active).textContent,
    selected: [...list.querySelectorAll('[aria-selected=true]')].map((option) => option.textContent),
    status: root.querySelector('form [role=status]').textContent,
    value: input.value,
    focused: root.activeElement === input,
  };
}, name);

/** Longer than the box waits after a key, and after letters on a phone. For what must not happen. */
export const LONG = 800;
export const pause = (ms = LONG) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** A picture, where they are wanted. */
export async function shot(page, name) {
  const folder = process.env.MENHU_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
