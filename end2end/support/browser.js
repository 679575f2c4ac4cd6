// Opens pages in Debian's Chromium that fail their test on any fault the browser reports.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";

const candidates = [process.env.TANDEM_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
// Each profile is a window, and each window would load the pages of its address bar beside ours, in a process of their own: a third of
// all work. The last list of features counts, so that it names again what Playwright turns off.
const WITHOUT = [
  "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "OptimizationHints",
  "PaintHolding", "ThirdPartyStoragePartitioning",
];
const options = {
  executablePath: candidates.find((path) => path && existsSync(path)),
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    `--disable-features=${WITHOUT.join()}`,
  ],
};

/** The browser that `run.js` started for all files, or one of this file's own. */
export const launch = () => {
  const shared = process.env.TANDEM_E2E_BROWSER;
  return shared ? chromium.connect(shared) : chromium.launch(options);
};

/** A browser for all files: each of them sees only what it opened itself. */
export const launchShared = () => chromium.launchServer(options);

/**
 * Notes everything that must not happen on `page`: console errors (failed requests and blocked content are among them),
 * uncaught exceptions, and dialogs, which only a script that broke in would open. `assertQuiet` fails with what was noted,
 * but for lines that match one of `allowed`.
 */
export function watch(page, allowed = []) {
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.stack ?? error}`));
  page.on("dialog", async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  return {
    assertQuiet() {
      const left = faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)));
      assert.deepEqual(left, [], `the browser reported on ${page.url()}`);
    },
  };
}

/** Waits until the page answers to clicks. Documents without a program answer at once. */
export const hydrated = (page) =>
  page.locator('html[data-hydrated="1"], html:not(:has(script[type="module"]))').waitFor({ state: "attached" });

/** Waits until there are so many: what an address asks for comes after the address. */
export async function assertCount(locator, wanted) {
  await locator.nth(wanted).waitFor({ state: "detached" });
  if (wanted > 0) await locator.nth(wanted - 1).waitFor({ state: "attached" });
  assert.equal(await locator.count(), wanted);
}

/** Opens a page again and again until it shows `what`: what comes from elsewhere has its own pace. */
export async function reloadUntil(page, what, why) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (await what()) return;
    await pause(150);
    await page.reload();
  }
  assert.fail(why);
}

/** Waits until the focus is there: it is moved a frame after what it is moved for. */
export async function assertFocused(locator) {
  await locator.and(locator.page().locator(":focus")).waitFor({ state: "attached" });
}

export const PHONE = { width: 390, height: 844 };
export const SMALL_PHONE = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 900 };

/** What the page looked like when its test failed. */
async function picture(page) {
  const name = new URL(page.url()).pathname.replaceAll(/[^a-z0-9]+/gi, "-");
  const path = join("end2end/results", `failed${name}${Date.now() % 1e7}.png`);
  await page.screenshot({ path }).then(() => console.error(`picture of the failure: ${path}`), () => {});
}

/**
 * Runs `use(page, context)` in a fresh browser profile and fails on any fault the browser reported.
 * `options` are Playwright's context options, and `allowed`: patterns of faults that the test provokes on purpose.
 */
export async function withPage(browser, { allowed, ...options }, use) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", locale: "en-US", ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const watched = watch(page, allowed);
  try {
    const outcome = await use(page, context);
    watched.assertQuiet();
    return outcome;
  } catch (error) {
    await picture(page);
    throw error;
  } finally {
    await context.close();
  }
}

/** Nothing sticks out to the side, on phones of two widths. */
export async function assertFits(page) {
  for (const size of [PHONE, SMALL_PHONE]) {
    await page.setViewportSize(size);
    // What is drawn follows the width a frame later.
    const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
    await page.waitForFunction(fits, undefined, { timeout: 2_000 }).catch(() => {});
    const { wide, over } = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const sticksOut = (element) => element.getBoundingClientRect().right > width + 1;
      const over = [...document.querySelectorAll("body *")].filter(sticksOut).slice(0, 5);
      return {
        wide: document.documentElement.scrollWidth - width,
        over: over.map((element) => element.outerHTML.slice(0, 120)),
      };
    });
    assert.ok(wide <= 0, `${page.url()} scrolls sideways by ${wide} px at ${size.width} px: ${over.join("\n")}`);
  }
}
