// Payouts: the team plans and confirms, the run says what became of it; the partner says where the money goes and reads it masked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { assertCount, assertFits, hydrated } from "../support/browser.js";
import { ADMIN, PARTNER, useTandem } from "../support/tandem.js";

// Money that is paid here is missing elsewhere.
const tandem = useTandem({ own: true });
const TEAM = "/admin/payouts";

const asAdmin = (path, use) => tandem.page({ as: ADMIN, path }, async (page) => {
  await hydrated(page);
  await use(page);
});

/** The pages of one who is in the program. */
const openMember = async (page, name) => {
  await tandem.open(page, `/admin/partners?${new URLSearchParams({ q: name })}`);
  const href = await page.locator(".partner-table .person-name a", { hasText: name }).getAttribute("href");
  await tandem.open(page, `${href}/payouts`);
};

tandem.forEachForm("the team's payouts", `${TEAM}?method=manual`, { as: ADMIN }, async (page, form) => {
  await page.getByRole("heading", { level: 1, name: "Payouts" }).waitFor();
  assert.ok((await page.locator(".plan-table tbody tr").count()) > 1);
  assert.ok((await page.locator(".run-table tbody tr").count()) > 2);
  await page.getByText("Below the minimum of $25.00").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Review payout" }).isVisible(), form === "hydrated");
});

tandem.forEachForm("a run", TEAM, {
  as: ADMIN,
  go: async (page) => {
    await tandem.open(page, TEAM);
    await tandem.open(page, await page.locator(".run-table tr", { hasText: "Bank transfer (by hand)" }).locator("a").last().getAttribute("href"));
  },
}, async (page) => {
  assert.ok((await page.locator(".payout-table tbody tr").count()) > 0);
  await page.locator(".pay-proof code").first().waitFor();
});

tandem.forEachForm("a partner's payouts", TEAM, { as: ADMIN, go: (page) => openMember(page, "Maya Lindqvist") }, async (page) => {
  await page.getByText("m•••@example.com").first().waitFor();
  assert.ok((await page.locator(".payout-table tbody tr").count()) > 1);
});

tandem.forEachForm("payouts of who is not in the program", "/payouts", { as: PARTNER }, async (page) => {
  await page.getByText("You are not in the affiliate program").waitFor();
});

test("a day that is chosen stays in the address, and what was earned later is said to wait", () =>
  asAdmin(`${TEAM}?method=manual`, async (page) => {
    await page.locator("input[name=until]").fill("2020-01-31");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL((url) => url.searchParams.get("until") === "2020-01-31" && url.searchParams.get("method") === "manual");
    await page.getByText("earned after this day").first().waitFor();
    assert.equal(await page.locator(".plan-table tbody .plan-pick input:enabled").count(), 0);
  }));

test("what is selected is previewed in words, confirmed once, and paid", () =>
  tandem.page({ as: ADMIN, path: `${TEAM}?method=manual`, allowed: [/status of 422 .*confirm-payouts/] }, async (page) => {
    await hydrated(page);
    const boxes = page.locator(".plan-table tbody .plan-pick input:enabled");
    const all = await boxes.count();
    assert.equal(await page.locator(".plan-table tbody input:checked").count(), all);
    await page.getByLabel("Select everybody who can be paid").uncheck();
    assert.ok(await page.getByRole("button", { name: "Review payout" }).isDisabled());
    await boxes.first().check();
    const amount = await page.locator(".plan-amount").first().textContent();
    await page.locator(".plan-foot", { hasText: `1 partner selected, ${amount}` }).waitFor();
    await page.getByRole("button", { name: "Review payout" }).click();
    await page.getByRole("heading", { name: `Record ${amount} as paid to 1 partner` }).waitFor();
    await assertAccessible(page);
    await page.locator("dialog summary", { hasText: "left out" }).waitFor();
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("How it was paid").selectOption("");
    await dialog.getByRole("button", { name: `Confirm ${amount}` }).click();
    await dialog.locator("#paid-by-note.fault", { hasText: "Say how it was paid" }).waitFor();
    await dialog.getByLabel("Transaction id").fill("wire-4711");
    await dialog.getByLabel("How it was paid").selectOption("bank");
    await page.getByRole("button", { name: `Confirm ${amount}` }).dblclick();
    await page.getByRole("link", { name: "Watch it" }).click();
    await page.waitForURL((url) => url.pathname.startsWith(`${TEAM}/run_`));
    await page.locator(".pay-status", { hasText: "Paid" }).waitFor();
    assert.equal(await page.locator(".payout-table tbody tr").count(), 1);
    await page.getByText("wire-4711").waitFor();
  }));

