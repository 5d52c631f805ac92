// How the elements look in all their states: axe finds nothing, nothing is wider than the screen, everything can be pressed.
// With MENHU_SHOTS=FOLDER each state is painted there, to be looked at.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { fake, shot, show, site, test } from './harness.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SEARCH = '<menhu-search index="/index/" filters="kind,unit,year"></menhu-search>';

/** Puts the page into a state; `name` is what it is called. */
const STATES = {
  idle: async () => {},
  results: async (page) => searched(page, '公积金'),
  filtered: async (page) => {
    await searched(page, '公积金');
    const toggle = page.getByRole('button', { name: /^(筛选|Filters)/ });
    if (await toggle.isVisible()) await toggle.click();
    await page.getByRole('checkbox').first().click();
    await page.getByRole('button', { name: /清除筛选|Clear filters/ }).waitFor();
    await settled(page);
  },
  relaxed: async (page) => searched(page, '公积金 提取 火星移民局'),
  list: async (page) => {
    await fake(page);
    await page.getByRole('combobox').pressSequentially('公积金');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
  },
  empty: async (page) => {
    await page.evaluate(() => {
      document.querySelector('menhu-search').menhu = {
        search: async () => ({ total: 0, relaxed: false, pinyin: false, hits: [], facets: {} }),
        didYouMean: async () => ({ did_you_mean: { text: '公积金' } }),
      };
    });
    await page.getByRole('combobox').fill('公鸡金');
    await page.keyboard.press('Enter');
    await page.locator('[part=did-you-mean]').waitFor();
  },
  error: async (page) => {
    site.rules.push((path) => path.startsWith('/index/') && { status: 503 });
    await page.getByRole('combobox').fill('公积金');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
  },
};

const settled = (page) => page.waitForFunction(() => document.querySelector('menhu-search').shadowRoot.querySelector('[part=body]').ariaBusy === 'false');

async function searched(page, query) {
  await page.getByRole('combobox').fill(query);
  await page.keyboard.press('Enter');
  await page.locator('menhu-search').locator('li h3').first().waitFor();
  await settled(page);
}

