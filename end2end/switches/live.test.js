// What happens while a page is open: it appears within two seconds, is counted up, drawn and told once; nothing is lost while
// the tab is hidden, the line is cut or the server restarts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { assertAccessible } from "../support/axe.js";
import { hydrated, launch } from "../support/browser.js";
import { minor, tile } from "../support/figures.js";
import { startEmpty, startSandbox } from "../support/server.js";
import { ADMIN, NEW_PARTNER, NOT_IN_CRM, PARTNER, Tandem, useTandem } from "../support/tandem.js";

const IN_TIME_MS = 2_000;
const PATIENCE_MS = 45_000;
const tandem = useTandem({ own: true });

/** The shop takes an order, and tells Tandem by its webhook. */
async function order(handle, total, more = {}) {
  const answer = await fetch(new URL("/_orders", tandem.server.sandbox), {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ handle, total, ...more }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return JSON.parse(text);
}

/** Has the network asked for what it decided, as the button beside it does. */
const askNetwork = (page) => send(page, "/fn/retry-source", { partner: null, source: "impact" });

/** Sends something from the page itself, as its buttons do. */
async function send(page, path, body) {
  const status = await page.evaluate(async ([to, text]) => {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const answer = await fetch(to, { method: "POST", redirect: "manual", headers, body: text });
    return answer.type === "opaqueredirect" ? 303 : answer.status;
  }, [path, body && JSON.stringify(body)]);
  assert.ok(status === 200 || status === 303, `${path} answered ${status}`);
}

const toast = (page) => page.locator(".toast p");
const connected = (page) => page.locator(".line.open").waitFor();

/** Notes every text that the figure shows from now on. */
const watchFigure = (page, label) =>
  page.evaluateHandle((name) => {
    const texts = [];
    const find = () => [...document.querySelectorAll(".tile")].find((it) => it.querySelector(".k").textContent === name);
    const note = () => {
      const text = find()?.querySelector(".v").textContent;
      if (text !== undefined && texts.at(-1) !== text) texts.push(text);
    };
    note();
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  }, label);

/** Waits until the tile shows the amount, and no longer than is left of the two seconds. */
async function showsInTime(page, label, wanted, began) {
  let shown;
  do {
    shown = minor(await tile(page, label).textContent());
    if (shown === wanted) return;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  } while (Date.now() - began < IN_TIME_MS);
  assert.fail(`${label} shows ${shown} instead of ${wanted} after ${Date.now() - began} ms`);
}

/** Keeps the page's streams where the test can see them. */
const watchStreams = (page) =>
  page.addInitScript(() => {
    globalThis.streams = [];
    const Real = globalThis.EventSource;
    globalThis.EventSource = class extends Real {
      constructor(...all) {
        super(...all);
        globalThis.streams.push(this);
      }
    };
  });
const openStreams = (page) => page.evaluate(() => globalThis.streams.filter(({ readyState }) => readyState !== 2).length);

/** What the browser does when another tab comes before this one, or goes. */
const setVisibility = (page, state) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, state);

const onPage = (path, use, options = {}) =>
  tandem.page({ as: PARTNER, ...options }, async (page, context) => {
    await watchStreams(page);
    await tandem.open(page, path);
    await hydrated(page);
    await connected(page);
    await use(page, context);
  });

test("an order appears on home within two seconds: figures count up, and one notice tells of it", () =>
  onPage("/", async (page) => {
    const label = "Attributed sales";
    const was = minor(await tile(page, label).textContent());
    const orders = Number(await tile(page, "Orders").textContent());
    const texts = await watchFigure(page, label);
    await page.getByRole("link", { name: "See all" }).focus();
    const began = Date.now();
    const { name } = await order(PARTNER, "84.00");
    await toast(page).filter({ hasText: `New order ${name} · $84.00` }).waitFor({ timeout: IN_TIME_MS });
    const told = Date.now() - began;
    await showsInTime(page, label, was + 8_400, began);
    console.log(`# from the shop's order to the notice ${told} ms, to the whole figure ${Date.now() - began} ms`);
    assert.equal(await tile(page, "Orders").textContent(), String(orders + 1));
    await page.locator(".news li", { hasText: name }).waitFor();
    const between = (await texts.jsonValue()).map(minor).filter((amount) => amount > was && amount < was + 8_400);
    assert.ok(between.length > 3, `it counts up: ${between}`);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "See all", "focus stays where it was");
    assert.equal(await page.locator(".bone").count(), 0);
  }, { reducedMotion: "no-preference" }));

