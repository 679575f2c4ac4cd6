// A partner's first page: this month against last, what is new, what needs doing, and its quiet states.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { cells, minor, sum, tile, tiles } from "../support/figures.js";
import { NEW_PARTNER, NOT_IN_NETWORK, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();

tandem.forEachForm("home", "/", { as: PARTNER }, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  const earned = minor(await tile(page, "Earned this month").textContent());
  const days = await cells(page.locator(".chart-table table"));
  assert.equal(sum(days.map((day) => minor(day.at(-1)))), earned, "the month's days add up to its tile");
  assert.ok((await page.locator(".news li").count()) > 0);
});

tandem.forEachForm("home of a partner who joined this week", "/", { as: NEW_PARTNER }, async (page) => {
  assert.equal(await page.locator(".tile").count(), 0, "no tile says nought");
  await page.locator('main .card a.primary[href="/profile"]').waitFor();
  assert.ok((await page.locator(".tasks a").count()) > 0, "there is something to begin with");
});

test("each figure says what it is compared with", () =>
  tandem.page({ as: PARTNER, path: "/" }, async (page) => {
    const notes = await page.locator(".tile .of").allTextContents();
    assert.equal(notes.length, 4);
    assert.match(notes[0], /\$[\d,]+\.\d\d/);
  }));

test("every task and every link of the news leads to a page that is there", () =>
  tandem.page({ as: PARTNER, path: "/" }, async (page) => {
    const hrefs = await page.locator("main a[href^='/']").evaluateAll((links) => links.map((link) => link.href));
    for (const href of new Set(hrefs)) {
      const answer = await page.request.get(href);
      assert.ok(answer.ok(), `${href} answered ${answer.status()}`);
    }
  }));

test("a network that does not know the partner leaves sales known and what they earn unknown", () =>
  tandem.page({ as: NOT_IN_NETWORK, path: "/" }, async (page) => {
    await hydrated(page);
    const shown = await tiles(page);
    assert.ok(minor(shown["Attributed sales"]) > 0);
    assert.doesNotMatch(shown["Earned this month"], /\$0\.00/);
  }));

test("of pages asked for in a hurry the last one stays, whichever comes last", () =>
  tandem.page({ as: PARTNER, path: "/" }, async (page) => {
    await hydrated(page);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(/split_\w*(earnings|profile)_route_view/, async (route) => {
      await held;
      await route.continue();
    });
    const nav = page.getByRole("navigation", { name: "Main" }).first();
    const asked = page.waitForRequest(/profile_route_view/);
    for (const name of ["Earnings", "Profile", "Home"]) await nav.getByRole("link", { name }).click();
    await asked;
    const came = page.waitForResponse(/profile_route_view/);
    release();
    await came;
    // Time for the late page to be shown, if it is.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await tile(page, "Earned this month").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Profile", level: 1 }).count(), 0);
    assert.equal(new URL(page.url()).pathname, "/");
  }));
