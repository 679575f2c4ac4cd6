// The whole life of a commission, as the team and as the partner see it: apply, approve, order, hold, approve, payout, refund.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { assertFits, hydrated } from "../support/browser.js";
import { doorOf, letter } from "../support/mail.js";
import { ADMIN, useTandem } from "../support/tandem.js";

// Money that is paid here is missing elsewhere.
const tandem = useTandem({ own: true });
const NAME = "June Hart";
const EMAIL = "june@life.example";
const PASSWORD = "a quiet mountain lake";
const CODE = "JUNE-15";
let door;
let june;

const looksGood = async (page) => {
  await assertAccessible(page);
  await assertFits(page);
};
const asTeam = (path, use) =>
  tandem.page({ as: ADMIN, path, allowed: [/status of 422 .*refund-order/] }, async (page) => {
    await hydrated(page);
    await use(page);
  });
/** Through her private address, as she comes every time. */
const asJune = (path, use) =>
  tandem.page({ path: door }, async (page) => {
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await tandem.open(page, path);
    await hydrated(page);
    await use(page);
  });
const said = (page, text) => page.locator("#said", { hasText: text }).waitFor();

/** The shop's server speaks to the API. */
async function call(path, body) {
  const headers = { "content-type": "application/json", "y-api-key": tandem.server.apiKey };
  const answer = await fetch(tandem.url(`/api/affiliates${path}`), { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, ...(await answer.json()) };
}

test("June applies, is approved and opens her private address", async () => {
  await tandem.page({ path: "/apply" }, async (page) => {
    await hydrated(page);
    await page.getByLabel("Your name").fill(NAME);
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Where can we find you?").fill("https://june.example");
    for (const area of await page.locator("textarea[id^=answer-][required]").all()) await area.fill("By every lake");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("heading", { name: "Your application is on its way" }).waitFor();
  });
  const early = await call(`/track/${CODE}`, { order_id: "L-0", total_amount: 10, customer: { email: "early@example.com" } });
  assert.deepEqual([early.status, early.success], [200, false], "nobody has the code yet");
  await asTeam("/admin/applications", async (page) => {
    await page.getByLabel(`Choose ${NAME}`).check();
    await page.getByLabel("Decision").selectOption("approve");
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await said(page, "1 application is approved.");
  });
  door = doorOf(await letter(tandem, EMAIL, "Welcome"));
  await tandem.page({ path: door }, async (page) => {
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByLabel("The same password again").fill(PASSWORD);
    await page.getByRole("button", { name: "Set password" }).click();
    await page.waitForURL((url) => url.pathname === "/");
  });
  await asTeam(`/admin/partners?${new URLSearchParams({ q: EMAIL })}`, async (page) => {
    june = await page.locator(".partner-table .person-name a", { hasText: NAME }).getAttribute("href");
    await tandem.open(page, `${june}/program`);
    await hydrated(page);
    await page.getByLabel("New code").fill(CODE);
    await page.getByRole("button", { name: "Give this code" }).click();
    await said(page, `The code is ${CODE}`);
    await looksGood(page);
  });
});

test("an order with her code is held, and she sees what it will bring", async () => {
  const order = { order_id: "L-1", total_amount: 500.0, customer: { email: "lin@example.com", name: "Lin" } };
  const tracked = await call(`/track/${CODE}`, order);
  assert.deepEqual([tracked.status, tracked.success, tracked.commission.amount], [200, true, 50]);
  assert.equal((await call(`/track/${CODE}`, order)).status, 409);
  await asJune("/earnings", async (page) => {
    const line = page.locator(".entries tbody tr, table tbody tr", { hasText: "L-1" }).first();
    assert.match(await line.textContent(), /\$50\.00/);
    assert.match(await line.textContent(), /Pending/i);
    assert.match(await line.textContent(), /Hold until .* · Expected /);
    await looksGood(page);
    await tandem.open(page, "/profile");
    await hydrated(page);
    const facts = await page.locator("main").textContent();
    for (const fact of [CODE, EMAIL, "Partner program", "Make your first link"]) assert.ok(facts.includes(fact), fact);
    await looksGood(page);
  });
});

test("the team approves it, and she says where her money goes", async () => {
  await asTeam("/admin/commissions?q=L-1", async (page) => {
    await page.getByLabel("Choose #L-1").check();
    await page.getByLabel("Decision").selectOption("approve");
    await page.getByRole("button", { name: /^Apply/ }).click();
    await said(page, "1 commission was changed.");
  });
  await asJune("/payouts", async (page) => {
    await page.getByRole("button", { name: "Add an account" }).click();
    await page.getByLabel("E-mail address of the PayPal account").fill(EMAIL);
    await page.getByRole("button", { name: "Save account" }).click();
    await page.getByText("j•••@life.example").waitFor();
    await looksGood(page);
    const [, day] = (await page.locator("main").textContent()).match(/next payout on (\w+ \d+), \d+/);
    await tandem.open(page, "/");
    await hydrated(page);
    const next = page.locator(".tile", { hasText: "Next payment" });
    assert.match(await next.textContent(), new RegExp(`\\$50\\.00.*expected ${day}`), "home says what the payouts say");
    await looksGood(page);
  });
});

test("the payout reaches her by PayPal", async () => {
  // As the shop's calendar has it.
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(new Date());
  await asTeam(`/admin/payouts?method=paypal&until=${today}`, async (page) => {
    await page.getByLabel("Select everybody who can be paid").uncheck();
    await page.locator(".plan-table tbody tr", { hasText: NAME }).locator("input").check();
    await page.locator(".plan-foot", { hasText: "1 partner selected, $50.00" }).waitFor();
    await page.getByRole("button", { name: "Review payout" }).click();
    await page.getByRole("button", { name: "Confirm $50.00" }).click();
    await page.getByRole("link", { name: "Watch it" }).click();
    await page.locator(".pay-status", { hasText: "Paid" }).waitFor({ timeout: 60_000 });
    await looksGood(page);
  });
  await asJune("/payouts", async (page) => {
    await page.locator(".payout-table tbody tr", { hasText: "$50.00" }).filter({ hasText: "Paid" }).waitFor();
  });
  await letter(tandem, EMAIL, "Northtrail Friends paid you $50.00");
});

test("the order is given back: what was paid stays paid, and the next payout takes it back", async () => {
  await asTeam("/admin/commissions?q=L-1", async (page) => {
    await page.getByRole("link", { name: "#L-1" }).click();
    await page.getByLabel("Given back").fill("600");
    await page.getByRole("button", { name: "Note the refund" }).click();
    await page.locator("#refund-amount-note.fault").waitFor();
    await page.getByLabel("Given back").fill("500");
    await page.getByRole("button", { name: "Note the refund" }).click();
    await said(page, "The refund is noted.");
    await page.getByText("$500.00 of $500.00 was given back.").waitFor();
    await looksGood(page);
    await tandem.open(page, `${june}/program`);
    assert.match(await page.locator(".balances").textContent(), /−\$50\.00/);
  });
  assert.equal((await call("/orders/L-1/refunds", { refund_id: "r1", amount: 1 })).status, 422, "nothing is left of it");
  await asJune("/earnings", async (page) => {
    await page.locator("table tbody tr", { hasText: "Refund of" }).filter({ hasText: "−$50.00" }).first().waitFor();
    await tandem.open(page, "/payouts");
    await page.locator(".payout-table tbody tr", { hasText: "$50.00" }).filter({ hasText: "Paid" }).waitFor();
  });
});
