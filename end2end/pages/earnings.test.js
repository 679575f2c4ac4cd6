// The earnings page: ranges, cuts, currencies, filters and pages of the list, all of them in the address; the CSV file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { cells, csv, minor, money, sum, tile, tiles } from "../support/figures.js";
import { EURO_PARTNER, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const YEAR = "365";
const isYear = (link) => (new Date(link.searchParams.get("to")) - new Date(link.searchParams.get("from"))) / 864e5 + 1 === Number(YEAR);

const range = (page) => page.getByRole("group", { name: "Range" }).getByRole("link");
const entries = (page) => page.locator("section", { has: page.locator("#entries-title") });
const list = (page) => entries(page).locator("table");
const points = (page) => page.locator(".chart-table table");
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);

/** The address of the last twelve months with everything on one page of the list. */
async function wholeYear(page) {
  const hrefs = await range(page).evaluateAll((links) => links.map((link) => link.href));
  return new URL(hrefs.map((href) => new URL(href)).find(isYear));
}

/** The table below the chart adds up to the tile above it. */
async function assertSums(page) {
  const rows = await cells(points(page));
  for (const [label, ...amounts] of rows) {
    const all = amounts.map(minor);
    assert.equal(sum(all.slice(0, -1)), all.at(-1), `the streams of ${label} add up`);
  }
  assert.equal(sum(rows.map((row) => minor(row.at(-1)))), minor(await tile(page, "Earned").textContent()));
  return rows;
}

tandem.forEachForm("earnings", "/earnings", { as: PARTNER }, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.equal((await assertSums(page)).length, 30);
  assert.ok((await list(page).getByRole("row").count()) > 10);
});

for (const javaScriptEnabled of [true, false]) {
  const form = javaScriptEnabled ? "hydrated" : "JavaScript off";
  const open = (path, use) =>
    tandem.page({ as: PARTNER, path, javaScriptEnabled }, async (page) => {
      if (javaScriptEnabled) await hydrated(page);
      await use(page);
    });

  test(`each range of the menu is shown, marked and in the address, ${form}`, () =>
    open("/earnings", async (page) => {
      const seen = new Set([await tile(page, "Earned").textContent()]);
      for (const days of [7, 90, 365]) {
        const href = (await range(page).evaluateAll((links) => links.map((link) => link.getAttribute("href"))))
          .find((it) => {
            const { searchParams } = new URL(it, page.url());
            return (new Date(searchParams.get("to")) - new Date(searchParams.get("from"))) / 864e5 + 1 === days;
          });
        const link = range(page).and(page.locator(`[href="${href}"]`));
        await link.click();
        await link.and(page.locator('[aria-current="true"]')).waitFor();
        assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, href);
        await assertSums(page);
        seen.add(await tile(page, "Earned").textContent());
      }
      assert.equal(seen.size, 4, "each range has its own sum");
    }));

  test(`day, week and month cut the same sum, ${form}`, () =>
    open("/earnings", async (page) => {
      await page.goto((await wholeYear(page)).href);
      const earned = await tile(page, "Earned").textContent();
      const counts = [];
      for (const name of [/month/i, /week/i, /day/i]) {
        const link = page.getByRole("group", { name: "Cut" }).getByRole("link", { name });
        await link.click();
        await link.and(page.locator('[aria-current="true"]')).waitFor();
        counts.push((await assertSums(page)).length);
        assert.equal(await tile(page, "Earned").textContent(), earned);
      }
      assert.ok(counts[0] >= 12 && counts[0] <= 13, `${counts[0]} months`);
      assert.ok(counts[1] >= 52 && counts[1] <= 54, `${counts[1]} weeks`);
      assert.equal(counts[2], 365);
    }));

  test(`a free range shows the days that were asked for, ${form}`, () =>
    open("/earnings", async (page) => {
      const { searchParams } = await wholeYear(page);
      const from = searchParams.get("from");
      const to = new Date(Date.parse(from) + 9 * 864e5).toISOString().slice(0, 10);
      await page.locator("details.pop summary").click();
      await page.getByLabel("From").fill(from);
      await page.getByLabel("To", { exact: true }).fill(to);
      await page.locator("details.pop button[type=submit]").click();
      await page.waitForURL((url) => url.searchParams.get("to") === to);
      await page.locator(`details.pop input[name=to][value="${to}"]`).first().waitFor({ state: "attached" });
      assert.equal((await assertSums(page)).length, 10);
    }));

  test(`a range the wrong way round names its fields and keeps what was typed, ${form}`, () =>
    open("/earnings", async (page) => {
      await page.locator("details.pop summary").click();
      await page.getByLabel("From").fill("2026-11-15");
      await page.getByLabel("To", { exact: true }).fill("2026-11-05");
      await page.locator("details.pop button[type=submit]").click();
      await page.waitForURL((url) => url.searchParams.get("to") === "2026-11-05");
      const fault = page.getByRole("alert").first();
      await fault.waitFor();
      assert.match(await fault.locator("b").textContent(), /^(from|to)$/i);
      assert.equal(await page.getByLabel("From").inputValue(), "2026-11-15");
      assert.equal(await page.getByLabel("To", { exact: true }).inputValue(), "2026-11-05");
    }));

  test(`a filter is kept in the address and holds for every line, ${form}`, () =>
    open("/earnings", async (page) => {
      const status = page.getByLabel("Status");
      await status.selectOption("pending");
      if (!javaScriptEnabled) await entries(page).getByRole("button", { name: /filter/i }).click();
      await page.waitForURL((url) => url.searchParams.get("status") === "pending");
      await list(page).locator(".entry-status").filter({ hasNotText: /pending/i }).first().waitFor({ state: "detached" });
      assert.ok((await list(page).locator("tbody tr").count()) > 0);
      assert.equal(await page.getByLabel("Status").inputValue(), "pending");
      await page.goBack();
      await page.waitForURL((url) => !url.searchParams.has("status"));
      await list(page).locator(".entry-status").filter({ hasNotText: /pending/i }).first().waitFor();
      assert.equal(await page.getByLabel("Status").inputValue(), "");
    }));

  test(`paging visits each entry once, ${form}`, () =>
    open("/earnings", async (page) => {
      const url = await wholeYear(page);
      url.searchParams.set("rows", "200");
      await page.goto(url.href);
      const seen = [];
      for (let pages = 0; pages < 10; pages += 1) {
        seen.push(...(await list(page).locator("tbody tr").allTextContents()));
        const older = entries(page).getByRole("link", { name: /older/i });
        if ((await older.count()) === 0) break;
        const href = await older.getAttribute("href");
        await older.click();
        await page.waitForURL((now) => now.pathname + now.search === href);
        await page.locator(`nav.pager a[href="${href}"]`).waitFor({ state: "detached" });
      }
      assert.ok(seen.length > 400, `${seen.length} entries`);
      assert.equal(new Set(seen).size, seen.length, "no entry twice");
      url.searchParams.set("rows", "1000");
      await page.goto(url.href);
      assert.deepEqual(seen, await list(page).locator("tbody tr").allTextContents(), "the same as on one page");
    }));
}

