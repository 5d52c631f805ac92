// The page of an item: what every kind has, then what services, units and forms have.
import { html } from './html.mjs';
import { page } from './layout.mjs';

const KINDS = { document: '信息公开', news: '新闻动态', service: '办事服务', letter: '互动交流', unit: '机构', column: '栏目',
  scene: '场景服务', form: '表格下载', lookup: '查询服务', topic: '专题' };
const UP = '../../';

const section = (heading, content) => content && html`<section><h2>${heading}</h2>${content}</section>`;
const some = (list) => list && list.length > 0;
const list = (entries) => some(entries) && html`<ul class="list">${entries.map((entry) => html`<li>${entry}</li>`)}</ul>`;
const fields = (pairs) => {
  const given = pairs.filter(([, value]) => value);
  return given.length > 0 && html`<dl class="fields">${given.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
};
const table = (head, rows) => html`<div class="scroll"><table class="table"><thead><tr>${head.map((name) =>
  html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map(([first, ...rest]) =>
  html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;

const days = (count) => count !== undefined && `${count}个工作日`;
const fee = ({ charged, amount, note } = {}) => charged === undefined ? null : charged ? (amount ?? note ?? '收费') : '不收费';

const service = (item) => [
  fields([['事项类型', item.service_type], ['办理深度', item.online_depth], ['承诺时限', days(item.promised_days)],
    ['法定时限', days(item.legal_days)], ['收费', fee(item.fee)], ['咨询电话', item.consult_phone], ['投诉电话', item.complaint_phone]]),
  section('受理条件', list(item.conditions)),
  section('申请材料', some(item.materials) && table(['材料', '形式', '来源', '必要性'], item.materials.map((material) =>
    [html`${material.name}${material.note && html`<small>${material.note}</small>`}`, material.format, material.source, material.required ? '必要' : '视情况']))),
  section('办理流程', some(item.flow) && html`<ol class="list">${item.flow.map((step) => html`<li><strong>${step.name}</strong>　${step.detail}</li>`)}</ol>`),
  section('办理地点', some(item.places) && item.places.map((place) =>
    fields([['窗口', place.name], ['地址', place.address], ['时间', place.hours], ['电话', place.phone]]))),
  section('办理结果', list(item.results)),
  section('办理依据', list(item.basis?.map((basis) => [basis.title, basis.doc_number && `（${basis.doc_number}）`, basis.article]))),
  section('常见问题', some(item.qa) && item.qa.map(({ q, a }) => html`<details class="question"><summary>${q}</summary><p>${a}</p></details>`)),
];

const unit = (item) => [
  fields([['地址', item.address], ['电话', item.phone], ['时间', item.hours]]),
  section('单位职能', list(item.duties)),
  section('领导分工', some(item.leaders) && table(['姓名', '职务', '分工'], item.leaders.map(({ name, post, duties }) => [name, post, duties]))),
];

const form = (item) => section('填写内容', some(item.fields) && table(['栏目', '填写要求', '必填'],
  item.fields.map((field) => [field.label, field.hint, field.required ? '是' : '否'])));

const OF_KIND = { service, unit, form };

/** The page of an item, as `menhu export` writes it. What is related is asked of the page index when the page is open. */
export const itemPage = (item) => page({
  title: item.title,
  up: UP,
  scripts: ['related.js'],
  meta: { ArticleTitle: item.title, PubDate: item.date, ContentSource: item.unit, ColumnName: item.column, Keywords: item.keywords?.join(',') },
  main: html`<nav class="crumbs" aria-label="当前位置"><ol><li><a href="${UP}">首页</a></li><li><a href="${UP}search/?kind=${encodeURIComponent(KINDS[item.kind])}">${KINDS[item.kind]}</a></li><li><span aria-current="page">正文</span></li></ol></nav>
<article class="item">
<h1>${item.title}</h1>
${fields([['发布单位', item.unit], ['发文字号', item.doc_number], ['索引号', item.index_number], ['日期', item.date]])}
${item.summary && html`<p class="summary"><strong>内容概述</strong>　${item.summary}</p>`}
<div class="body">${(item.body ?? '').split('\n').filter(Boolean).map((paragraph) => html`<p>${paragraph}</p>`)}</div>
${OF_KIND[item.kind]?.(item)}
<section class="related" data-related="${item.id}" hidden></section>
</article>`,
});
