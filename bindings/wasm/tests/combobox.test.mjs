// The accessibility acceptance criteria that GOV.UK's accessible-autocomplete lists for a field with autocomplete: each a
// test of that name. And what keys do.
import assert from 'node:assert/strict';
import { SUGGESTIONS, fake, pause, show, site, state, test } from './harness.mjs';

const BOX = '<p><a href="#before" id="before">前</a></p><menhu-searchbox index="/index/"></menhu-searchbox>';
const input = (page) => page.getByRole('combobox');

async function opened(page, text = '公积金') {
  await show(page, BOX);
  await fake(page);
  await input(page).pressSequentially(text);
  await page.getByRole('option').first().waitFor();
}

/** What the browser tells assistive technologies of a node. */
async function told(page, role) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const node = nodes.find((one) => one.role?.value === role);
  const properties = Object.fromEntries((node?.properties ?? []).map(({ name, value }) => [name, value.value]));
  return { name: node?.name?.value, value: node?.value?.value, description: node?.description?.value, ...properties };
}

const criterion = (name, run) => test(`the field must: ${name}`, {}, run);

criterion('be focusable with a keyboard', async ({ page }) => {
  await show(page, BOX);
  await page.locator('#before').focus();
  await page.keyboard.press('Tab');
  assert.ok((await state(page)).focused);
});

criterion('indicate when it has keyboard focus', async ({ page }) => {
  await show(page, BOX);
  const look = () => page.evaluate(() => {
    const style = getComputedStyle(document.querySelector('menhu-searchbox').shadowRoot.querySelector('.field'));
    return [style.borderColor, style.boxShadow];
  });
  const before = await look();
  await input(page).focus();
  const after = await look();
  assert.notEqual(after[0], before[0]);
  assert.notEqual(after[1], 'none');
});

criterion('inform the user that it is an editable field', async ({ page }) => {
  await show(page, BOX);
  assert.deepEqual([(await told(page, 'combobox')).editable, (await told(page, 'combobox')).name], ['plaintext', '检索词']);
});

criterion('inform the user if there is a pre-filled value', async ({ page }) => {
  await show(page, '<menhu-searchbox index="/index/"><form action="/s"><input name="q" value="身份证"></form></menhu-searchbox>');
  assert.equal((await told(page, 'combobox')).value, '身份证');
});

criterion('inform the user that autocomplete is available', async ({ page }) => {
  await show(page, BOX);
  const { autocomplete, hasPopup, expanded } = await told(page, 'combobox');
  assert.deepEqual([autocomplete, hasPopup, expanded], ['list', 'listbox', false]);
});

criterion('explain how to use autocomplete', async ({ page }) => {
  await show(page, BOX);
  assert.match((await told(page, 'combobox')).description, /上下方向键选择、回车键确认/);
});

criterion('inform the user that content has been expanded', async ({ page }) => {
  await opened(page);
  assert.equal((await told(page, 'combobox')).expanded, true);
  await page.keyboard.press('Escape');
  assert.equal((await told(page, 'combobox')).expanded, false);
});

criterion('inform the user when there are matches, or if there are no matches', async ({ page }) => {
  await opened(page);
  assert.match((await state(page)).status, /4 条建议/);
  await fake(page, []);
  await input(page).pressSequentially('无');
  await page.waitForFunction(() => document.querySelector('menhu-searchbox').shadowRoot.querySelector('[role=status]').textContent.includes('没有建议'));
  assert.equal((await state(page)).open, false);
});

criterion('inform the user how many matches are currently available', async ({ page }) => {
  await opened(page);
  assert.equal((await told(page, 'status')).live, 'polite');
  assert.match((await state(page)).status, new RegExp(`^有 ${SUGGESTIONS.length} 条建议`));
});

criterion('inform the user as the number of matches changes', async ({ page }) => {
  await opened(page);
  await fake(page, SUGGESTIONS.slice(0, 2));
  await input(page).pressSequentially('提');
  await page.waitForFunction(() => /^有 2 条/.test(document.querySelector('menhu-searchbox').shadowRoot.querySelector('[role=status]').textContent));
});

