// The pages that are there once: home, search, browsing, lookups.
import { html } from './html.mjs';
import { brief, itemHref, page } from './layout.mjs';

const latest = (items, kind, count) => items.filter((item) => item.kind === kind)
  .sort((a, b) => (b.date ?? '').localeCompare(a.date ?? '') || a.id.localeCompare(b.id)).slice(0, count);

export const homePage = (items) => page({
  title: '首页',
  up: './',
  main: html`<section class="intro"><h1>检索全站 ${items.length} 条信息与服务</h1><p>没有服务器：索引和程序都是静态文件，检索在您的浏览器里完成。</p></section>
<section class="band"><h2>场景服务：一件事，一次办</h2><ul class="scenes">${items.filter((item) => item.kind === 'scene').map((scene) =>
  html`<li><a href="${itemHref('./', scene.id)}"><strong>${scene.title}</strong><span>${(scene.body ?? '').split('\n')[0]}</span></a></li>`)}</ul></section>
<div class="panels">
<section><h2>最新公开</h2>${brief('./', latest(items, 'document', 8))}</section>
<section><h2>办事服务</h2>${brief('./', latest(items, 'service', 8))}</section>
<section><h2>新闻动态</h2>${brief('./', latest(items, 'news', 8))}</section>
<section><h2>互动交流</h2>${brief('./', latest(items, 'letter', 8))}</section>
</div>`,
});

export const searchPage = () => page({
  title: '检索',
  up: '../',
  hasBox: false,
  main: html`<h1 class="hidden">检索</h1>
<menhu-search index="../page-index/" filters="kind,unit,year" param="q" placeholder="输入标题、文号或要办的事"><p class="note">检索在网页里完成，需要启用脚本。</p></menhu-search>`,
});

export const browsePage = () => page({
  title: '目录浏览',
  up: '../',
  scripts: ['browse.js'],
  main: html`<section class="item"><h1>目录浏览</h1><nav id="lists" class="links" aria-label="目录"></nav><div id="entries" aria-live="polite"><p>正在打开目录……</p></div></section>`,
});

export const lookupsPage = () => page({
  title: '查询服务',
  up: '../',
  scripts: ['lookups.js'],
  main: html`<section class="item lookup"><h1>住房公积金查询</h1>
<p class="note">这是演示：业务系统是模拟的，人物和记录都是虚构的。请勿填写真实的个人信息。</p>
<form class="lookup-form" id="lookup" autocomplete="off" novalidate>
<div class="field"><label for="name">姓名</label><input id="name" name="name" autocomplete="off" required aria-describedby="name-fault"><p class="fault" id="name-fault"></p></div>
<div class="field"><label for="id_number">居民身份证号码</label><input id="id_number" name="id_number" autocomplete="off" required aria-describedby="id_number-fault"><p class="fault" id="id_number-fault"></p></div>
<div class="field"><label class="agree"><input type="checkbox" id="consent" required aria-describedby="consent-fault">同意为本次查询处理我填写的信息</label><p class="fault" id="consent-fault"></p></div>
<p><button class="action" type="submit">查询</button></p>
</form>
<div id="answer" role="status"></div></section>`,
});
