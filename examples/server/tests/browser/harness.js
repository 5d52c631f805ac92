// A server, a browser, and tests in it: what the files beside this one share.
//
// MENHU_BIN: the program (default: target/debug/menhu); MENHU_CHROMIUM: the browser (default: /usr/bin/chromium).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const program = process.env.MENHU_BIN ?? fileURLToPath(new URL("../../../../target/debug/menhu", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "menhu-browser-"));
const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"], {
  env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, "data"), MENHU_LOG: "error" },
  stdio: ["ignore", "pipe", "inherit"],
});
export const address = await new Promise((resolve, reject) => {
  createInterface(server.stdout).once("line", resolve);
  server.once("error", reject);
  server.once("exit", (code) => reject(new Error(`the server ended with code ${code}`)));
});
const browser = await chromium.launch({
  executablePath: process.env.MENHU_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

const tests = [];
export const test = (name, options, run) => tests.push({ name, options, run });

/** Runs the tests. `isAsked`: which requests they want to see. */
export async function runAll(isAsked) {
  let failed = 0;
  try {
    for (const { name, options, run } of tests) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const asked = [];
      const faults = [];
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (isAsked(url)) asked.push(url);
        if (url.origin !== address) faults.push(`asked ${url}`);
      });
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) faults.push(message.text());
      });
      try {
        await run({ page, asked });
        assert.deepEqual(faults, []);
        console.log(`ok - ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`not ok - ${name}\n${error.stack}`);
      }
      await context.close();
    }
  } finally {
    await browser.close();
    server.kill();
    rmSync(home, { recursive: true, force: true });
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