criterion('enable the user to navigate the available matches using just one input method', async ({ page }) => {
  await opened(page);
  // By keyboard alone, all round: the box is one of the places.
  const seen = [];
  for (let at = 0; at <= SUGGESTIONS.length; at++) {
    await page.keyboard.press('ArrowDown');
    seen.push((await state(page)).active);
  }
  assert.deepEqual(seen, [...SUGGESTIONS.map(({ text }) => text), null]);
  await page.keyboard.press('ArrowUp');
  assert.equal((await state(page)).active, SUGGESTIONS.at(-1).text);
});

criterion('enable the user to navigate the available matches with a single action at a time', async ({ page }) => {
  await opened(page);
  // By pointer alone: one press chooses, and each is large enough to be pressed.
  const sizes = await page.getByRole('option').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().height));
  assert.ok(Math.min(...sizes) >= 44, String(sizes));
  await page.getByRole('option', { name: '公积金余额' }).click();
  assert.equal((await state(page)).value, '公积金余额');
});

criterion('inform the user when a match is selected', async ({ page }) => {
  await opened(page);
  await page.keyboard.press('ArrowDown');
  const { active, selected, value } = await state(page);
  assert.deepEqual([active, selected, value], [SUGGESTIONS[0].text, [SUGGESTIONS[0].text], '公积金']);
});

criterion('inform the user which number the currently selected match is', async ({ page }) => {
  await opened(page);
  for (let at = 0; at < 3; at++) await page.keyboard.press('ArrowDown');
  const place = await page.evaluate(() => {
    const root = document.querySelector('menhu-searchbox').shadowRoot;
    const option = root.getElementById(root.querySelector('input').getAttribute('aria-activedescendant'));
    return [option.getAttribute('aria-posinset'), option.getAttribute('aria-setsize')];
  });
  assert.deepEqual(place, ['3', '4']);
});

criterion('inform the user if a match is pre-selected', async ({ page }) => {
  // None ever is: nothing must claim so.
  await opened(page);
  const { active, selected } = await state(page);
  assert.deepEqual([active, selected], [null, []]);
});

criterion('enable the user to confirm the selected match', async ({ page }) => {
  await opened(page);
  await page.evaluate(() => {
    window.told = [];
    for (const name of ['menhu-select', 'menhu-search']) document.addEventListener(name, ({ detail }) => window.told.push(detail));
  });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const [first, second] = await page.evaluate(() => window.told);
  assert.deepEqual([first.suggestion.text, second.query], [SUGGESTIONS[0].text, SUGGESTIONS[0].text]);
  assert.equal((await state(page)).value, SUGGESTIONS[0].text);
});

criterion('inform the user when a match is confirmed', async ({ page }) => {
  await opened(page);
  await page.evaluate(() => {
    window.said = [];
    const status = document.querySelector('menhu-searchbox').shadowRoot.querySelector('[role=status]');
    new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
  });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await pause(50);
  assert.equal((await page.evaluate(() => window.said)).at(-1), `已选择：${SUGGESTIONS[0].text}`);
});

criterion('return focus to the editable field when a selected match is confirmed', async ({ page }) => {
  await opened(page);
  await page.getByRole('option').first().click();
  const { focused, open } = await state(page);
  assert.deepEqual([focused, open], [true, false]);
});

test('Enter with nothing chosen searches for what is typed', {}, async ({ page }) => {
  await show(page, '<menhu-searchbox index="/index/" action="/s"></menhu-searchbox>');
  await fake(page);
  await input(page).pressSequentially('公积金');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s?q=*');
  assert.equal(new URL(page.url()).searchParams.get('q'), '公积金');
});

test('Escape and Tab close, and the text stays', {}, async ({ page }) => {
  await opened(page);
  await page.keyboard.press('Escape');
  let now = await state(page);
  assert.deepEqual([now.open, now.value], [false, '公积金']);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Tab');
  now = await state(page);
  assert.deepEqual([now.open, now.value, now.focused], [false, '公积金', false]);
});