test("the CSV file holds the list, line by line", () =>
  tandem.page({ as: PARTNER, path: "/earnings" }, async (page) => {
    const url = await wholeYear(page);
    url.searchParams.set("rows", "1000");
    await page.goto(url.href);
    const shown = await list(page).locator("tbody tr").evaluateAll((rows) =>
      rows.map((row) => ({
        title: row.querySelector(".entry-name b").textContent,
        earned: row.querySelector(".entry-earned").textContent,
        status: row.querySelector(".entry-status").textContent,
        reason: row.querySelector(".entry-reason > span").textContent,
      })));
    const answer = await page.request.get(await page.locator('a[href^="/earnings.csv"]').evaluate((link) => link.href));
    assert.match(answer.headers()["content-type"], /text\/csv/);
    const lines = csv(await answer.text());
    assert.equal(lines.length, shown.length);
    const ofFile = lines.map((line) => [line.Title, line.Earned && Math.round(Number(line.Earned) * 100), line.Status, line["When and why"]]);
    const ofPage = shown.map(({ title, earned, status, reason }) => [title, money(earned) ? minor(earned) : "", status, reason]);
    assert.deepEqual(ofFile, ofPage);
  }));

test("the CSV file obeys the filters of the page", () =>
  tandem.page({ as: PARTNER, path: "/earnings?status=rejected&from=2026-01-01&to=2026-11-01" }, async (page) => {
    const answer = await page.request.get(await page.locator('a[href^="/earnings.csv"]').evaluate((link) => link.href));
    const lines = csv(await answer.text());
    assert.ok(lines.length > 0);
    assert.deepEqual([...new Set(lines.map((line) => line.Status))], ["Rejected"]);
  }));

test("a page of a thousand lines is whole and alive", () =>
  tandem.page({ as: PARTNER, path: "/earnings" }, async (page) => {
    const url = await wholeYear(page);
    url.searchParams.set("rows", "1000");
    await page.goto(url.href);
    await hydrated(page);
    assert.ok((await list(page).locator("tbody tr").count()) > 500);
    await page.getByLabel("Status").selectOption("rejected");
    await page.waitForURL((now) => now.searchParams.get("status") === "rejected");
    await list(page).locator(".entry-status").filter({ hasNotText: /rejected/i }).first().waitFor({ state: "detached" });
    assert.ok((await list(page).locator("tbody tr").count()) > 0);
  }));

test("each notice of reconciliation leads to exactly the orders it speaks of", () =>
  tandem.page({ as: PARTNER, path: "/earnings" }, async (page) => {
    const notices = await page.locator(".note:has(a)").evaluateAll((all) =>
      all.map((note) => ({ text: note.querySelector("b").textContent, href: note.querySelector("a").getAttribute("href") })));
    const kinds = ["not in impact.com", "not attributed to you"];
    for (const kind of kinds) assert.ok(notices.some(({ text }) => text.includes(kind)), kind);
    // One notice for each kind and currency: "3 orders worth $120.00 are …".
    const told = notices.map(({ text }) => `${kinds.find((kind) => text.includes(kind))} ${/worth (\D+)/.exec(text)[1]}`);
    assert.deepEqual(told, [...new Set(told)]);
    for (const { text, href } of notices) {
      const [, count] = /^(\d+) order/.exec(text);
      await page.goto(tandem.url(href));
      const sales = await list(page).locator(".entry-sale").allTextContents();
      assert.equal(sales.length, Number(count), text);
      assert.equal(sum(sales.map(minor)), minor(text), text);
    }
  }));

test("a partner paid in euros sees euros first, and dollars on request", () =>
  tandem.page({ as: EURO_PARTNER, path: "/earnings" }, async (page) => {
    await hydrated(page);
    const currency = page.getByRole("group", { name: "Currency" });
    const before = await tiles(page);
    assert.match(before.Earned, /^€/);
    await assertSums(page);
    await currency.getByRole("link", { name: "USD" }).click();
    await page.waitForURL((url) => url.searchParams.get("currency") === "USD");
    await currency.locator('[aria-current="true"]', { hasText: "USD" }).waitFor();
    assert.match((await tiles(page)).Earned, /^\$/);
    await assertSums(page);
    assert.deepEqual(query(page), { currency: "USD" });
  }));
