// How the elements look. Sheets are adopted, so that a policy without 'unsafe-inline' does for them. Sizes are in rem and em only,
// for readers of large print; layout goes by the width of the element and not of the window.

/** In the light, in the dark: those of the reference server's pages. */
const COLOURS = {
  ink: ['#1c2330', '#e6e9ee'], soft: ['#56606f', '#a5afbd'], line: ['#dfe3ea', '#38404c'], edge: ['#76808f', '#8a95a5'],
  paper: ['#fff', '#1d222a'], ground: ['#f5f6f8', '#14181e'], brand: ['#a61c1c', '#b32b2b'], 'on-brand': ['#fff', '#fff'],
  link: ['#14508f', '#8fbdf0'], mark: ['#ffe9a8', '#5c4a10'], 'mark-ink': ['#6b1200', '#ffe9a8'], warn: ['#fff4e0', '#3b2f17'],
  fault: ['#b3261e', '#ff9b93'], focus: ['#b35c00', '#f0a020'],
};

const colours = (of) => Object.entries(COLOURS).map(([name, pair]) => `--_${name}: var(--menhu-${name}, ${of(pair)});`).join(' ');

const BASE = `
:host { ${colours(([light]) => light)} }
@supports (color: light-dark(#000, #fff)) { :host { ${colours(([light, dark]) => `light-dark(${light}, ${dark})`)} } }
:host {
  display: block; container-type: inline-size; color: var(--_ink); text-align: start;
  font: 1rem/1.7 var(--menhu-font, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif);
  --_radius: var(--menhu-radius, .375rem);
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
p, ul, ol, h2, h3, fieldset { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--_link); text-decoration: none; }
a:hover { text-decoration: underline; text-underline-offset: .2em; }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; }
svg { flex: none; width: 1.25em; height: 1.25em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
:focus-visible { outline: .1875rem solid var(--_focus); outline-offset: .125rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
mark { padding: 0 .05em; color: var(--_mark-ink); background: var(--_mark); border-radius: .15em; font-weight: 700; }
`;

const BOX = `
form { position: relative; display: flex; max-width: 48rem; }
.field {
  position: relative; display: flex; flex: 1; min-width: 0; align-items: center; background: var(--_paper); border: .125rem solid var(--_edge);
  border-inline-end: 0; border-radius: var(--_radius) 0 0 var(--_radius);
}
.field > svg { margin-inline-start: .75rem; color: var(--_soft); }
.field:focus-within { border-color: var(--_focus); box-shadow: 0 0 0 .0625rem var(--_focus); }
input[type=search] {
  flex: 1; min-width: 0; min-height: 2.75rem; padding: .5rem .625rem; border: 0; outline: 0; background: none; appearance: none;
  text-overflow: ellipsis;
}
input[type=search]::-webkit-search-cancel-button { display: none; }
input[type=search]::placeholder { color: var(--_soft); opacity: 1; }
.clear { display: grid; place-items: center; width: 2.75rem; min-height: 2.75rem; flex: none; padding: 0; border: 0; background: none; color: var(--_soft); border-radius: var(--_radius); }
.clear:hover { color: var(--_ink); }
.submit {
  display: flex; align-items: center; justify-content: center; min-width: 5.5rem; min-height: 3rem; padding: .5rem 1.25rem; white-space: nowrap;
  border: .125rem solid var(--_brand); border-radius: 0 var(--_radius) var(--_radius) 0; font-weight: 700; letter-spacing: .05em;
  color: var(--_on-brand); background: var(--_brand);
}
.submit:hover { filter: brightness(1.12); }
.list {
  position: absolute; z-index: 10; inset: calc(100% + .375rem) 0 auto; max-height: min(70vh, 32rem); overflow-y: auto; padding: .375rem;
  background: var(--_paper); border: .0625rem solid var(--_edge); border-radius: calc(var(--_radius) + .125rem); box-shadow: 0 .5rem 1.75rem rgb(0 0 0 / .18);
  overscroll-behavior: contain;
}
.list [role=group] { display: grid; grid-template-columns: 5.25rem minmax(0, 1fr); padding: .25rem 0; }
.list [role=group] + [role=group] { border-top: .0625rem solid var(--_line); }
.list [role=presentation] { grid-row: 1 / span 20; padding: .625rem .75rem; color: var(--_soft); font-size: .8125rem; line-height: 1.5rem; }
.list [role=option] {
  grid-column: 2; min-height: 2.75rem; padding: .625rem .75rem; border-radius: var(--_radius); line-height: 1.5rem; cursor: pointer; overflow-wrap: anywhere;
}
.list [role=option]:hover { background: var(--_ground); }
.list [role=option][aria-selected=true] { background: var(--_ground); box-shadow: inset .1875rem 0 var(--_link); }
.list mark { padding: 0; color: inherit; background: none; }
@container (max-width: 24rem) {
  .list [role=group] { grid-template-columns: minmax(0, 1fr); }
  .list [role=presentation] { grid-row: auto; padding-bottom: 0; }
  .list [role=option] { grid-column: 1; }
  .submit { min-width: 3.5rem; padding-inline: .75rem; }
  .field > svg { display: none; }
}
@media (forced-colors: active) {
  .list [role=option][aria-selected=true] { outline: .125rem solid Highlight; outline-offset: -.125rem; }
  .field:focus-within { outline: .1875rem solid Highlight; }
  .submit { border-color: ButtonText; }
}
@media print { form { display: none; } }
`;