test("one partner is paid from their page, to the account that is shown on demand", () =>
  asAdmin(`${TEAM}?method=manual`, async (page) => {
    const row = page.locator(".plan-table tr", { has: page.getByRole("button", { name: /^Show the account/ }) }).first();
    await row.getByRole("textbox").fill("typed-1");
    const name = await row.locator(".plan-who a").textContent();
    await page.goto(new URL(`${await row.locator(".plan-who a").getAttribute("href")}/program`, page.url()).href);
    await hydrated(page);
    await page.getByRole("link", { name: /^Pay / }).first().click();
    await page.waitForURL((url) => url.searchParams.has("partner"));
    await page.getByText(`Only what ${name} is due.`).waitFor();
    assert.equal(await page.locator(".plan-table tbody tr").count(), 1);
    await page.getByRole("group", { name: "Method" }).getByText("Manual").click();
    await page.waitForURL((url) => url.searchParams.get("method") === "manual" && url.searchParams.has("partner"));
    await page.getByRole("button", { name: `Show the account of ${name}` }).click();
    await page.locator(".account-fact").first().waitFor();
    await assertAccessible(page);
    await assertFits(page);
  }));

test("what waits is approved by another member of the team", () =>
  asAdmin(TEAM, async (page) => {
    await page.locator(".run-table tr", { hasText: "Waits for a second member" }).locator("a").click();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("button", { name: "Approve" }).waitFor({ state: "detached" });
    await page.locator(".pay-status", { hasText: /Sending|On its way|Paid|Failed/ }).first().waitFor();
  }));

test("the history is narrowed by status, method and day, in the address and in the file", () =>
  asAdmin(TEAM, async (page) => {
    const runs = page.locator(".run-table tbody tr");
    const file = () => page.locator("a[download='payouts.csv']").getAttribute("href");
    const all = await runs.count();
    await page.locator("select[name=state]").selectOption("in_flight");
    await page.waitForURL((url) => url.searchParams.get("state") === "in_flight");
    await runs.filter({ hasNotText: "On its way" }).first().waitFor({ state: "detached" });
    await page.locator("select[name=by]").selectOption("bank");
    await page.waitForURL((url) => url.searchParams.get("by") === "bank");
    await runs.filter({ hasNotText: "Bank transfer" }).first().waitFor({ state: "detached" });
    const some = await runs.count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    assert.match(await file(), /state=in_flight&by=bank/);
    await page.locator(".finder input[name=to]").fill("2020-01-31");
    await page.waitForURL((url) => url.searchParams.get("to") === "2020-01-31" && url.searchParams.get("by") === "bank");
    await page.getByText("None is so").waitFor();
    assert.match(await file(), /to=2020-01-31/);
    await page.reload();
    await page.getByText("None is so").waitFor();
    assert.equal(await page.locator("select[name=state]").inputValue(), "in_flight");
  }));

test("a bank's file is executed with the ids that the bank gave", () =>
  asAdmin(`${TEAM}?state=in_flight&by=bank`, async (page) => {
    await page.locator(".run-table tbody tr a").first().click();
    const ids = page.getByLabel(/^The bank’s id of the transfer to/);
    await ids.first().waitFor();
    const count = await page.locator(".payout-table tbody tr").count();
    await ids.first().fill("BANK-4711");
    await assertAccessible(page);
    await assertFits(page);
    await page.getByRole("button", { name: "The bank has executed it" }).click();
    await page.locator(".payout-table tbody tr", { hasText: "BANK-4711" }).locator(".pay-status", { hasText: "Paid" }).waitFor();
    await assertCount(page.locator(".pay-status", { hasText: "Paid" }), count);
    await assertCount(ids, 0);
  }));

test("what did not arrive is planned again alone", () =>
  asAdmin(TEAM, async (page) => {
    const row = page.locator(".run-table tr", { hasText: "cancelled" }).first();
    await row.locator("a").first().click();
    await page.getByRole("link", { name: "Plan them again" }).click();
    await page.waitForURL((url) => url.searchParams.get("retry")?.startsWith("run_"));
    await page.getByText("Only those whose payout did not arrive").waitFor();
    await assertAccessible(page);
    await page.getByRole("link", { name: "Show all that is due" }).click();
    await page.waitForURL((url) => !url.searchParams.has("retry"));
  }));

test("an account is refused at its field with nothing typed lost, then kept and shown masked", () =>
  tandem.page({ as: ADMIN, allowed: [/status of 422 .*payouts\/account/] }, async (page) => {
    await openMember(page, "Luis Ortega");
    await hydrated(page);
    await page.getByRole("button", { name: "Add an account" }).click();
    await page.getByLabel("E-mail address of the PayPal account").fill("luis");
    await page.getByRole("button", { name: "Save account" }).click();
    await page.locator(".field-note.fault", { hasText: "Type the e-mail address" }).waitFor();
    const field = page.getByLabel("E-mail address of the PayPal account");
    assert.deepEqual([await field.inputValue(), await field.getAttribute("aria-invalid")], ["luis", "true"]);
    await assertAccessible(page);
    await assertFits(page);
    await field.fill("luis.ortega@example.com");
    await page.getByRole("button", { name: "Save account" }).click();
    await page.getByText("l•••@example.com").waitFor();
    await page.getByText("Saved. The next payout goes there.").waitFor();
    assert.ok(!(await page.content()).includes("luis.ortega@"));
  }));
