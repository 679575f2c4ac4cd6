// The team's pages of the affiliate program, the whole way: a partner is taken in, orders are entered, decided about, found again.
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { assertCount, assertFocused, hydrated } from "../support/browser.js";
import { shopTells } from "../support/shop.js";
import { ADMIN, useTandem } from "../support/tandem.js";

// Terms and orders are the whole channel's.
const tandem = useTandem({ own: true });
const NAME = "Ana Oliveira";
const CODE = "ANA-X";
let ana;

// What is refused on purpose is reported by the browser.
const onPage = (path, use, options = {}) =>
  tandem.page({ as: ADMIN, path, allowed: [/status of 422/], ...options }, async (page) => {
    if (options.javaScriptEnabled !== false) await hydrated(page);
    await use(page);
  });
const said = (page, text) => page.locator("#said", { hasText: text }).waitFor();
const lines = (page) => page.locator(".commission-table tbody tr");

async function enter(page, id, fields = {}) {
  await page.getByRole("button", { name: "Enter an order" }).click();
  const dialog = page.locator("dialog[open]");
  const typed = { "Partner's code": CODE, "Order id": id, Total: "100.00", "Customer's e-mail": "lin@example.com", ...fields };
  for (const [label, text] of Object.entries(typed)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await dialog.getByRole("button", { name: "Enter the order" }).click();
}

test("a partner is taken in, given a code, and orders with it are entered", () =>
  onPage("/admin/partners?q=ana.oliveira", async (page) => {
    ana = await page.locator(".partner-table .person-name a", { hasText: NAME }).getAttribute("href");
    await page.goto(tandem.url(`${ana}/program`));
    await hydrated(page);
    await page.getByText("Not in the program").waitFor();
    await page.getByRole("button", { name: "Take into the program" }).click();
    await said(page, "In the program");
    await page.getByLabel("New code").fill(CODE.toLowerCase());
    await page.getByRole("button", { name: "Give this code" }).click();
    await said(page, `The code is ${CODE}`);
    await page.goto(tandem.url("/admin/commissions"));
    await hydrated(page);
    for (const id of ["1001", "1002", "1003"]) {
      await enter(page, id, id === "1003" ? { "Customer's e-mail": "max@example.com" } : {});
      await said(page, `#${id} is counted. It brings $10.00.`);
    }
  }));

for (const [name, path] of [["commissions", "/admin/commissions"], ["customers", "/admin/customers"], ["the program's settings", "/admin/program"]]) {
  tandem.forEachForm(name, path, { as: ADMIN }, async (page) => {
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  });
}
tandem.forEachForm("the program's side of a partner", undefined, {
  as: ADMIN,
  go: (page) => tandem.open(page, `${ana}/program`),
}, async (page) => {
  assert.equal(await page.locator(".tabs [aria-current=page]").textContent(), "Program");
  assert.match(await page.locator(".codes").textContent(), new RegExp(CODE));
});
for (const [name, list] of [["a commission", "/admin/commissions"], ["a customer", "/admin/customers"]]) {
  tandem.forEachForm(name, undefined, {
    as: ADMIN,
    go: async (page) => {
      await tandem.open(page, list);
      await page.goto(tandem.url(await page.locator(`table a[href^="${list}/"]`).first().getAttribute("href")));
    },
  }, async (page) => assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1));
}

test("what is wrong with an order is said at its field, and what was typed is kept", () =>
  onPage("/admin/commissions", async (page) => {
    await enter(page, "9", { Total: "ten" });
    const total = page.locator("dialog[open]").getByLabel("Total", { exact: true });
    await page.locator("#order-total_amount-note.fault").waitFor();
    assert.equal(await total.getAttribute("aria-invalid"), "true");
    assert.equal(await total.inputValue(), "ten");
    await assertFocused(total);
    await page.keyboard.press("Escape");
    await enter(page, "1001", {});
    await said(page, "#1001 was counted before");
  }));

test("status, text and file follow the filters of the address", () =>
  onPage("/admin/commissions", async (page) => {
    await page.getByLabel("Status").selectOption("duplicate");
    await page.waitForURL((url) => url.searchParams.get("status") === "duplicate");
    await lines(page).filter({ hasNotText: "Duplicate" }).first().waitFor({ state: "detached" });
    assert.ok((await lines(page).count()) > 0);
    await page.getByLabel("Status").selectOption("");
    await page.waitForURL((url) => !url.searchParams.get("status"));
    await page.getByRole("searchbox").fill("max@");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "max@");
    await assertCount(lines(page), 1);
    assert.match(await page.getByRole("link", { name: "CSV", exact: true }).getAttribute("href"), /q=max%40/);
  }));

