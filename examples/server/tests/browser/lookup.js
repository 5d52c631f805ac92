// Lookups in a real browser: what is checked before a form is sent, what is asked meanwhile, and that it fits a phone.
import assert from "node:assert/strict";
import { address, runAll, test } from "./harness.js";

const send = (page) => page.getByRole("button", { name: "查询", exact: true }).click();

test("what is wrong is said before it is sent", {}, async ({ page }) => {
  await page.goto(`${address}/lookups/social-security`);
  await page.fill("#name", "张演示");
  await page.fill("#id_number", "110105190001010019");
  await send(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), "id_number");
  assert.match(await page.locator("#id_number-fault").textContent(), /最后一位/);
  assert.match(await page.locator("#consent-fault").textContent(), /勾选同意/);
  assert.match(await page.locator("#id_number").getAttribute("aria-describedby"), /id_number-fault/);
  assert.equal(await page.locator("#id_number").getAttribute("aria-invalid"), "true");
  assert.equal(await page.locator("#name-fault").textContent(), "");
  await page.fill("#id_number", "11010519000101001x");
  await page.check("#consent");
  assert.equal(await page.locator("#id_number-fault").textContent(), "");
  await send(page);
  await page.getByRole("heading", { name: "社会保险查询结果" }).waitFor();
  assert.equal(page.url(), `${address}/lookups/social-security`);
});

test("a plate's place is asked by its beginning", {}, async ({ page, asked }) => {
  await page.goto(`${address}/lookups/traffic-violations`);
  await page.fill("#plate", "苏a·00000");
  await page.locator("#plate").blur();
  await page.waitForFunction(() => document.getElementById("vin-hint").textContent.startsWith("苏A"));
  assert.deepEqual(asked.map((url) => url.search), [""]);
  await page.fill("#plate", "苏A");
  await send(page);
  assert.match(await page.locator("#plate-fault").textContent(), /号牌号码/);
});

test("a failure has the focus and says what to do", {}, async ({ page }) => {
  await page.goto(`${address}/lookups/housing-fund`);
  await page.locator(".people tbody button").nth(2).click();
  await page.check("#consent");
  await send(page);
  await page.getByRole("alert").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "failure");
  assert.match(await page.locator("#failure").textContent(), /核对姓名和号码/);
});

test("on a narrow screen nothing is wider than it", { viewport: { width: 390, height: 844 } }, async ({ page }) => {
  for (const operation of ["social-security", "housing-fund", "traffic-violations"]) {
    await page.goto(`${address}/lookups/${operation}`);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(await wide() <= 390, `${operation}: ${await wide()}`);
    await page.locator(".people tbody button").first().click();
    await page.check("#consent");
    await send(page);
    await page.getByText("数据截至").waitFor();
    assert.ok(await wide() <= 390, `${operation}: ${await wide()}`);
  }
});

await runAll((url) => url.pathname.endsWith("/rule"));
