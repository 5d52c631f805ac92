// Input methods: nothing happens while they compose, whatever they are; what was composed counts at once.
import assert from 'node:assert/strict';
import { SUGGESTIONS, fake, pause, show, state, test } from './harness.mjs';

const BOX = '<menhu-searchbox index="/index/" action="/s"></menhu-searchbox>';
const asked = (page) => page.evaluate(() => window.asked);
const key = (page, name, more) => page.getByRole('combobox').evaluate((box, [name, more]) =>
  box.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, composed: true, ...more })), [name, more]);

/** A keyboard: `keydown` says how the keys of its input method look to a page. */
async function composer(page, keydown) {
  const session = await page.context().newCDPSession(page);
  return {
    compose: async (text) => {
      if (keydown) await key(page, keydown, { keyCode: 229 });
      await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    },
    commit: (text) => session.send('Input.insertText', { text }),
  };
}

async function ready(page, body = BOX) {
  await show(page, body);
  await fake(page);
  await page.getByRole('combobox').focus();
}

for (const [who, keydown] of [['Windows', 'Process'], ['a Mac', 'g'], ['no keys at all', '']]) {
  test(`nothing is asked while pinyin is composed (${who})`, {}, async ({ page }) => {
    await ready(page);
    const { compose, commit } = await composer(page, keydown);
    for (const text of ['g', 'go', 'gong', "gong'ji", "gong'ji'jin"]) await compose(text);
    await pause();
    assert.deepEqual(await asked(page), []);
    await compose('gongjijin');
    await pause();
    assert.deepEqual(await asked(page), []);
    await commit('公积金');
    await page.getByRole('option').first().waitFor();
    assert.deepEqual(await asked(page), ['公积金']);
  });
}

test('Enter, arrows and Escape of an input method choose characters', {}, async ({ page }) => {
  await ready(page);
  await page.keyboard.type('gjj');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  const { active } = await state(page);
  assert.equal(active, SUGGESTIONS[0].text);
  // With the flag; with the code alone, as Safari sends the Enter that ended the composition; and within a composition.
  for (const more of [{ isComposing: true, keyCode: 13 }, { keyCode: 229 }]) {
    for (const name of ['Enter', 'ArrowDown', 'ArrowUp', 'Escape']) await key(page, name, more);
  }
  const { compose } = await composer(page, 'Process');
  await compose('dai');
  for (const name of ['Enter', 'ArrowDown', 'Escape']) await key(page, name, {});
  const now = await state(page);
  assert.deepEqual([now.active, now.open, new URL(page.url()).pathname], [active, true, '/']);
});

test('an Enter of Safari right after the composition does not search', {}, async ({ page }) => {
  await ready(page);
  const { compose, commit } = await composer(page, 'g');
  await compose('gong');
  await commit('公');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await key(page, 'Enter', { keyCode: 229, isComposing: false });
  assert.deepEqual([(await state(page)).value, (await state(page)).open], ['公', true]);
});

test('on a phone, Latin letters that stay count though the keyboard composes them', {}, async ({ page }) => {
  await ready(page);
  const { compose } = await composer(page, 'Unidentified');
  for (const text of ['g', 'gj', 'gjj']) await compose(text);
  assert.deepEqual(await asked(page), []);
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(await asked(page), ['gjj']);
  // More letters of the same composition, and then something that is not only letters.
  await compose('gjjdk');
  await page.waitForFunction(() => window.asked.length === 2);
  await compose("gong'ji");
  await pause();
  assert.deepEqual(await asked(page), ['gjj', 'gjjdk']);
});

test('a keyboard on the screen is known by the pointer, too', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }, async ({ page }) => {
  await ready(page);
  const { compose } = await composer(page, '');
  await compose('gjj');
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(await asked(page), ['gjj']);
});

test('the key that searches works right after a composition', {}, async ({ page }) => {
  await ready(page);
  const { compose, commit } = await composer(page, 'Unidentified');
  await compose('gong');
  await commit('公积金');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s?q=*');
  assert.equal(new URL(page.url()).searchParams.get('q'), '公积金');
});

test('results that follow the typing wait for the end of the composition', {}, async ({ page }) => {
  await show(page, '<menhu-search index="/index/" live></menhu-search>');
  await fake(page);
  await page.getByRole('searchbox').focus();
  const { commit } = await composer(page, '');
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text: 'gong', selectionStart: 4, selectionEnd: 4 });
  await pause();
  assert.deepEqual(await asked(page), []);
  await commit('公积金');
  await page.getByRole('heading', { name: '公积金' }).waitFor();
  assert.deepEqual(await asked(page), ['search 公积金']);
});