test("filters work as a form without JavaScript", () =>
  onPage("/admin/commissions", async (page) => {
    await page.getByRole("searchbox").fill("max@");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "max@");
    assert.equal(await lines(page).count(), 1);
  }, { javaScriptEnabled: false }));

let max;
test("what a customer bought without a partner stands among the rest, and is in the file", () =>
  onPage("/admin/customers?q=max@", async (page) => {
    await shopTells(tandem, 770001, "stranger@example.com", "40.00");
    await shopTells(tandem, 770002, "max@example.com", "55.00", { note: "Ring twice", discount_codes: [{ code: "SUMMER" }] });
    const row = page.locator(".customer-table tr", { hasText: "max@example.com" });
    await page.waitForFunction(async () => {
      const html = await (await fetch("/admin/customers?q=max%40")).text();
      return html.includes("$155.00");
    });
    await page.reload();
    await hydrated(page);
    assert.equal(await row.locator(".u-orders").textContent(), "2");
    await row.getByRole("link").click();
    max = await page.waitForURL((url) => /^\/admin\/customers\/cus_/.test(url.pathname)).then(() => new URL(page.url()).pathname);
    const orders = page.locator(".order-table tbody tr");
    await assertCount(orders, 2);
    const [direct, brought] = [orders.filter({ hasText: "#770002" }), orders.filter({ hasText: "#1003" })];
    assert.equal(await direct.locator(".c-partner").textContent(), "Direct orderSUMMER");
    assert.equal(await direct.locator(".c-total").textContent(), "$55.00");
    assert.match(await direct.locator(".c-amount").textContent(), /^–/);
    assert.equal(await direct.locator(".c-status").textContent(), "");
    assert.equal(await direct.locator(".c-notes").textContent(), "Ring twice");
    assert.match(await brought.textContent(), /Ana Oliveira.*\$10\.00.*Unpaid/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
    assert.match(await text(await file.createReadStream()), /#770002,direct,,SUMMER,55\.00,USD,0\.00,.*Ring twice\r\n/);
  }));

test("customers are narrowed by what they wrote, whom they came by, and when", () =>
  onPage("/admin/customers", async (page) => {
    const customers = page.locator(".customer-table tbody tr");
    await page.getByRole("searchbox").fill("lin@");
    await customers.filter({ hasNotText: "lin@" }).first().waitFor({ state: "detached" });
    await assertCount(customers, 1);
    await page.getByLabel("By whom").selectOption("With direct orders");
    await page.waitForURL((url) => url.searchParams.has("partner") && url.searchParams.get("q") === "lin@");
    await page.getByText("Nobody matches").waitFor();
    await page.getByRole("searchbox").fill("max@");
    await customers.filter({ hasText: "max@example.com" }).waitFor();
    await assertCount(customers, 1);
    assert.match(await page.getByRole("link", { name: "CSV", exact: true }).getAttribute("href"), /q=max%40&partner=/);
    await page.getByLabel("to", { exact: true }).fill("2020-01-31");
    await page.waitForURL((url) => url.searchParams.get("to") === "2020-01-31");
    await page.getByText("Nobody matches").waitFor();
    await page.goto(tandem.url(`${ana}/program`));
    await page.locator("main a[href^='/admin/customers?partner=']").first().click();
    await page.waitForURL((url) => url.pathname === "/admin/customers" && url.searchParams.has("partner"));
    await page.getByLabel("By whom").locator("option:checked", { hasText: `Brought by ${NAME}` }).waitFor({ state: "attached" });
    await assertCount(customers, 2);
  }));
tandem.forEachForm("a customer with a direct order", undefined, { as: ADMIN, go: (page) => tandem.open(page, max) }, async (page) => {
  assert.equal(await page.locator(".order-table .no-partner").textContent(), "Direct order");
  assert.match(await page.locator(".facts").textContent(), /\$155\.00 in 2 orders, \$10\.00 for partners/);
});

test("a customer is corrected and, after a question, forgotten", () =>
  onPage("/admin/customers?q=max@", async (page) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
    assert.equal(file.suggestedFilename(), "customers.csv");
    await page.locator(".customer-table a", { hasText: "max@example.com" }).click();
    await page.getByLabel("Metadata").fill("vip");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator("#customer-metadata-note.fault").waitFor();
    await page.getByLabel("Metadata").fill('{"vip": true}');
    await page.getByLabel("Name").fill("Max Power");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await said(page, "The customer is saved.");
    await page.getByRole("heading", { level: 1, name: "Max Power" }).waitFor();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Delete for good" }).click();
    await page.waitForURL((url) => url.pathname === "/admin/customers");
    await page.goto(tandem.url("/admin/customers?q=max@"));
    await page.getByText("Nobody matches").waitFor();
  }));

test("what is ticked is decided about with one reason, and what was left is told", () =>
  onPage(`/admin/commissions?q=${CODE}`, async (page) => {
    const apply = page.getByRole("button", { name: /^Apply/ });
    assert.ok(await apply.isDisabled());
    await page.getByLabel("Choose #1001").check();
    await page.getByLabel("Decision").selectOption("mark_paid");
    await page.getByLabel(/^Reason/).fill("Paid by cheque");
    await apply.click();
    // What is not easily taken back is asked about first.
    await page.locator("dialog[open]").getByRole("button", { name: "Keep as it is" }).click();
    assert.equal(await apply.textContent(), "Apply to 1", "nothing was done");
    await apply.click();
    await page.locator("dialog[open]").getByRole("button", { name: "Mark as paid" }).click();
    await said(page, "1 commission was changed.");
    await lines(page).filter({ hasText: "#1001" }).filter({ hasText: "Paid by cheque" }).waitFor();
    await page.getByLabel("All on this page").check();
    assert.equal(await apply.textContent(), "Apply to 3");
    await page.getByLabel("Decision").selectOption("reject");
    await page.getByLabel(/^Reason/).fill("");
    await apply.click();
    await page.locator("#bulk-reason-note.fault").waitFor();
    assert.equal(await apply.textContent(), "Apply to 3", "what was ticked stays so");
    await page.getByLabel(/^Reason/).fill("Sent back");
    await apply.click();
    await said(page, "2 commissions were changed.");
    await said(page, "#1001 was left as it is");
    await lines(page).filter({ hasText: "#1001" }).getByRole("link", { name: "#1001" }).click();
    await page.locator(".steps", { hasText: "Paid by cheque" }).waitFor();
  }));

test("on its own page a commission is decided about, and what it brought is corrected", () =>
  onPage("/admin/commissions?q=1001", async (page) => {
    await lines(page).first().getByRole("link", { name: "#1001" }).click();
    await page.getByRole("heading", { level: 1, name: "#1001" }).waitFor();
    assert.deepEqual(await page.getByLabel("Decision").locator("option").allTextContents(), ["Mark as unpaid"]);
    await page.getByLabel(/^Reason, the partner/).fill("The cheque bounced");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await said(page, "1 commission was changed.");
    await page.locator(".steps", { hasText: "The cheque bounced" }).waitFor();
    await page.getByLabel("Amount", { exact: true }).fill("2.50");
    await page.locator("#adjust-reason").fill("A second item");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await said(page, "as a commission of its own");
    await page.goto(tandem.url("/admin/commissions"));
    await lines(page).filter({ hasText: "#1001: A second item" }).filter({ hasText: "$2.50" }).waitFor();
  }));

test("days and currency narrow the list, and the way back brings the search box along", () =>
  onPage("/admin/commissions", async (page) => {
    await page.getByLabel("To", { exact: true }).fill("2020-01-31");
    await page.waitForURL((url) => url.searchParams.get("to") === "2020-01-31");
    await page.getByText("Nothing matches").waitFor();
    assert.match(await page.getByRole("link", { name: "CSV", exact: true }).getAttribute("href"), /to=2020-01-31/);
    await page.getByRole("link", { name: "Show all commissions" }).click();
    await lines(page).first().waitFor();
    assert.equal(await page.getByLabel("To", { exact: true }).inputValue(), "");
    await page.getByRole("searchbox").fill("#1001");
    await page.waitForURL((url) => url.searchParams.get("q") === "#1001");
    await page.getByRole("searchbox").blur();
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has("q"));
    await page.waitForFunction(() => document.querySelector("input[type=search]").value === "");
  }));

