// What all pages have: head, search box, footer.
import { html } from './html.mjs';

/** Address of an item's page, as on the reference server; with `up` to the site's root, so that it may lie in a folder. */
export const itemHref = (up, id) => `${up}items/${encodeURIComponent(id)}/`;

/**
 * A page. `up`: the way to the site's root (`./`, `../`, `../../`); `scripts`: modules below `assets/`;
 * `hasBox`: false for the page that is itself a search.
 */
export const page = ({ title, up, main, scripts = [], meta = {}, hasBox = true }) => html`<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - 示范区人民政府（静态网站）</title>
${Object.entries(meta).map(([name, content]) => content && html`<meta name="${name}" content="${content}">
`)}<link rel="icon" href="${up}assets/icon.svg">
<link rel="stylesheet" href="${up}assets/style.css">
<link rel="stylesheet" href="${up}assets/site.css">
${['box.js', ...scripts].map((script) => html`<script type="module" src="${up}assets/${script}"></script>
`)}</head>
<body>
<a class="skip" href="#main">跳到主要内容</a>
<header class="site">
<div class="wrap">
<a class="brand" href="${up}"><span class="seal" aria-hidden="true">门</span><span>示范区人民政府<small>静态网站 · 检索在网页里完成</small></span></a>
${hasBox && html`<menhu-searchbox class="box" index="${up}page-index/" action="${up}search/" placeholder="输入标题、文号或要办的事"><form class="searchbox" action="${up}search/" role="search"><label class="hidden" for="q">检索全站内容</label><input id="q" name="q" type="search" placeholder="输入标题、文号或要办的事"><button type="submit">检索</button></form></menhu-searchbox>`}
<nav class="menu" aria-label="栏目"><a href="${up}browse/">目录浏览</a><a href="${up}lookups/">查询服务</a></nav>
</div>
</header>
<main id="main" class="wrap" tabindex="-1">
${main}
</main>
<footer class="site"><div class="wrap"><p>演示网站，人物、单位和记录都是虚构的。</p></div></footer>
</body>
</html>
`;

/** Titles that lead to items, with their dates. */
export const brief = (up, items) => html`<ul class="brief">${items.map((item) =>
  html`<li><a href="${itemHref(up, item.id)}">${item.title}</a>${item.date && html`<time datetime="${item.date}">${item.date}</time>`}</li>`)}</ul>`;