test('keys that move the caret leave the chosen suggestion', {}, async ({ page }) => {
  await opened(page);
  for (const key of ['Home', 'End', 'ArrowLeft']) {
    await page.keyboard.press('ArrowDown');
    assert.ok((await state(page)).active);
    await page.keyboard.press(key);
    assert.equal((await state(page)).active, null, key);
  }
});

test('nothing is asked before a pause in typing, and then once', {}, async ({ page }) => {
  await page.clock.install({ time: 0 });
  await show(page, BOX);
  await fake(page);
  await page.clock.pauseAt(60_000);
  await input(page).focus();
  for (const key of 'gjj') {
    await page.keyboard.press(key);
    await page.clock.runFor(100);
  }
  assert.deepEqual(await page.evaluate(() => window.asked), []);
  await page.clock.runFor(50);
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(await page.evaluate(() => window.asked), ['gjj']);
});

test('suggestions for an older text are dropped', {}, async ({ page }) => {
  await show(page, BOX);
  await page.evaluate(() => {
    window.waits = {};
    document.querySelector('menhu-searchbox').menhu = {
      // It does not listen to the signal: that is not what keeps the older one away.
      suggest: (text) => new Promise((resolve) => { window.waits[text] = () => resolve({ suggestions: [{ text: `${text}的建议`, kind: 'term', id: null }] }); }),
    };
  });
  const asked = (text) => page.waitForFunction((wanted) => window.waits[wanted], text);
  await input(page).fill('早');
  await asked('早');
  await input(page).fill('晚');
  await asked('晚');
  await page.evaluate(() => window.waits['晚']());
  await page.getByRole('option').first().waitFor();
  await page.evaluate(() => window.waits['早']());
  await pause(50);
  assert.deepEqual((await state(page)).options, ['晚的建议']);
});

test('a suggestion is text and never HTML', {}, async ({ page }) => {
  await show(page, BOX);
  await fake(page, [{ text: '<img src=x onerror=alert(1)>', kind: '<b>', id: null, highlight: '&lt;b&gt;<mark>a&amp;lt;</mark><img src=x>' }]);
  await input(page).pressSequentially('x');
  await page.getByRole('option').first().waitFor();
  assert.deepEqual((await state(page)).options, ['<b>a&lt;<img src=x>']);
  assert.equal(await page.locator('menhu-searchbox').locator('img, b').count(), 0);
});

test('where suggestions fail the box still searches, and where there are none it is a plain one', {}, async ({ page }) => {
  await show(page, '<menhu-searchbox index="/index/" action="/s"></menhu-searchbox>');
  await page.evaluate(() => {
    document.querySelector('menhu-searchbox').menhu = { suggest: async () => { throw Object.assign(new Error(), { code: 'network' }); } };
  });
  await input(page).pressSequentially('公');
  await pause();
  assert.equal((await state(page)).open, false);
  await page.evaluate(() => {
    document.querySelector('menhu-searchbox').menhu = { suggest: async () => { throw Object.assign(new Error(), { code: 'not_included' }); } };
  });
  await input(page).pressSequentially('积');
  await page.getByRole('searchbox').waitFor();
  assert.equal(await page.getByRole('combobox').count(), 0);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s?q=*');
});

test('a box without an index is a plain one, and fetches nothing', {}, async ({ page }) => {
  await show(page, '<menhu-searchbox action="/s"></menhu-searchbox>');
  await page.getByRole('searchbox').pressSequentially('公积金');
  await pause();
  assert.deepEqual(site.asked.filter((path) => /mhp|wasm/.test(path)), []);
});

test('the box with its suggestions works in English', {}, async ({ page }) => {
  await show(page, BOX, { lang: 'en' });
  await fake(page);
  await page.getByRole('combobox', { name: 'Search for' }).pressSequentially('公积金');
  await page.getByRole('option').first().waitFor();
  assert.match((await state(page)).status, /^4 suggestions/);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.deepEqual([(await state(page)).value, (await state(page)).focused, (await state(page)).open], ['', true, false]);
});