test("terms are saved and kept, and a wrong one is named", () =>
  onPage(`${ana}/program`, async (page) => {
    await page.getByLabel("Commission", { exact: true }).selectOption("percentage");
    await page.getByLabel("Rate", { exact: true }).fill("120");
    await page.getByRole("button", { name: "Save terms" }).click();
    await page.locator("#terms-rate-note.fault").waitFor();
    assert.equal(await page.getByLabel("Rate", { exact: true }).inputValue(), "120");
    await page.getByLabel("Rate", { exact: true }).fill("12.5");
    await page.getByRole("button", { name: "Save terms" }).click();
    await said(page, "The terms are saved.");
    await page.reload();
    assert.equal(await page.getByLabel("Rate", { exact: true }).inputValue(), "12.5");
    await hydrated(page);
    await page.getByRole("button", { name: "Disable" }).click();
    await page.locator("#standing-reason-note.fault").waitFor();
    await page.getByLabel("Reason").fill("A pause");
    await page.getByRole("button", { name: "Disable" }).click();
    await said(page, "Disabled");
    await page.getByRole("button", { name: "Enable" }).click();
    await said(page, "Enabled");
  }));

test("terms that somebody else saved meanwhile are not overwritten, and whoever comes second is told", () =>
  onPage(`${ana}/program`, async (page) => {
    await onPage(`${ana}/program`, async (other) => {
      for (const note of ["Met in April", "Met in May"]) {
        await other.getByLabel("Notes").fill(note);
        await other.getByRole("button", { name: "Save terms" }).click();
        await said(other, "The terms are saved.");
        await other.reload();
        await hydrated(other);
      }
    });
    await page.getByLabel("Notes").fill("Met in June");
    await page.getByRole("button", { name: "Save terms" }).click();
    await page.getByText("Somebody else changed these terms meanwhile").waitFor();
    assert.equal(await page.getByLabel("Notes").inputValue(), "Met in June", "what was typed can be copied");
    await page.reload();
    assert.equal(await page.getByLabel("Notes").inputValue(), "Met in May");
  }, { allowed: [/status of 409/] }));

