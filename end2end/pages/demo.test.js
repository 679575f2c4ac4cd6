// What the demo shows of the affiliate program: commissions and payouts in every state that lasts, files for banks, an import with faults.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ADMIN, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const COMMISSIONS = ["pending", "approved", "in_payout", "paid", "rejected", "refunded", "duplicate", "fraud"];
// `scheduled` is left out: it lasts from a confirmation until the worker looks, which it is told to do at once.
const PAYOUTS = ["awaiting_approval", "sending", "in_flight", "paid", "failed", "cancelled"];

const asAdmin = (use) => tandem.page({ as: ADMIN }, use);

/** Opens pages until what is looked for is there: the rails take some seconds. */
async function soon(page, path, locator) {
  for (let tries = 0; tries < 40; tries += 1) {
    await tandem.open(page, path);
    if ((await locator.count()) > 0) return;
    await pause(500);
  }
  assert.fail(`${path} does not come to show it`);
}

for (const status of COMMISSIONS) {
  test(`a commission is ${status}`, () =>
    asAdmin((page) => soon(page, `/admin/commissions?status=${status}`, page.locator(".commission-table tbody tr"))));
}

for (const state of PAYOUTS) {
  test(`a payout is ${state}`, () =>
    asAdmin((page) => soon(page, `/admin/payouts?state=${state}`, page.locator(".run-table tbody tr"))));
}

test("an order of a partner's own waits for a decision", () =>
  asAdmin(async (page) => {
    await tandem.open(page, "/admin/commissions?flag=self_referral&status=pending");
    await page.locator(".commission-table tbody tr", { hasText: "Oscar Bello" }).first().waitFor();
  }));

test("commissions are earned in two currencies, and buyers come back", () =>
  asAdmin(async (page) => {
    await tandem.open(page, "/admin/commissions?currency=EUR");
    await page.locator(".commission-table tbody tr", { hasText: "Jonas Keller" }).first().waitFor();
    await tandem.open(page, "/admin/program/overview");
    const tile = (name) => page.locator(".tile", { has: page.getByText(name, { exact: true }) }).locator(".v").textContent();
    assert.match(await tile("Earned per click"), /^\$0\.[0-9]*[1-9]/);
    const file = await (await page.request.get(tandem.url("/admin/program/figures.csv?by=month"))).text();
    const [head, ...lines] = file.trim().split("\r\n").map((line) => line.split(","));
    const at = head.indexOf("Orders of returning customers");
    assert.ok(lines.some((line) => Number(line[at]) > 0), file);
  }));

for (const [method, fates] of [["PayPal", ["Paid", "RECEIVER_UNREGISTERED", "TRANSACTION_ONHOLD", "RECEIVER_ACCOUNT_LOCKED", "RETURNED"]], ["Stripe", ["reversed"]]]) {
  test(`payouts by ${method} end as ${fates.join(", ")}`, () =>
    asAdmin(async (page) => {
      await tandem.open(page, "/admin/payouts?method=manual");
      const rows = page.locator(".run-table tbody tr", { hasText: method });
      const runs = await rows.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      assert.ok(runs.length > 0);
      const told = async () => {
        const texts = [];
        for (const run of runs) {
          await tandem.open(page, run);
          texts.push(await page.locator(".payout-table").textContent());
        }
        return texts.join("\n");
      };
      let last;
      for (let tries = 0; tries < 20; tries += 1) {
        last = await told();
        if (fates.every((fate) => last.includes(fate))) return;
        await pause(500);
      }
      assert.fail(`${fates.join(", ")}: ${last}`);
    }));
}

for (const [account, file] of [["SEPA", /\.xml$/], ["NACHA", /\.ach$/]]) {
  test(`a ${account} file waits for the bank, and an earlier one was paid`, () =>
    asAdmin(async (page) => {
      for (const state of ["in_flight", "paid"]) {
        await tandem.open(page, `/admin/payouts?state=${state}&by=bank`);
        const runs = page.locator(".run-table tbody tr", { hasText: account === "SEPA" ? "€" : "$" });
        await tandem.open(page, await runs.first().locator("a").getAttribute("href"));
        const link = page.locator("a[href*='/file']");
        const answer = await page.request.get(tandem.url(await link.getAttribute("href")));
        assert.ok(answer.ok());
        assert.match(/filename="([^"]+)"/.exec(answer.headers()["content-disposition"])[1], file);
      }
    }));
}

test("a file of orders was taken in, as far as it could be", () =>
  asAdmin(async (page) => {
    await tandem.open(page, "/admin/imports");
    await page.locator(".import-table a", { hasText: "weekend-market.csv" }).click();
    await page.getByText("All 13 lines were read.").waitFor();
    const count = (name) => page.locator(".import-counts div", { hasText: name }).locator("dd").textContent();
    assert.deepEqual(await Promise.all(["New", "Not readable", "Nobody’s"].map(count)), ["9", "3", "1"]);
  }));