async function clean(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { violations: found } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).slice(0, 3).join(' | ')}`);
  });
  assert.deepEqual(violations, []);
}

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const FORCED = { forcedColors: 'active' };
/** `only`: the states that differ; without it all are tried. */
const LOOKS = {
  light: { options: {} },
  dark: { options: { colorScheme: 'dark' }, only: ['filtered', 'list', 'empty', 'error'] },
  phone: { options: PHONE, only: ['results', 'filtered', 'list', 'empty', 'error'] },
  english: { options: {}, lang: 'en', only: ['results', 'list', 'empty'] },
  forced: { options: FORCED, only: ['filtered', 'list', 'error'] },
};

for (const [look, { options, lang, only }] of Object.entries(LOOKS)) {
  for (const [name, enter] of Object.entries(STATES)) {
    if (only && !only.includes(name)) continue;
    test(`${name}, ${look}: axe finds nothing, and nothing is wider than the screen`, options, async ({ page }) => {
      await show(page, SEARCH, { lang });
      await enter(page);
      await shot(page, `${look}-${name}`);
      await clean(page);
      const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
      assert.ok(scroll <= width, `${scroll} of ${width}`);
    });
  }
}

test('axe sees into the elements: what is wrong there it finds', {}, async ({ page }) => {
  await show(page, SEARCH);
  await STATES.results(page);
  await page.evaluate(() => {
    const root = document.querySelector('menhu-search').shadowRoot;
    root.querySelector('label').remove();
    root.querySelector('input').removeAttribute('placeholder');
    document.querySelector('menhu-search').style.setProperty('--menhu-link', '#cfd8e0');
  });
  await assert.rejects(clean(page), ({ message }) => /label/.test(message) && /color-contrast/.test(message));
});

test('a box in a header of another colour passes axe, too', {}, async ({ page }) => {
  await show(page, '<header><menhu-searchbox index="/index/" action="/s"></menhu-searchbox></header>');
  await fake(page);
  await page.getByRole('combobox').pressSequentially('公积金');
  await page.getByRole('option').first().waitFor();
  await shot(page, 'box');
  await clean(page);
});

test('what is pressed is large enough on a phone', PHONE, async ({ page }) => {
  await show(page, SEARCH);
  await STATES.filtered(page);
  const small = await page.evaluate(() => [...document.querySelector('menhu-search').shadowRoot.querySelectorAll('button, input[type=search], label:has(input)')]
    .map((node) => [node.textContent || node.id || node.getAttribute('aria-label'), node.getBoundingClientRect()])
    .filter(([, { height, width }]) => height > 1 && (height < 44 || width < 44)).map(([name, { height, width }]) => `${name} ${width}×${height}`));
  assert.deepEqual(small, []);
});

test('at 400 % and with large print nothing is wider than the screen or cut off', { viewport: { width: 320, height: 256 } }, async ({ page }) => {
  await show(page, SEARCH);
  await STATES.filtered(page);
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(await wide() <= 320, String(await wide()));
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.ok(await wide() <= 320, String(await wide()));
  await shot(page, 'large-print');
  const cut = await page.evaluate(() => [...document.querySelector('menhu-search').shadowRoot.querySelectorAll('button:not([hidden]), h3, label, .meta')]
    .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1).map((node) => node.textContent));
  assert.deepEqual(cut, []);
});

test('sizes follow the reader, not the maker: rem and em only', {}, async ({ page }) => {
  await show(page, SEARCH);
  const height = () => page.evaluate(() => document.querySelector('menhu-search').shadowRoot.querySelector('.submit').getBoundingClientRect().height);
  const before = await height();
  await page.evaluate(() => { document.documentElement.style.fontSize = '32px'; });
  assert.ok(Math.abs(await height() - 2 * before) < 1);
});

test('whoever wants less motion gets none', { reducedMotion: 'reduce' }, async ({ page }) => {
  await show(page, SEARCH);
  await searched(page, '公积金');
  const moving = await page.evaluate(() => {
    const root = document.querySelector('menhu-search').shadowRoot;
    root.querySelector('[part=body]').classList.add('busy');
    return [...root.querySelectorAll('*')].filter((node) => {
      const { transitionDuration, animationName } = getComputedStyle(node);
      return transitionDuration !== '0s' || animationName !== 'none';
    }).length;
  });
  assert.equal(moving, 0);
});

test('in forced colours the chosen suggestion and the field can be told apart', FORCED, async ({ page }) => {
  await show(page, SEARCH);
  await STATES.list(page);
  const [chosen, other, field] = await page.evaluate(() => {
    const root = document.querySelector('menhu-search').shadowRoot;
    const outline = (selector) => getComputedStyle(root.querySelector(selector)).outlineStyle;
    return [outline('[aria-selected=true]'), outline('[aria-selected=false]'), outline('.field')];
  });
  assert.deepEqual([chosen, other, field], ['solid', 'none', 'solid']);
});

test('a page that is only light stays light for readers who prefer the dark', { colorScheme: 'dark' }, async ({ page }) => {
  await show(page, SEARCH);
  const ink = () => page.evaluate(() => getComputedStyle(document.querySelector('menhu-search')).color);
  const dark = await ink();
  await page.evaluate(() => { document.documentElement.style.colorScheme = 'light'; });
  assert.notEqual(await ink(), dark);
});

test('colours and parts can be given by the page', {}, async ({ page }) => {
  site.rules.push((path) => path === '/own.css' && {
    headers: { 'content-type': 'text/css' }, body: 'menhu-search { --menhu-brand: rgb(0, 90, 60) } menhu-search::part(button) { letter-spacing: 3px }',
  });
  await show(page, SEARCH, { head: '<link rel="stylesheet" href="/own.css">' });
  const style = await page.evaluate(() => {
    const { backgroundColor, letterSpacing } = getComputedStyle(document.querySelector('menhu-search').shadowRoot.querySelector('.submit'));
    return [backgroundColor, letterSpacing];
  });
  assert.deepEqual(style, ['rgb(0, 90, 60)', '3px']);
});
