// Pages for everybody: a partner's landing page, and addresses at which nothing stands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NEW_PARTNER, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();

tandem.forEachForm("landing page", `/p/${PARTNER}`, {}, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.ok((await page.locator(".products li").count()) > 0, "there are products");
  assert.ok((await page.locator("main section h2").count()) > 1, "there are drops");
});

tandem.forEachForm("landing page without drops", `/p/${NEW_PARTNER}`, {}, async (page) => {
  assert.equal(await page.locator(".products").count(), 0);
  await page.locator("main .empty").waitFor();
});

test("every picture of a landing page is there and its size is known before", () =>
  tandem.page({ path: `/p/${PARTNER}` }, async (page) => {
    const pictures = page.locator("img");
    for (const picture of await pictures.all()) await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => [...document.images].every((it) => it.complete));
    const seen = await pictures.evaluateAll((all) => all.map((it) => ({ src: it.src, width: it.naturalWidth, alt: it.getAttribute("alt") })));
    assert.ok(seen.length > 3);
    for (const { src, width, alt } of seen) assert.ok(width > 0 && alt !== null, src);
  }));

test("a landing page runs no script, sets no cookie and may be cached", () =>
  tandem.page({}, async (page, context) => {
    const answer = await page.goto(tandem.url(`/p/${PARTNER}`));
    assert.equal(await page.locator('script:not([type="application/ld+json"])').count(), 0);
    assert.deepEqual(await context.cookies(), []);
    assert.match(answer.headers()["cache-control"], /public|max-age/);
  }));

const MISSING = { "a page that is not there": "/no-such-page", "a partner that is not there": "/p/nobody-has-this-handle" };
for (const [name, path] of Object.entries(MISSING)) {
  tandem.forEachForm(name, undefined, {
    allowed: [/status of 404/],
    go: async (page) => {
      const answer = await page.goto(tandem.url(path));
      assert.equal(answer.status(), 404);
    },
  }, async (page) => {
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
    assert.ok((await page.locator("main a[href]").count()) > 0, "there is a way on");
  });
}

test("an address that is not there, for somebody who is signed in", () =>
  tandem.page({ as: PARTNER, allowed: [/status of 404/] }, async (page) => {
    const answer = await page.goto(tandem.url("/no-such-page"));
    assert.equal(answer.status(), 404);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }));
