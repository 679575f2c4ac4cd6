// The team's list of partners as the program needs it, and the program's figures: entered, approved, earning, renamed, deleted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { assertCount, assertFits, hydrated } from "../support/browser.js";
import { doorOf, letter } from "../support/mail.js";
import { ADMIN, useTandem } from "../support/tandem.js";

// Who is in the program is the whole channel's.
const tandem = useTandem({ own: true });

// What is refused on purpose is reported by the browser.
const onPage = (path, use, options = {}) =>
  tandem.page({ as: ADMIN, path, allowed: [/status of 4(09|22)/], ...options }, async (page) => {
    if (options.javaScriptEnabled !== false) await hydrated(page);
    await use(page);
  });
const said = (page, text) => page.locator("#said", { hasText: text }).waitFor();
const lines = (page) => page.locator(".partner-table tbody tr");

async function add(page, name, more = async () => {}) {
  await page.goto(tandem.url("/admin/partners/new"));
  await hydrated(page);
  await page.getByLabel("First name").fill(name);
  await page.getByLabel("Last name").fill("Park");
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}.park@example.com`);
  await page.getByLabel("Coupon code").fill(`${name}-10`);
  await more();
  await page.getByRole("button", { name: "Add partner" }).click();
}

test("somebody is entered by hand: what is wrong is said at its field, and then their page opens", () =>
  onPage("/admin/partners", async (page) => {
    await page.getByRole("link", { name: "New partner" }).click();
    await page.getByRole("heading", { name: "New partner" }).waitFor();
    assert.equal(await page.getByLabel("Rate", { exact: true }).inputValue(), "10");
    assert.equal(await page.getByLabel(/^Approved/).isChecked(), false);
    await page.getByRole("button", { name: "Generate" }).click();
    await page.waitForFunction(() => document.querySelector("[name=code]").value.length === 9);
    await add(page, "Kim", () => page.getByLabel("E-mail").fill("kim"));
    await page.locator("#new-partner-email-note.fault").waitFor();
    assert.equal(await page.getByLabel("First name").inputValue(), "Kim");
    await page.getByLabel("E-mail").fill("kim.park@example.com");
    await page.getByRole("button", { name: "Add partner" }).click();
    await page.waitForURL(/\/admin\/partners\/ptn_[^/]+\/program/);
    await page.getByText("Waits for your decision").waitFor();
    await add(page, "Max");
    await page.waitForURL(/\/program$/);
  }));

test("the list is narrowed by where they stand, in the address, and decided about", () =>
  onPage("/admin/partners?q=park", async (page) => {
    await page.getByLabel("In the program").selectOption("pending");
    await page.waitForURL((url) => url.searchParams.get("program") === "pending");
    await assertCount(lines(page), 2);
    assert.match(await page.getByRole("link", { name: "CSV", exact: true }).getAttribute("href"), /partners\.csv\?.*program=pending/);
    await page.getByLabel("Choose Kim Park").check();
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await said(page, "1 partner was approved.");
    await lines(page).filter({ hasText: "Kim Park" }).waitFor({ state: "detached" });
    await page.getByLabel("All on this page").check();
    await page.getByLabel("Decision").selectOption("reject");
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await page.locator("#bulk-reason-note.fault").waitFor();
    await page.getByLabel(/^Reason/).fill("No audience");
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await said(page, "1 partner was rejected.");
    await page.goto(tandem.url("/admin/partners"));
    await hydrated(page);
    assert.equal(await page.getByLabel(/^Reason/).inputValue(), "");
    await page.getByRole("link", { name: /^Owed/ }).click();
    await page.waitForURL((url) => url.searchParams.get("sort") === "owed");
  }));

test("whoever is ticked and has no private address gets one by mail, and the team reads who got none", () =>
  onPage("/admin/partners", async (page) => {
    await add(page, "Ida", async () => {
      await page.getByLabel(/^Approved/).check();
      await page.getByLabel(/^If approved, mail them/).uncheck();
    });
    await page.waitForURL(/\/program$/);
    await page.goto(tandem.url("/admin/partners?q=park"));
    await hydrated(page);
    for (const name of ["Ida", "Kim", "Max"]) await page.getByLabel(`Choose ${name} Park`).check();
    await page.getByLabel("Decision").selectOption("mail");
    await page.getByRole("button", { name: "Apply to 3" }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByText("Nobody else gets anything.").waitFor();
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "Mail private addresses" }).click();
    await said(page, "1 private address is on its way by mail.");
    await said(page, "1 had one already");
    await said(page, "1 is not approved or is switched off, and got none.");
    const door = doorOf(await letter(tandem, "ida.park@example.com", "Your dashboard"));
    await tandem.page({ path: door }, (own) => own.getByLabel("New password").waitFor());
  }));

test("an order brings figures that live in the address, with charts that are alive", () =>
  onPage("/admin/program/overview", async (page) => {
    const tile = (name) => page.locator(".tile", { has: page.getByText(name, { exact: true }) }).locator(".v");
    const cents = async (name) => Number((await tile(name).textContent()).replaceAll(/\D/g, ""));
    const before = { revenue: await cents("Revenue"), outstanding: await cents("Outstanding") };
    await page.goto(tandem.url("/admin/commissions"));
    await hydrated(page);
    await page.getByRole("button", { name: "Enter an order" }).click();
    const dialog = page.locator("dialog[open]");
    const typed = { "Partner's code": "KIM-10", "Order id": "1001", Total: "100.00", "Customer's e-mail": "lin@example.com" };
    for (const [label, text] of Object.entries(typed)) await dialog.getByLabel(label, { exact: true }).fill(text);
    await dialog.getByRole("button", { name: "Enter the order" }).click();
    await said(page, "#1001 is counted");
    await page.goto(tandem.url("/admin/program"));
    await page.getByRole("link", { name: "Figures" }).click();
    await page.getByRole("heading", { name: "Program figures" }).waitFor();
    await page.locator(".echart.is-drawn").nth(1).waitFor();
    assert.equal(await cents("Revenue"), before.revenue + 100_00);
    assert.equal(await cents("Outstanding"), before.outstanding + 10_00);
    assert.match(await tile("Earned per click").textContent(), /–|\$/);
    assert.ok((await page.locator("table.top tbody tr").count()) > 1);
    const revenue = page.getByRole("button", { name: "Revenue", pressed: true });
    await revenue.click();
    await page.getByRole("button", { name: "Revenue", pressed: false }).waitFor();
    await page.getByRole("link", { name: "7 d" }).click();
    await page.waitForURL((url) => url.searchParams.has("from") && url.searchParams.has("to"));
    await page.getByRole("link", { name: "By week" }).or(page.getByRole("link", { name: "Week" })).first().click();
    await page.waitForURL((url) => url.searchParams.get("by") === "week");
    await page.locator("a[download][href*='figures.csv?from='][href$='by=week']").waitFor();
    await page.getByLabel("Chart of amounts").selectOption("paid");
    await page.waitForURL((url) => url.searchParams.get("amounts") === "paid" && url.searchParams.get("by") === "week");
    await page.getByRole("heading", { name: "Commissions paid and outstanding by week" }).waitFor();
    await page.getByLabel("Chart of counts").selectOption("customers");
    await page.waitForURL((url) => url.searchParams.get("counts") === "customers" && url.searchParams.get("amounts") === "paid");
    await page.getByRole("button", { name: "New customers", pressed: true }).waitFor();
    await page.locator(".echart.is-drawn").nth(1).waitFor();
    await page.goto(tandem.url("/admin/program/overview?from=2020-01-01&to=2020-01-31"));
    await hydrated(page);
    await page.getByText("No conversions in this range").waitFor();
  }));

test("a code that stands on a coupon site is told of, found, and replaced with one click", () =>
  onPage("/admin", async (page) => {
    const notice = page.locator(".note", { hasText: "A code is on a coupon site" });
    await notice.getByRole("link", { name: "OSCAR10" }).waitFor();
    await assertAccessible(page);
    await notice.getByRole("link", { name: "Show these partners" }).click();
    await page.waitForURL((url) => url.searchParams.get("leaked") === "1");
    await lines(page).filter({ hasText: "Oscar Bello" }).getByText("On a coupon site").waitFor();
    await assertCount(lines(page), 1);
    assert.equal(await page.getByLabel("Coupon sites").inputValue(), "1");
    await lines(page).locator(".person-name a").click();
    await page.locator(".tabs").getByRole("link", { name: "Program", exact: true }).click();
    const code = page.locator(".codes li", { hasText: "OSCAR10" });
    await code.filter({ hasText: /Seen on 127\.0\.0\.1:\d+, since/ }).filter({ hasText: "Present" }).waitFor();
    const leaked = page.locator(".leaked");
    assert.match(await leaked.textContent(), /OSCAR10 is on a coupon site.*Orders with the former code still count for them\./);
    assert.equal(await leaked.getByRole("link", { name: "Change that" }).getAttribute("href"), "/admin/program");
    await assertAccessible(page);
    await assertFits(page);
    await leaked.getByRole("button", { name: "Replace the code" }).click();
    await said(page, "OSCAR10 stays in the history.");
    await leaked.waitFor({ state: "detached" });
    await code.filter({ hasText: "Seen on" }).filter({ hasText: "Former" }).waitFor();
    await page.goto(tandem.url("/admin/partners?leaked=1"));
    await page.getByText("Nobody matches").waitFor();
  }));

for (const [name, path] of [
  ["the program's figures", "/admin/program/overview"],
  ["the list of partners", "/admin/partners?program=approved"],
  ["the form of a new partner", "/admin/partners/new"],
]) {
  tandem.forEachForm(name, path, { as: ADMIN }, async (page) => {
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  });
}
tandem.forEachForm("a partner's figures and person", undefined, {
  as: ADMIN,
  go: async (page) => {
    await tandem.open(page, "/admin/partners?q=kim+park");
    const href = await page.locator(".partner-table .person-name a").first().getAttribute("href");
    await page.goto(tandem.url(`${href}/program`));
  },
}, async (page) => {
  assert.match(await page.locator(".figures").textContent(), /\$100\.00/);
  assert.equal(await page.getByRole("heading", { name: "Delete this partner" }).count(), 1);
});

test("what is typed into the terms outlives a decision beside them", () =>
  onPage("/admin/partners?q=kim+park", async (page) => {
    await page.locator(".partner-table .person-name a").first().click();
    await page.locator(".tabs").getByRole("link", { name: "Program", exact: true }).click();
    await page.waitForURL(/\/program$/);
    await page.locator("[name=minimum-USD]").fill("25");
    await page.getByLabel("New code").fill("kim-20");
    await page.getByRole("button", { name: "Give this code" }).click();
    await said(page, "The code is KIM-20");
    assert.equal(await page.getByLabel("New code").inputValue(), "");
    assert.equal(await page.locator("[name=minimum-USD]").inputValue(), "25");
    await page.getByLabel("First name").fill("Kimberly");
    await page.getByRole("button", { name: "Save name" }).click();
    await said(page, "The name is saved.");
  }));

test("a partner is deleted by whoever types their code, and their money stays", () =>
  onPage("/admin/partners?q=kimberly+park", async (page) => {
    await page.locator(".partner-table .person-name a").first().click();
    await page.locator(".tabs").getByRole("link", { name: "Program", exact: true }).click();
    await page.waitForURL(/\/program$/);
    const path = new URL(page.url()).pathname;
    await page.getByRole("button", { name: "Delete…" }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("Who it is").fill("kim");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.locator("#delete-typed-note.fault").waitFor();
    await dialog.getByLabel("Who it is").fill("kim-20");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.waitForURL((url) => url.pathname === "/admin/partners");
    await page.goto(tandem.url(path));
    await page.getByText("This partner was deleted").waitFor();
    assert.match(await page.locator(".balances").textContent(), /\$10\.00/);
    await page.goto(tandem.url("/admin/commissions"));
    await page.getByText("Deleted partner").first().waitFor();
  }));

test("filters and figures are read without JavaScript", () =>
  onPage("/admin/partners?program=rejected&q=park", async (page) => {
    assert.equal(await lines(page).count(), 1);
    await page.goto(tandem.url("/admin/program/overview"));
    assert.match(await page.locator(".tiles").textContent(), /\$[\d,]+\.\d\d/);
    await page.getByText("Show as table").first().click();
    await page.locator(".chart-table[open] td", { hasText: "$" }).first().waitFor();
  }, { javaScriptEnabled: false }));
