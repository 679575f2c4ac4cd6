// The programme manager's pages: the list's search, order, filter and pages; a partner's page shows what the partner sees.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { minor, tiles } from "../support/figures.js";
import { ADMIN, HOSTILE, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
/** At least so many partners: a hundred of CC's, and those of the program. */
const PEOPLE = 111;

const list = (page) => page.locator(".partner-table");
const names = (page) => list(page).locator(".person-name a").allTextContents();
const count = (page) => page.locator(".count");
const total = async (page) => Number.parseInt(await count(page).textContent(), 10);

const onList = (use, { path = "/admin/partners", ...options } = {}) =>
  tandem.page({ as: ADMIN, path, ...options }, async (page) => {
    if (options.javaScriptEnabled !== false) await hydrated(page);
    await use(page);
  });

/** The address of a partner's page, found as a person would. */
async function pathOf(page, email) {
  await page.goto(tandem.url(`/admin/partners?${new URLSearchParams({ q: email })}`));
  return list(page).locator("tr", { hasText: email }).locator(".person-name a").getAttribute("href");
}

tandem.forEachForm("overview", "/admin", { as: ADMIN }, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  const shown = await tiles(page);
  assert.equal(Object.keys(shown).length, 4);
  assert.ok(minor(shown["Attributed sales"]) > 0);
});

tandem.forEachForm("partners", "/admin/partners", { as: ADMIN }, async (page) => {
  assert.ok((await total(page)) >= PEOPLE);
  assert.ok((await names(page)).length > 10);
});

for (const tab of ["", "/earnings", "/profile"]) {
  tandem.forEachForm(`a partner's page${tab}`, undefined, {
    as: ADMIN,
    go: async (page) => page.goto(tandem.url((await pathOf(page, "ana.oliveira@example.com")) + tab)),
  }, async (page) => {
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
    assert.equal(await page.locator(".tabs [aria-current=page]").count(), 1);
  });
}

test("a partner's page shows the figures that the partner sees", () =>
  tandem.page({ as: PARTNER }, (own) =>
    tandem.page({ as: ADMIN }, async (page) => {
      const base = await pathOf(page, "ana.oliveira@example.com");
      for (const path of ["/", "/earnings"]) {
        await own.goto(tandem.url(path));
        await page.goto(tandem.url(base + (path === "/" ? "" : path)));
        const theirs = await tiles(own);
        assert.equal(Object.keys(theirs).length, 4);
        assert.deepEqual(await tiles(page), theirs, path);
      }
      await own.goto(tandem.url("/profile"));
      await page.goto(tandem.url(`${base}/profile`));
      const facts = (it) => it.locator(".facts .fact dd > div").allTextContents();
      assert.deepEqual(await facts(page), await facts(own));
    })));

test("the list follows the typing, and the address keeps the search", () =>
  onList(async (page) => {
    const all = await total(page);
    const field = page.getByRole("searchbox");
    await field.pressSequentially("oliv");
    await page.waitForURL((url) => url.searchParams.get("q") === "oliv");
    await count(page).filter({ hasNotText: new RegExp(`^${all} `) }).waitFor();
    const found = await list(page).locator("tbody tr").allTextContents();
    assert.ok(found.length > 0);
    for (const line of found) assert.match(line, /oliv/i);
    assert.equal(await field.inputValue(), "oliv");
    assert.ok(await field.evaluate((it) => it === document.activeElement), "one can go on typing");
    await page.reload();
    assert.deepEqual(await list(page).locator("tbody tr").allTextContents(), found);
    await hydrated(page);
    await field.fill("nobody has this name");
    await page.locator(".blank h3, .blank .title, .blank").first().waitFor();
    await page.getByRole("link", { name: /all partners/i }).click();
    await count(page).filter({ hasNotText: /^0 / }).waitFor();
    assert.ok((await total(page)) >= all);
  }));

test("search and tier work as a form without JavaScript", () =>
  onList(async (page) => {
    await page.getByRole("searchbox").fill("ana");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "ana");
    for (const line of await list(page).locator("tbody tr").allTextContents()) assert.match(line, /ana/i);
    await page.getByRole("searchbox").fill("");
    const tier = await page.getByLabel("Tier").locator("option").nth(1).getAttribute("value");
    await page.getByLabel("Tier").selectOption(tier);
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL((url) => url.searchParams.get("tier") === tier);
    assert.deepEqual([...new Set(await list(page).locator(".p-tier").allTextContents())], [tier]);
  }, { javaScriptEnabled: false }));

