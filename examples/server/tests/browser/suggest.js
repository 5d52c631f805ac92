// The search box in a real browser: suggestions by keyboard, mouse and input method, and the pages without script.
import assert from "node:assert/strict";
import { address, runAll, test } from "./harness.js";

const SUGGEST = "**/api/v1/suggest?*";
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Longer than the box waits after a key, and than the server takes. */
const LONG = 600;

/** What the box shows and says of itself. */
const state = (page) => page.evaluate(() => {
  const input = document.getElementById("q");
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const active = input.getAttribute("aria-activedescendant");
  return {
    open: input.getAttribute("aria-expanded") === "true" && !list.hidden,
    options: [...list.querySelectorAll("[role=option]")].map((option) => option.textContent),
    active: active && document.getElementById(active).textContent,
    selected: [...list.querySelectorAll("[aria-selected=true]")].map((option) => option.textContent),
    value: input.value,
  };
});

async function type(page, text) {
  await page.locator("#q").pressSequentially(text);
  await page.waitForSelector("[role=option]");
}

test("what is typed is asked once and shown in groups", {}, async ({ page, asked }) => {
  await page.goto(`${address}/`);
  const box = page.getByRole("combobox");
  assert.equal(await box.getAttribute("aria-expanded"), "false");
  await type(page, "gjj");
  assert.deepEqual(asked.map((url) => url.searchParams.get("q")), ["gjj"]);
  const { open, options } = await state(page);
  assert.ok(open && options.length >= 5, String(options));
  const groups = await page.getByRole("listbox").getByRole("group").evaluateAll((nodes) =>
    nodes.map((node) => document.getElementById(node.getAttribute("aria-labelledby")).textContent));
  assert.deepEqual(groups, ["办事服务", "词语", "标题"]);
  assert.equal(await page.locator("[role=option] mark").first().textContent(), "公积金");
  await box.fill("");
  await pause(LONG);
  assert.equal((await state(page)).open, false);
});

test("nothing is asked before a pause in typing", {}, async ({ page, asked }) => {
  await page.clock.install({ time: 0 });
  await page.goto(`${address}/`);
  await page.clock.pauseAt(60_000);
  for (const key of "gjj") {
    await page.keyboard.press(key);
    await page.clock.runFor(100);
  }
  assert.deepEqual([asked.length, (await state(page)).value], [0, "gjj"]);
  await page.clock.runFor(50);
  await page.waitForSelector("[role=option]");
  assert.equal(asked.length, 1);
});

test("arrows go round, the box among them, and Enter opens the item", {}, async ({ page }) => {
  await page.goto(`${address}/`);
  await type(page, "gjj");
  const { options } = await state(page);
  await page.keyboard.press("ArrowDown");
  let now = await state(page);
  assert.deepEqual([now.active, now.selected, now.value], [options[0], [options[0]], "gjj"]);
  await page.keyboard.press("ArrowUp");
  now = await state(page);
  assert.deepEqual([now.active, now.selected], [null, []]);
  await page.keyboard.press("ArrowUp");
  assert.equal((await state(page)).active, options.at(-1));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/items/svc-gjj-*");
});

test("Enter searches for what is typed where nothing is chosen, and for a word that is", {}, async ({ page }) => {
  await page.goto(`${address}/`);
  await type(page, "gjj");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=gjj");
  await page.locator("#q").fill("");
  await type(page, "gjjye");
  const { options } = await state(page);
  const at = options.indexOf("公积金余额");
  assert.ok(at >= 0, String(options));
  for (let step = 0; step <= at; step += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/search" && url.searchParams.get("q") === "公积金余额");
});

test("Escape and Tab close, and the text stays", {}, async ({ page }) => {
  await page.goto(`${address}/search?q=`);
  await page.locator("#q").focus();
  await type(page, "min");
  await page.keyboard.press("Escape");
  let now = await state(page);
  assert.deepEqual([now.open, now.value, now.options], [false, "min", []]);
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector("[role=option]");
  await page.keyboard.press("Tab");
  now = await state(page);
  assert.deepEqual([now.open, now.value], [false, "min"]);
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "q");
});

test("a click on a suggestion opens it", {}, async ({ page }) => {
  await page.goto(`${address}/`);
  await type(page, "民政");
  await page.getByRole("option", { name: "示范区民政局" }).first().click();
  await page.waitForURL("**/items/unit-mzj");
});

