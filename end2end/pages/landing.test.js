// The public landing page: what machines read of it, its size, and that no text breaks out of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOSTILE, PARTNER, useTandem } from "../support/tandem.js";

// The first visit to each page asks CC: all of them at once are more than it answers beside other tests.
const tandem = useTandem({ own: true });

const facts = (page) => page.locator('script[type="application/ld+json"]').textContent().then(JSON.parse);
const property = (page, name) => page.locator(`meta[property="${name}"]`).getAttribute("content");

test("search engines and previews read whole addresses, pictures, products and prices", () =>
  tandem.page({ path: `/p/${PARTNER}` }, async (page) => {
    const address = tandem.url(`/p/${PARTNER}`);
    assert.equal(await page.locator("link[rel=canonical]").getAttribute("href"), address);
    assert.equal(await property(page, "og:url"), address);
    const picture = await property(page, "og:image");
    assert.equal((await fetch(picture)).status, 200, picture);
    assert.ok((await property(page, "og:image:alt")).length > 0);
    assert.match(await page.locator("meta[name=robots]").getAttribute("content"), /^index/);
    const said = await facts(page);
    assert.equal(said["@type"], "ProfilePage");
    const items = said.hasPart.itemListElement;
    const links = await page.locator("article a.button").evaluateAll((all) => all.map((it) => it.href));
    const offered = items.filter(({ item }) => item.offers.availability.endsWith("/InStock")).map(({ item }) => item.offers.url);
    assert.deepEqual(offered, links);
    for (const { item } of items) assert.match(item.offers.price, /^\d+\.\d{2}$/);
  }));

test("every way to buy carries the partner and the code", () =>
  tandem.page({ path: `/p/${PARTNER}` }, async (page) => {
    const code = await page.locator(".coupon code").textContent();
    const links = await page.locator("article a.button").evaluateAll((all) => all.map((it) => it.href));
    assert.ok(links.length > 5);
    for (const link of links) {
      const { pathname, searchParams } = new URL(link);
      assert.equal(searchParams.get("discount"), code, link);
      const by = pathname.startsWith("/cart/") ? searchParams.get("attributes[cc-creator-handle]") : searchParams.get("cc");
      assert.equal(by, PARTNER, link);
    }
  }));

test("the fullest page of all partners has at most 60 kB", async () => {
  const sizes = [];
  for (const { handle } of await tandem.people()) {
    const answer = await fetch(tandem.url(`/p/${handle}`), { headers: { "accept-encoding": "identity" } });
    if (answer.ok) sizes.push({ handle, size: Buffer.byteLength(await answer.text()) });
  }
  const [fullest] = sizes.toSorted((a, b) => b.size - a.size);
  assert.ok(sizes.length > 50);
  assert.ok(fullest.size <= 60_000, `${fullest.handle}: ${fullest.size} bytes`);
});

test("a copy is asked about, not sent again", async () => {
  const url = tandem.url(`/p/${PARTNER}`);
  const tag = (await fetch(url)).headers.get("etag");
  const again = await fetch(url, { headers: { "if-none-match": tag } });
  assert.deepEqual([again.status, (await again.text()).length], [304, 0]);
});

test("texts that try to break out stay texts, in JSON-LD too", () =>
  tandem.page({ path: `/p/${HOSTILE}` }, async (page) => {
    assert.equal(await page.locator("script:not([type='application/ld+json']), iframe, [onerror], [onmouseover], [style]").count(), 0);
    assert.equal(await page.locator('script[type="application/ld+json"]').count(), 1);
    const said = await facts(page);
    assert.ok(said.mainEntity.name.includes("<script>"), "the name is told as it is");
    for (const link of await page.locator("a[href]").evaluateAll((all) => all.map((it) => it.getAttribute("href")))) {
      assert.match(link, /^(https?:\/\/|\/)/);
    }
  }));
