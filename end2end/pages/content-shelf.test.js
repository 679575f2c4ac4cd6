// The picker: search while one types, filters, order, views, further pages, and what it says when nothing comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { products, ready, saved } from "../support/content.js";
import { useTandem } from "../support/tandem.js";

const tandem = useTandem();
const AS = "hana-runs";

const open = (use, options = {}) => tandem.page({ as: AS, path: "/content", ...options }, async (page, context) => {
  await ready(page);
  await use(page, context);
});

const names = (page) => products(page).locator("b").allTextContents();
const settled = (page) => page.locator("ul.shelf[aria-busy=false]").waitFor();
const count = async (page) => Number((/\d+/.exec(await page.locator(".shelf-line [role=status]").textContent()))[0]);

test("words find products while one types, and only the last question's answer is shown", () => open(async (page) => {
  const asked = [];
  // The first answer comes last.
  await page.route("**/fn/content/shelf*", async (route) => {
    const { query } = route.request().postDataJSON();
    asked.push(query.text);
    const answer = await route.fetch();
    if (query.text === "pac") await new Promise((resolve) => { setTimeout(resolve, 600); });
    await route.fulfill({ response: answer }).catch(() => {});
  });
  const field = page.locator("#shelf-search");
  await field.evaluate((input) => {
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    for (const text of ["p", "pa", "pac"]) {
      write.call(input, text);
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await page.waitForRequest((request) => request.url().includes("/fn/content/shelf"));
  await field.fill("shoe");
  await page.locator("ul.shelf[aria-busy=true]").waitFor();
  await settled(page);
  const found = await names(page);
  await page.waitForTimeout(700);
  assert.deepEqual(await names(page), found, "the late answer changes nothing");
  assert.deepEqual(asked, ["pac", "shoe"], "one question for each pause");
  assert.ok(found.length > 0);
}));

test("filters narrow, are counted, and are cleared together", () => open(async (page) => {
  const all = await count(page);
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.getByLabel("Type").selectOption({ index: 1 });
  await settled(page);
  const some = await count(page);
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  await page.getByText("Only what can be bought now").click();
  await settled(page);
  assert.ok((await count(page)) <= some);
  await page.locator("summary", { hasText: "Filter · 2" }).waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await settled(page);
  assert.equal(await count(page), all);
}));

test("every filter that is offered finds something", () => open(async (page) => {
  await page.locator("summary", { hasText: "Filter" }).click();
  for (const label of ["Collection", "Type", "Tag"]) {
    const select = page.locator(".filter-body label", { hasText: new RegExp(`^${label}`) }).locator("select");
    assert.ok((await select.locator("option").count()) > 1, label);
    await select.selectOption({ index: 1 });
    await settled(page);
    assert.ok((await count(page)) > 0, label);
    await select.selectOption("");
    await settled(page);
  }
}));

test("cheapest first is cheapest first", () => open(async (page) => {
  await page.getByLabel("Sort by").selectOption("price");
  await settled(page);
  const prices = await products(page).locator(".price").evaluateAll((all) => all.map((it) => Number(/[\d.,]+/.exec(it.textContent)[0].replaceAll(",", ""))));
  assert.deepEqual(prices, prices.toSorted((a, b) => a - b));
  assert.ok(prices.length > 1);
}));

test("further pages follow the first, each product once, up to all of them", () => open(async (page) => {
  const total = await count(page);
  assert.equal(await products(page).count(), Math.min(total, 24));
  while (await page.locator(".more-products").count()) {
    await page.locator(".more-products").click();
    await settled(page);
  }
  const all = await page.locator("ul.shelf > li").count();
  assert.equal(all, total);
}));

test("the list is kept for the next visit", () => open(async (page) => {
  await page.getByRole("button", { name: "List", exact: true }).and(page.locator(".shelf-line button")).click();
  await page.reload();
  await ready(page);
  await page.locator("ul.shelf.as-list").waitFor();
}));

test("nothing found says so; a failed question says so and is asked again", () => open(async (page) => {
  await page.locator("#shelf-search").fill("no such thing at all");
  await page.getByText("Nothing matches").waitFor();
  await page.route("**/fn/content/shelf*", (route) => route.abort());
  await page.locator("#shelf-search").fill("pack");
  await page.getByText("The products could not be loaded").waitFor();
  await page.unroute("**/fn/content/shelf*");
  await page.getByRole("button", { name: "Try again" }).click();
  await products(page).first().waitFor();
}, { allowed: [/net::ERR_FAILED/] }));

test("a full drop says so before anybody runs into it, and takes no more", () =>
  tandem.page({ as: AS, path: "/" }, async (page) => {
    await hydrated(page);
    // A smaller limit than the server's, so that it is reached soon.
    await page.route("**/fn/content", async (route) => {
      const answer = await route.fetch();
      const view = await answer.json();
      view.limits.max_products = 3;
      await route.fulfill({ response: answer, json: view });
    });
    await page.getByRole("navigation", { name: "Main" }).first().getByRole("link", { name: "Content" }).click();
    await ready(page);
    await page.getByRole("button", { name: "New drop" }).click();
    const free = page.locator("ul.shelf .shelf-product[aria-pressed=false]:not([aria-disabled])");
    for (let picked = 0; picked < 3; picked += 1) await free.first().click();
    await page.getByText("This drop is full: 3 products. Take one out, or begin another drop.").waitFor();
    await page.locator("ul.shelf .shelf-product[aria-disabled=true]").first().click({ force: true });
    assert.equal(await page.locator("ol.picks > li").count(), 3);
    await page.locator("ul.shelf .shelf-product[aria-pressed=true]").first().click();
    await page.getByText("This drop is full").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Delete drop" }).click();
    await saved(page);
  }));
