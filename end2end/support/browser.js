// Launches Debian's Chromium and opens pages that fail their test on any fault the browser reports.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const candidates = [process.env.TANDEM_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = candidates.find((path) => path && existsSync(path));

export const launch = () =>
  chromium.launch({
    executablePath,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });

/**
 * Notes everything that must not happen on `page`: console errors (failed requests and blocked content are among them) and
 * uncaught exceptions. `assertQuiet` fails with what was noted, but for lines that match one of `allowed`.
 */
export function watch(page, allowed = []) {
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.stack ?? error}`));
  return {
    assertQuiet() {
      const left = faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)));
      assert.deepEqual(left, [], `the browser reported on ${page.url()}`);
    },
  };
}

/** Waits until the page answers to clicks. */
export const hydrated = (page) => page.locator('html[data-hydrated="1"]').waitFor({ state: "attached" });

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/**
 * Runs `use(page, context)` in a fresh browser profile and fails on any fault the browser reported.
 * `options` are Playwright's context options, and `allowed`: patterns of faults that the test provokes on purpose.
 */
export async function withPage(browser, { allowed, ...options }, use) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", locale: "en-US", ...options });
  context.setDefaultTimeout(15_000);
  try {
    const page = await context.newPage();
    const watched = watch(page, allowed);
    await use(page, context);
    watched.assertQuiet();
  } finally {
    await context.close();
  }
}