test("what the network decides moves the chart's last point, on the canvas that is there", () =>
  onPage("/earnings", async (page) => {
    await page.locator(".echart.is-drawn").waitFor();
    const last = () => page.evaluate(() => {
      const { series } = globalThis.echarts.getInstanceByDom(document.querySelector(".echart-live")).getOption();
      return series.reduce((sum, { data }) => sum + data.at(-1), 0);
    });
    const [was, earned] = [await last(), minor(await tile(page, "Earned").textContent())];
    await page.locator(".echart-live canvas").evaluate((canvas) => { canvas.dataset.seen = "before"; });
    await page.locator(".chart-table summary").click();
    const { name } = await order(PARTNER, "200.00");
    await page.locator("td.entry-name", { hasText: name }).waitFor({ timeout: IN_TIME_MS });
    const began = Date.now();
    await askNetwork(page);
    await toast(page).filter({ hasText: /ommission/ }).waitFor({ timeout: IN_TIME_MS });
    await page.waitForFunction((before) => {
      const { series } = globalThis.echarts.getInstanceByDom(document.querySelector(".echart-live")).getOption();
      return series.reduce((sum, { data }) => sum + data.at(-1), 0) > before;
    }, was, { timeout: IN_TIME_MS });
    assert.ok(minor(await tile(page, "Earned").textContent()) > earned);
    assert.ok(Date.now() - began < IN_TIME_MS);
    assert.equal(await page.locator(".echart-live canvas").getAttribute("data-seen"), "before", "the same canvas");
    assert.equal(await page.locator(".chart-table").getAttribute("open"), "", "the table stays unfolded");
  }));

test("several at once are one sentence, which can be sent away, goes by itself and waits for the pointer", () =>
  onPage("/", async (page) => {
    await Promise.all(["1.00", "2.00", "3.00"].map((total) => order(PARTNER, total)));
    await toast(page).filter({ hasText: "3 new orders" }).waitFor();
    assert.equal(await page.locator(".toast").count(), 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.locator(".toast").waitFor({ state: "detached" });
    await order(PARTNER, "4.00");
    await page.locator(".toast").hover();
    await pause(8_000);
    assert.equal(await page.locator(".toast").count(), 1, "it stays under the pointer");
    await page.mouse.move(5, 5);
    await page.locator(".toast").waitFor({ state: "detached" });
  }));

test("a hidden tab has no stream, and catches up when it is seen again", () =>
  onPage("/", async (page) => {
    assert.equal(await openStreams(page), 1);
    await setVisibility(page, "hidden");
    assert.equal(await openStreams(page), 0);
    const was = minor(await tile(page, "Attributed sales").textContent());
    await order(PARTNER, "10.00");
    await order(PARTNER, "20.00");
    await pause(1_500);
    assert.equal(await page.locator(".toast").count(), 0);
    assert.equal(minor(await tile(page, "Attributed sales").textContent()), was);
    await page.locator(".line", { hasText: "Paused" }).waitFor();
    const began = Date.now();
    await setVisibility(page, "visible");
    await toast(page).filter({ hasText: "2 new orders" }).waitFor({ timeout: IN_TIME_MS });
    await showsInTime(page, "Attributed sales", was + 3_000, began);
    assert.equal(await openStreams(page), 1);
  }));

test("pages of one tab share one stream", () =>
  onPage("/", async (page) => {
    const nav = page.getByRole("navigation", { name: "Main" }).first();
    const heading = page.getByRole("heading", { level: 1 });
    for (const name of ["Earnings", "Profile", "Home"]) {
      // In a hurry the router may show another page, and the page then loads anew.
      const before = await heading.textContent();
      await nav.getByRole("link", { name }).click();
      await heading.filter({ hasNotText: before }).waitFor();
    }
    assert.equal(await page.evaluate(() => globalThis.streams.length), 1);
    const was = minor(await tile(page, "Attributed sales").textContent());
    const began = Date.now();
    await order(PARTNER, "5.00");
    await showsInTime(page, "Attributed sales", was + 500, began);
  }));

test("what was sold between the page and its stream is caught up", () =>
  tandem.page({ as: PARTNER }, async (page) => {
    // The stream is held back until the order is there.
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/live?*", async (route) => {
      await held;
      await route.continue();
    });
    await tandem.open(page, "/");
    await hydrated(page);
    const was = minor(await tile(page, "Attributed sales").textContent());
    await order(PARTNER, "7.00");
    await pause(500);
    const began = Date.now();
    release();
    await toast(page).filter({ hasText: "$7.00" }).waitFor({ timeout: IN_TIME_MS });
    await showsInTime(page, "Attributed sales", was + 700, began);
  }));

test("who wants less motion sees the new figure at once", () =>
  onPage("/", async (page) => {
    const was = minor(await tile(page, "Attributed sales").textContent());
    const texts = await watchFigure(page, "Attributed sales");
    const began = Date.now();
    await order(PARTNER, "30.00");
    await showsInTime(page, "Attributed sales", was + 3_000, began);
    assert.deepEqual((await texts.jsonValue()).map(minor), [was, was + 3_000]);
  }));