test("a tier leaves its partners only", () =>
  onList(async (page) => {
    const all = await total(page);
    const tier = await page.getByLabel("Tier").locator("option").nth(1).getAttribute("value");
    await page.getByLabel("Tier").selectOption(tier);
    await page.waitForURL((url) => url.searchParams.get("tier") === tier);
    await count(page).filter({ hasNotText: new RegExp(`^${all} `) }).waitFor();
    assert.deepEqual([...new Set(await list(page).locator(".p-tier").allTextContents())], [tier]);
  }));

for (const [title, cell, read] of [
  ["Partner", ".person-name a", (text) => text.toLowerCase()],
  ["Sales", ".p-sales", minor],
  ["Earned", ".p-earned", minor],
  ["Orders", ".p-orders", Number],
]) {
  test(`the head of ${title} sorts both ways and says so`, () =>
    onList(async (page) => {
      const head = list(page).locator("th", { has: page.getByRole("link", { name: title }) });
      const seen = {};
      if ((await head.getAttribute("aria-sort")) === null) {
        await head.getByRole("link").click();
        await head.and(page.locator("[aria-sort]")).waitFor();
      }
      for (let times = 0; times < 2; times += 1) {
        const direction = await head.getAttribute("aria-sort");
        assert.equal(await list(page).locator("th[aria-sort]").count(), 1);
        const values = (await list(page).locator(`tbody ${cell}`).allTextContents()).map(read);
        const compare = typeof values[0] === "number" ? (a, b) => a - b : (a, b) => (a < b ? -1 : 1);
        const sorted = values.toSorted(compare);
        if (title !== "Partner") assert.deepEqual(values, direction === "ascending" ? sorted : sorted.reverse());
        seen[direction] = values;
        await head.getByRole("link").click();
        await list(page).locator(`th[aria-sort]:not([aria-sort=${direction}])`).waitFor();
      }
      assert.notDeepEqual(seen.ascending, seen.descending);
    }));
}

test("paging visits each partner once", () =>
  onList(async (page) => {
    const seen = await list(page).locator(".p-who small").allTextContents();
    for (let pages = 0; pages < 10; pages += 1) {
      const next = page.getByRole("link", { name: /next page/i });
      if ((await next.count()) === 0) break;
      const href = await next.getAttribute("href");
      await next.click();
      await page.locator(`nav.pager a[href="${href}"]`).waitFor({ state: "detached" });
      seen.push(...(await list(page).locator(".p-who small").allTextContents()));
    }
    assert.ok(seen.length >= PEOPLE, `${seen.length} were seen`);
    assert.equal(new Set(seen).size, seen.length);
  }));

test("a click on the name opens the partner, and the way back the list", () =>
  onList(async (page) => {
    const link = list(page).locator(".person-name a").first();
    const name = await link.textContent();
    await link.click();
    await page.locator(".partner-head").waitFor();
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), name);
    await page.goBack();
    await list(page).waitFor();
  }));

test("an id that the channel does not know has a page that says so", () =>
  tandem.page({ as: ADMIN, allowed: [/status of 404/] }, async (page) => {
    const answer = await page.goto(tandem.url("/admin/partners/ptn_00000000000000000000000000"));
    assert.equal(answer.status(), 404);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }));

test("a partner may open no page of the team", () =>
  tandem.page({ as: PARTNER, allowed: [/status of 403/] }, async (page) => {
    for (const path of ["/admin", "/admin/partners", "/admin/partners/x/earnings.csv"]) {
      const answer = await page.goto(tandem.url(path));
      assert.equal(answer.status(), 403, path);
    }
    await page.goto(tandem.url("/admin"));
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(await page.getByText("tomasz.nowicki@example.com").count(), 0);
    await page.getByRole("link").first().click();
    assert.equal(new URL(page.url()).pathname, "/");
  }));

test("the team is led from a partner's pages to its own", () =>
  tandem.page({ as: ADMIN }, async (page) => {
    for (const path of ["/", "/earnings", "/profile"]) {
      await page.goto(tandem.url(path));
      assert.equal(new URL(page.url()).pathname, "/admin", path);
    }
  }));

test("hostile texts are shown as they are in the team's list and pages", () =>
  tandem.page({ as: ADMIN }, async (page) => {
    await page.goto(tandem.url(`/admin/partners?${new URLSearchParams({ q: HOSTILE })}`));
    await hydrated(page);
    assert.match((await names(page)).join(), /<script>alert\('cc'\)<\/script>/);
    const base = await list(page).locator(".person-name a").first().getAttribute("href");
    for (const tab of ["", "/earnings", "/profile"]) {
      await page.goto(tandem.url(base + tab));
      await hydrated(page);
      assert.equal(await page.locator("main script, [onerror], [onload], main img[src=x], a[href^='javascript:' i]").count(), 0);
    }
  }));