const RESULTS = `
.body { display: grid; gap: 1rem; margin-top: 1rem; }
.body > *, .main > * { min-width: 0; }
.main:focus { outline: none; }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1rem; min-height: 2.75rem; color: var(--_soft); font-size: .9375rem; }
.bar.quiet { min-height: 0; }
.bar.quiet p { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.sort { display: flex; align-items: stretch; border: 0; min-width: 0; }
.sort label { position: relative; display: flex; align-items: center; min-height: 2.75rem; padding: 0 .75rem; cursor: pointer; border-bottom: .1875rem solid transparent; }
.sort input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.sort label:has(:checked) { color: var(--_link); border-color: var(--_link); font-weight: 700; }
.sort label:has(:focus-visible) { outline: .1875rem solid var(--_focus); outline-offset: -.1875rem; }
.note { margin: .5rem 0 .75rem; padding: .5rem .875rem; border-inline-start: .25rem solid var(--_focus); background: var(--_warn); font-size: .9375rem; }
.hits { border-top: .0625rem solid var(--_line); }
.hits > li { padding: 1rem 0; border-bottom: .0625rem solid var(--_line); }
.hits h3 { font-size: 1.125rem; line-height: 1.5; overflow-wrap: anywhere; }
.hits h3 a:visited { color: var(--_link); }
.passage { margin: .25rem 0 0; font-size: .9375rem; overflow-wrap: anywhere; }
.meta { display: flex; flex-wrap: wrap; gap: .125rem 1rem; margin-top: .375rem; color: var(--_soft); font-size: .875rem; }
.meta .kind { padding: 0 .5rem; border: .0625rem solid var(--_line); border-radius: 1rem; font-size: .8125rem; line-height: 1.6; }
.action {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .375rem 1.5rem; border: .0625rem solid var(--_edge);
  border-radius: var(--_radius); background: var(--_paper); color: var(--_link); font-weight: 700;
}
.action:hover { background: var(--_ground); border-color: var(--_link); }
.more { width: 100%; margin-top: 1rem; }
.link { min-height: 2.75rem; padding: 0 .25rem; border: 0; background: none; color: var(--_link); font-weight: 700; overflow-wrap: anywhere; text-align: start; }
.link:hover { text-decoration: underline; text-underline-offset: .2em; }
.panel { padding: 1.25rem 1.5rem; background: var(--_paper); border: .0625rem solid var(--_line); border-radius: calc(var(--_radius) + .125rem); }
.panel h3 { font-size: 1.125rem; overflow-wrap: anywhere; }
.panel ul { margin: .375rem 0 0 1.25rem; list-style: disc; color: var(--_soft); }
.panel .meant { margin: .25rem 0 .5rem; font-size: 1.0625rem; }
.failure { border-inline-start: .25rem solid var(--_fault); }
.more:not([hidden]) + div .failure { margin-top: 1rem; }
.failure h3 { color: var(--_fault); }
.failure .action { margin-top: .75rem; }
.toggle { display: flex; gap: .5rem; width: 100%; }
.filters { display: none; gap: .75rem; margin-top: .75rem; }
.filters[data-open] { display: grid; }
.filters fieldset { min-width: 0; padding: .75rem 1rem; background: var(--_paper); border: .0625rem solid var(--_line); border-radius: calc(var(--_radius) + .125rem); font-size: .9375rem; }
.filters legend { float: inline-start; width: 100%; padding: 0; font-weight: 700; }
.filters legend + * { clear: both; }
.filters label { display: flex; align-items: center; gap: .625rem; min-height: 2.75rem; cursor: pointer; }
.filters label span:nth-child(2) { flex: 1; overflow-wrap: anywhere; line-height: 1.4; }
.filters label:hover span:nth-child(2) { color: var(--_link); }
.filters label:has(:checked) { font-weight: 700; }
.filters input { width: 1.25rem; height: 1.25rem; margin: 0; flex: none; accent-color: var(--_link); }
.count { color: var(--_soft); font-size: .875em; font-weight: 400; font-variant-numeric: tabular-nums; }
/* Not at once: most searches are over before it would show. */
.busy .hits, .busy .filters { opacity: .55; transition: opacity 0s .3s; }
@media (prefers-reduced-motion: no-preference) { .busy .hits, .busy .filters { transition-duration: .15s; } }
@container (min-width: 46rem) {
  .body.has-filters { grid-template-columns: minmax(0, 1fr) 16rem; gap: 2rem; align-items: start; }
  .aside { grid-column: 2; grid-row: 1; }
  .main { grid-column: 1; grid-row: 1; }
  .toggle { display: none; }
  .filters, .filters[data-open] { display: grid; margin-top: 0; }
  .filters label { min-height: 2.75rem; }
  .more { width: auto; min-width: 20rem; display: flex; margin-inline: auto; }
}
@media (forced-colors: active) {
  .sort label { border-color: Canvas; }
  .sort label:has(:checked) { border-color: Highlight; }
  .action { border-color: ButtonText; }
}
@media print { .bar .sort, .aside, .more, .failure { display: none; } }
`;

const made = new Map();

/** The sheets of an element; each is made once for all elements. */
export function sheets(withResults) {
  const texts = withResults ? [BASE, BOX, RESULTS] : [BASE, BOX];
  return texts.map((text) => {
    if (!made.has(text)) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      made.set(text, sheet);
    }
    return made.get(text);
  });
}
