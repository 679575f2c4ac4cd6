// The script in a shop's pages: what it tells, when it is silent, and what it keeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { NEW_PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();

/** A person's browser: the one that drives these tests calls itself a program, and programs are not counted. */
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

let made = 0;
/** A browser that no other test has: the same one is counted once a day. */
const browser = (more = {}) => ({ userAgent: `${IPHONE} Test/${process.pid}.${(made += 1)}`, ...more });

const shop = (path) => new URL(`/shop${path}`, tandem.server.sandbox).href;

/** The partner's session, made without opening a page. */
let cookie;
async function signedIn() {
  const answer = await fetch(tandem.url(`/sso/cc?sso_token=${await tandem.mintToken(NEW_PARTNER)}`), { redirect: "manual" });
  return answer.headers.getSetCookie().map((it) => it.split(";")[0]).join("; ");
}

/** The partner's figures as their own page asks for them. */
async function figures() {
  cookie ??= await signedIn();
  const answer = await fetch(tandem.url("/fn/analytics"), {
    method: "POST",
    headers: {
      cookie,
      "content-type": "application/json",
      "sec-fetch-site": "same-origin",
    },
    body: JSON.stringify({ query: { dimension: "link", currency: "USD" } }),
  });
  assert.equal(answer.status, 200);
  const { view } = await answer.json();
  const { funnel, slices, clicks, visits } = view;
  const [, products, carts, checkouts] = funnel.map(({ count }) => count.now ?? 0);
  const purchases = slices.reduce((sum, slice) => sum + slice.purchases, 0);
  const revenue = slices.reduce((sum, slice) => sum + slice.revenue.minor, 0);
  return { clicks: clicks.now ?? 0, visits: visits.now ?? 0, products, carts, checkouts, purchases, revenue };
}

const difference = (now, before) => Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - before[name]]));

/** What came since `before`, once it is what is expected, and at the latest after some seconds. */
async function since(before, expected) {
  let came;
  for (let tries = 0; tries < 40; tries += 1) {
    came = difference(await figures(), before);
    if (Object.entries(expected).every(([name, count]) => came[name] === count)) break;
    await pause(200);
  }
  return came;
}

const NOTHING = { clicks: 0, visits: 0, products: 0, carts: 0, checkouts: 0, purchases: 0, revenue: 0 };

/** Opens a page of the shop and stays until it has told so many things: what is on its way goes with the browser. */
async function look(page, url, told) {
  const all = new Promise((resolve) => {
    page.on("requestfinished", (request) => {
      if (request.url().endsWith("/collect") && (told -= 1) === 0) resolve();
    });
  });
  await page.goto(url);
  await all;
}

/** Goes from the product to the thank-you page. */
async function buy(page, product, order) {
  await page.goto(product);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("button", { name: "Check out" }).click();
  await page.getByLabel("Order").fill(order);
  const isLast = (request) => request.url().endsWith("/collect") && request.postData().includes("checkout_completed");
  await Promise.all([page.waitForEvent("requestfinished", isLast), page.getByRole("button", { name: "Pay now" }).click()]);
  await page.getByText("Thank you for your order").waitFor();
}

async function product() {
  const html = await fetch(shop("")).then((answer) => answer.text());
  return /\/shop(\/products\/[^"]+)/.exec(html)[1];
}

test("a visitor's way through the shop arrives, step by step, for the partner who sent them", async () => {
  const before = await figures();
  await tandem.page(browser(), async (page, context) => {
    await buy(page, shop(`${await product()}?cc=${NEW_PARTNER}`), `order-${Date.now()}`);
    assert.deepEqual(await context.cookies(), [], "no cookies");
    const kept = await page.evaluate(() => JSON.parse(sessionStorage.getItem("tandem")));
    assert.equal(kept.partner, NEW_PARTNER);
  });
  const expected = { clicks: 0, visits: 1, products: 1, carts: 1, checkouts: 1, purchases: 1, revenue: 12_990 };
  assert.deepEqual(await since(before, expected), expected);
});

test("without an answer about consent the page is counted and nothing is kept", async () => {
  const before = await figures();
  await tandem.page(browser(), async (page) => {
    await look(page, shop(`${await product()}?cc=${NEW_PARTNER}&consent=unasked`), 2);
    assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0);
  });
  const expected = { ...NOTHING, visits: 1, products: 1 };
  assert.deepEqual(await since(before, expected), expected);
});

/** Goes through the shop in a browser that is not to be counted; then comes somebody who is: whatever is late has come by then. */
async function silently(query, prepare = async () => {}) {
  const before = await figures();
  const sent = [];
  await tandem.page(browser(), async (page, context) => {
    await prepare(context);
    page.on("request", (request) => request.url().endsWith("/collect") && sent.push(request.url()));
    await page.goto(shop(`${await product()}?cc=${NEW_PARTNER}${query}`));
    await page.evaluate(() => tandem("checkout_started"));
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });
  await tandem.page(browser(), async (page) => {
    await look(page, shop(`?cc=${NEW_PARTNER}`), 1);
  });
  const expected = { ...NOTHING, visits: 1 };
  assert.deepEqual(await since(before, expected), expected);
  return sent;
}

test("a refusal silences the script", async () => {
  assert.deepEqual(await silently("&consent=denied"), []);
});

test("Shopify's own word on consent goes before the page's", async () => {
  const refuse = (context) =>
    context.addInitScript(() => {
      window.Shopify = { customerPrivacy: { analyticsProcessingAllowed: () => false } };
    });
  assert.deepEqual(await silently("", refuse), []);
});

for (const [name, property] of [["Do Not Track", "doNotTrack"], ["Global Privacy Control", "globalPrivacyControl"]]) {
  test(`${name} silences the script`, async () => {
    const before = await figures();
    await tandem.page(browser(), async (page, context) => {
      const value = property === "doNotTrack" ? "1" : true;
      await context.addInitScript(([property, value]) => Object.defineProperty(navigator, property, { value }), [property, value]);
      const sent = [];
      page.on("request", (request) => request.url().endsWith("/collect") && sent.push(request.url()));
      await page.goto(shop(`${await product()}?cc=${NEW_PARTNER}`));
      await page.evaluate(() => tandem("checkout_started"));
      assert.deepEqual(sent, []);
    });
    assert.deepEqual(await since(before, NOTHING), NOTHING);
  });
}

test("a page that nobody sent the visitor to tells nothing", async () => {
  await tandem.page(browser(), async (page) => {
    const sent = [];
    page.on("request", (request) => request.url().endsWith("/collect") && sent.push(request.url()));
    await page.goto(shop(await product()));
    await page.evaluate(() => tandem("checkout_started"));
    assert.deepEqual(sent, []);
  });
});

test("whatever a page does to it, the script breaks nothing", async () => {
  await tandem.page(browser(), async (page, context) => {
    await context.addInitScript(() => {
      Object.defineProperty(window, "sessionStorage", { get: () => { throw new Error("blocked"); } });
      navigator.sendBeacon = () => { throw new Error("blocked"); };
    });
    await page.goto(shop(`${await product()}?cc=${NEW_PARTNER}`));
    await page.evaluate(() => tandem("checkout_completed", { value: { odd: 1n } }));
    await page.evaluate(() => tandem());
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("button", { name: "Check out" }).waitFor();
  });
});
