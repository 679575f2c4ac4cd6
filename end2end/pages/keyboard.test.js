// Everything is reached by keyboard, and a change of page says where one is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { ADMIN, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();

/** The parts of pages that are asked for, in the order in which they are looked up. */
const PARTS = [
  ".skip", "header.side nav", "button.viewer", "[aria-label=Range]", ".pop", "a[download]", ".legend", ".echart", ".chart-table",
  "form.filters select", "form.finder input", "th a", "td a",
];

/** Presses Tab until the focus leaves the page; gives the parts that were met, in order. */
async function walk(page, limit = 120) {
  const met = [];
  for (let times = 0; times < limit; times += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate((parts) => {
      const it = document.activeElement;
      if (it === document.body) return undefined;
      const style = getComputedStyle(it);
      const isMarked = style.outlineStyle !== "none" || style.boxShadow !== "none";
      return { part: parts.find((part) => it.closest(part)), isMarked, html: it.outerHTML.slice(0, 120) };
    }, PARTS);
    if (!now) break;
    assert.ok(now.isMarked, `one sees where the focus is: ${now.html}`);
    if (now.part && met.at(-1) !== now.part) met.push(now.part);
  }
  return met;
}

test("Tab reaches navigation, menu, range, download, chart, table and filters of the earnings page, in that order", () =>
  tandem.page({ as: PARTNER, path: "/earnings" }, async (page) => {
    await hydrated(page);
    await page.locator(".echart.is-drawn").waitFor();
    assert.deepEqual(await walk(page), [
      ".skip", "header.side nav", "button.viewer", "[aria-label=Range]", ".pop", "a[download]", ".legend", ".echart", ".chart-table", "form.filters select",
    ]);
  }));

test("Tab reaches search, sorting and partners of the team's list", () =>
  tandem.page({ as: ADMIN, path: "/admin/partners" }, async (page) => {
    await hydrated(page);
    const met = await walk(page, 40);
    for (const part of ["form.finder input", "form.filters select", "th a", "td a"]) assert.ok(met.includes(part), `${part} in ${met}`);
  }));

test("the skip link leads past the navigation", () =>
  tandem.page({ as: PARTNER, path: "/earnings" }, async (page) => {
    await hydrated(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
  }));

test("the account's menu opens, closes and gives the focus back by keyboard", () =>
  tandem.page({ as: PARTNER, path: "/" }, async (page) => {
    await hydrated(page);
    await page.locator("button.viewer").focus();
    await page.keyboard.press("Enter");
    await page.locator("#viewer-menu").waitFor();
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("#viewer-menu") !== null));
    await page.keyboard.press("Escape");
    await page.locator("#viewer-menu").waitFor({ state: "hidden" });
    assert.ok(await page.locator("button.viewer").evaluate((it) => it === document.activeElement));
  }));

for (const [as, from, name, to] of [
  [PARTNER, "/", "Earnings", "/earnings"],
  [PARTNER, "/earnings", "Profile", "/profile"],
  [PARTNER, "/profile", "Home", "/"],
  [ADMIN, "/admin", "Partners", "/admin/partners"],
]) {
  test(`going from ${from} to ${to} puts the focus on the new heading and says its name`, () =>
    tandem.page({ as, path: from }, async (page) => {
      await hydrated(page);
      const stays = await page.evaluateHandle(() => (globalThis.stays = {}));
      const link = page.getByRole("navigation", { name: "Main" }).first().getByRole("link", { name });
      await link.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname === to);
      await page.waitForFunction(() => document.activeElement?.matches("main h1"));
      assert.ok(await stays.evaluate((it) => it === globalThis.stays), "the document was not loaded anew");
      const title = await page.title();
      assert.match(title, new RegExp(`^${name} · `));
      await page.locator("p[role=status]", { hasText: title }).first().waitFor({ state: "attached" });
    }));
}

test("a sort by keyboard keeps one's place in the list", () =>
  tandem.page({ as: ADMIN, path: "/admin/partners" }, async (page) => {
    await hydrated(page);
    const head = page.locator("th", { has: page.getByRole("link", { name: "Orders" }) });
    await head.getByRole("link").focus();
    await page.keyboard.press("Enter");
    await head.and(page.locator("[aria-sort]")).waitFor();
  }));