test("nothing is asked while an input method composes", {}, async ({ page, asked }) => {
  await page.goto(`${address}/`);
  await page.locator("#q").focus();
  const input = await page.context().newCDPSession(page);
  for (const text of ["g", "go", "gong", "gong'ji", "gong'ji'jin"]) {
    await input.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await pause(LONG);
  assert.deepEqual(asked, []);
  // Its Enter chooses characters: no search, no suggestion.
  await page.locator("#q").evaluate((box) => {
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }));
  });
  await input.send("Input.insertText", { text: "公积金" });
  await page.waitForSelector("[role=option]");
  assert.deepEqual(asked.map((url) => url.searchParams.get("q")), ["公积金"]);
  assert.equal(new URL(page.url()).pathname, "/");
});

test("keys of an input method choose no suggestion", {}, async ({ page, asked }) => {
  await page.goto(`${address}/`);
  await type(page, "gjj");
  await page.keyboard.press("ArrowDown");
  const { active } = await state(page);
  const before = asked.length;
  await page.locator("#q").evaluate((box) => {
    const key = (name, more) => box.dispatchEvent(
      new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
    key("Enter", { keyCode: 229 });
    key("ArrowDown", { isComposing: true });
    box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    box.value = "gjjd";
    box.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    key("Enter");
    key("Escape");
  });
  await pause(LONG);
  assert.equal((await state(page)).active, active);
  assert.equal(asked.length, before);
  await page.locator("#q").evaluate((box) => {
    box.value = "公积金贷款";
    box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "公积金贷款" }));
  });
  await pause(LONG);
  assert.equal(asked.at(-1).searchParams.get("q"), "公积金贷款");
  assert.equal(new URL(page.url()).pathname, "/");
});

test("an answer that comes too late is dropped", {}, async ({ page }) => {
  const text = (suggestion) => ({ text: suggestion, kind: "term", id: null, highlight: suggestion });
  await page.route(SUGGEST, async (route) => {
    const q = new URL(route.request().url()).searchParams.get("q");
    await pause(q === "早" ? 2 * LONG : 0);
    await route.fulfill({ json: { suggestions: [text(`${q}的建议`)], took_us: 1 } }).catch(() => {});
  });
  await page.goto(`${address}/`);
  await page.locator("#q").fill("早");
  await pause(LONG / 2);
  await page.locator("#q").fill("晚");
  await page.waitForSelector("[role=option]");
  await pause(2 * LONG);
  assert.deepEqual((await state(page)).options, ["晚的建议"]);
});

test("what a suggestion holds is text and never HTML", {}, async ({ page }) => {
  const highlight = "&lt;b&gt;<mark>a&amp;lt;</mark><img src=x onerror=alert(1)>";
  await page.route(SUGGEST, (route) =>
    route.fulfill({ json: { suggestions: [{ text: "x", kind: "none", id: null, highlight }], took_us: 1 } }));
  await page.goto(`${address}/`);
  await type(page, "x");
  assert.deepEqual((await state(page)).options, ["<b>a&lt;<img src=x onerror=alert(1)>"]);
  assert.equal(await page.locator("[role=option] mark").textContent(), "a&lt;");
  assert.equal(await page.locator("[role=listbox] img, [role=listbox] b").count(), 0);
});

test("where no suggestions can be had the box still searches", {}, async ({ page }) => {
  await page.route(SUGGEST, (route) => route.abort());
  await page.goto(`${address}/`);
  await page.locator("#q").pressSequentially("gjj");
  await pause(LONG);
  assert.equal((await state(page)).open, false);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=gjj");
});

test("without script the pages are whole", { javaScriptEnabled: false }, async ({ page }) => {
  await page.goto(`${address}/`);
  assert.equal(await page.getByRole("combobox").count(), 0);
  await page.getByRole("searchbox").fill("民政局电话");
  await page.getByRole("button", { name: "检索" }).click();
  await page.waitForURL("**/search?q=*");
  assert.equal(await page.locator(".cards dd").first().textContent(), "0000-1234540");
  await page.goto(`${address}/search?q=%E9%AB%98%E9%BE%84%E6%B4%A5%E8%B4%B4&explain=true`);
  const reasons = page.locator(".explain").first();
  assert.equal(await reasons.locator("li").first().isVisible(), false);
  await reasons.locator("summary").click();
  assert.ok(await reasons.locator("li").first().isVisible());
});

test("on a narrow screen nothing is wider than it", { viewport: { width: 390, height: 844 } }, async ({ page }) => {
  for (const path of ["/", "/search?q=%E8%BA%AB%E4%BB%BD%E6%AD%A3&explain=true"]) {
    await page.goto(address + path);
    await page.locator("#q").fill("");
    await type(page, "gjj");
    const [wide, box] = await page.evaluate(() => [
      document.documentElement.scrollWidth, document.getElementById("suggestions").getBoundingClientRect().right,
    ]);
    assert.ok(wide <= 390 && box <= 390, `${path}: ${wide}, ${box}`);
  }
});

await runAll((url) => url.pathname === "/api/v1/suggest");