test("a group is added, changed and taken away after a question", () =>
  onPage("/admin/program", async (page) => {
    await page.getByRole("button", { name: "Add a group" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Gold");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await said(page, "“Gold” is saved.");
    await page.getByRole("button", { name: "Edit Gold" }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("Commission").selectOption("percentage");
    await dialog.getByLabel("Rate", { exact: true }).fill("20");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator(".groups", { hasText: "20 %" }).waitFor();
    await page.getByRole("button", { name: "Delete Gold" }).click();
    await page.getByRole("button", { name: "Delete the group" }).click();
    await said(page, "“Gold” is gone.");
    await page.getByRole("button", { name: "Edit Gold" }).waitFor({ state: "detached" });
    await page.getByLabel("Day of payouts").fill("31");
    await page.getByRole("button", { name: "Save settings" }).click();
    await page.locator("#program-payout_day-note.fault").waitFor();
    await page.getByLabel("Day of payouts").fill("5");
    await page.getByRole("button", { name: "Save settings" }).click();
    await said(page, "settings are saved");
  }));

test("a bonus is promised, wrong ones are named, and it is ended after a question", () =>
  onPage("/admin/program", async (page) => {
    await page.getByRole("button", { name: "Add a bonus" }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("Name", { exact: true }).fill("First five");
    await dialog.getByLabel("Goal", { exact: true }).fill("five");
    await dialog.getByLabel("Bonus", { exact: true }).fill("20");
    await dialog.getByRole("button", { name: "Promise it" }).click();
    await page.locator("#milestone-goal-note.fault").waitFor();
    await dialog.getByLabel("Goal", { exact: true }).fill("5");
    await dialog.getByRole("button", { name: "Promise it" }).click();
    await said(page, "“First five” is promised.");
    await page.locator(".groups li", { hasText: "$20.00 for 5 orders, each month" }).waitFor();
    await page.goto(tandem.url(`${ana}/payouts`));
    await page.locator(".goals li", { hasText: "First five" }).locator("progress").waitFor();
    await page.goto(tandem.url("/admin/program"));
    await hydrated(page);
    await page.getByRole("button", { name: "End First five" }).click();
    await page.getByRole("button", { name: "End the bonus" }).click();
    await said(page, "“First five” is promised no more.");
    await page.getByRole("button", { name: "End First five" }).waitFor({ state: "detached" });
  }));