test("others hear nothing of it", () =>
  onPage("/", async (page) => {
    await order(PARTNER, "8.00");
    await pause(1_500);
    assert.equal(await page.locator(".toast").count(), 0);
    const { name } = await order(NOT_IN_CRM, "9.00");
    await toast(page).filter({ hasText: name }).waitFor({ timeout: IN_TIME_MS });
  }, { as: NOT_IN_CRM }));

test("the team hears of everybody on the overview, and of one partner on that partner's pages", () =>
  onPage("/admin", async (page) => {
    const was = minor(await tile(page, "Attributed sales").textContent());
    const began = Date.now();
    await order(PARTNER, "11.00");
    await showsInTime(page, "Attributed sales", was + 1_100, began);
    await toast(page).filter({ hasText: "$11.00" }).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();

    const people = await tandem.people();
    const search = people.find(({ handle }) => handle === PARTNER).email;
    await page.goto(tandem.url(`/admin/partners?${new URLSearchParams({ text: search, q: search })}`));
    await hydrated(page);
    await page.locator("main a[href^='/admin/partners/ptn_']").first().click();
    await page.waitForURL(/partners\/ptn_/);
    await page.locator(".tile").first().waitFor();
    await connected(page);
    await order(NOT_IN_CRM, "12.00");
    await order(PARTNER, "13.00");
    await toast(page).filter({ hasText: "$13.00" }).waitFor({ timeout: IN_TIME_MS });
  }, { as: ADMIN }));

test("a first sale takes the welcome's place", () =>
  onPage("/", async (page) => {
    await page.getByText("No sales yet").waitFor();
    await order(NEW_PARTNER, "14.00", { in_network: false });
    await page.locator(".tile").first().waitFor({ timeout: IN_TIME_MS });
    assert.equal(minor(await tile(page, "Attributed sales").textContent()), 1_400);
  }, { as: NEW_PARTNER }));

test("the notice and the word about the line are accessible", () =>
  onPage("/", async (page) => {
    await order(PARTNER, "15.00");
    await page.locator(".toast").hover();
    await assertAccessible(page);
    assert.equal(await page.locator(".toasts").getAttribute("role"), "status");
  }));

test("without JavaScript there is neither a word about the line nor a notice", () =>
  tandem.page({ as: PARTNER, path: "/", javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.locator(".line").isVisible(), false);
    assert.equal(await page.locator(".toast").count(), 0);
  }));

test("signing out elsewhere ends the stream, and the page does not ask again and again", () =>
  tandem.page({}, async (page) => {
    await watchStreams(page);
    await tandem.signInAs(page, PARTNER, "/");
    await hydrated(page);
    await connected(page);
    await send(page, "/sign-out");
    await page.locator(".line", { hasText: "Signed out" }).waitFor({ timeout: 30_000 });
    assert.equal(await openStreams(page), 0);
  }));

test("a server that restarts is found again, and what was sold meanwhile is shown", async () => {
  const sandbox = await startSandbox("live-sandbox");
  const browser = await launch();
  let server;
  try {
    server = await startEmpty(sandbox, "live-restart", { TANDEM_UNIFY__FRESH_SECONDS: "1" });
    const own = new Tandem({ ...server, own: true }, browser);
    const allowed = [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/];
    await own.page({ as: PARTNER, allowed }, async (page) => {
      const sales = async () => {
        const text = await tile(page, "Attributed sales").textContent();
        return text.startsWith("–") ? undefined : minor(text);
      };
      // The year is read behind the page, and is no news: the page does not follow it.
      await own.open(page, "/");
      let before;
      for (const deadline = Date.now() + PATIENCE_MS; before === undefined || before !== (await sales()); await page.reload()) {
        assert.ok(Date.now() < deadline, "the year is read");
        before = (await page.locator(".tile").count()) > 0 ? await sales() : undefined;
        await pause(500);
      }
      await hydrated(page);
      await connected(page);
      await server.halt();
      await page.locator(".line.lost").waitFor();
      const answer = await fetch(new URL("/_orders", server.sandbox), {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ handle: PARTNER, total: "16.00" }),
      });
      const { name } = await answer.json();
      await server.resume();
      await page.locator(".line.open").waitFor({ timeout: PATIENCE_MS });
      // The shop is asked for what changed: nobody sent it again.
      await toast(page).filter({ hasText: `New order ${name}` }).waitFor({ timeout: PATIENCE_MS });
      await page.locator(".news li", { hasText: name }).waitFor();
    });
  } finally {
    await browser.close();
    await server?.stop();
    await sandbox.stop();
  }
});
