// The profile: each fact with its source, what is missing with its reason, and what a partner takes along.
import assert from "node:assert/strict";
import { test } from "node:test";
import jsQR from "jsqr";
import { hydrated } from "../support/browser.js";
import { NOT_IN_CRM, NOT_IN_NETWORK, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const SOURCES = /CreatorCommerce|Shopify|impact\.com|HubSpot/;

const facts = (page) =>
  page.locator(".facts .fact").evaluateAll((all) =>
    all.map((fact) => ({
      label: fact.querySelector("dt").textContent,
      value: fact.querySelector("dd > div").textContent,
      from: fact.querySelector(".from")?.textContent,
      unknown: fact.querySelector(".unknown")?.textContent,
    })));

tandem.forEachForm("profile", "/profile", { as: PARTNER }, async (page) => {
  const all = await facts(page);
  assert.ok(all.length >= 10, `${all.length} facts`);
  for (const { label, value, from } of all) {
    assert.notEqual(value.trim(), "", label);
    assert.match(from ?? "nowhere", SOURCES, `${label} says where it comes from`);
  }
  assert.ok(all.some(({ value }) => value.includes("ana.oliveira@example.com")));
});

tandem.forEachForm("profile of a partner the network does not know", "/profile", { as: NOT_IN_NETWORK }, async (page) => {
  const missing = (await facts(page)).filter(({ unknown }) => unknown);
  assert.ok(missing.length > 0);
  for (const { label, unknown } of missing) assert.match(unknown, /impact\.com/, label);
  assert.match(await page.locator("ul.src li", { has: page.locator(".dot.net") }).locator(".why").textContent(), /tomasz\.nowicki@example\.com/);
});

test("a partner the CRM does not know reads why there is no contact", () =>
  tandem.page({ as: NOT_IN_CRM, path: "/profile" }, async (page) => {
    const missing = (await facts(page)).filter(({ unknown }) => unknown);
    assert.ok(missing.some(({ unknown }) => unknown.includes("HubSpot")));
    assert.match(await page.locator("ul.src li", { has: page.locator(".dot.crm") }).textContent(), /leilani\.kahale@example\.com/);
  }));

test("the copy button puts the coupon code into the clipboard and says so", () =>
  tandem.page({ as: PARTNER, path: "/profile", permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await hydrated(page);
    const copy = page.getByRole("button", { name: /copy coupon/i });
    await copy.click();
    await page.locator(".copy.said").waitFor();
    const code = await page.locator(".code").first().textContent();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
    assert.match(code, /^ANA15$/);
  }));

for (const colorScheme of ["light", "dark"]) {
  test(`a phone reads the QR code off the screen, ${colorScheme}`, () =>
    tandem.page({ as: PARTNER, path: "/profile", colorScheme, deviceScaleFactor: 2 }, async (page) => {
      const link = await page.locator(".fact a.link").first().getAttribute("href");
      const picture = await page.locator(".qr").screenshot();
      const { data, width, height } = await page.evaluate(async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d");
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        return { data: [...data], width: bitmap.width, height: bitmap.height };
      }, [...picture]);
      assert.equal(jsQR.default(Uint8ClampedArray.from(data), width, height)?.data, link);
    }));
}
