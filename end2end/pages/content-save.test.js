// Keeping what was written: drafts, offline, crashes, a second tab, history, publishing, and edits made elsewhere meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { AtCc, bio, canonical, drops, picks, preview, publish, products, ready, saved, titles } from "../support/content.js";
import { useTandem } from "../support/tandem.js";

const tandem = useTandem();

const edit = (as, use, options = {}) =>
  tandem.page({ as, path: "/content", ...options }, async (page, context) => {
    await ready(page);
    await use(page, context);
  });

test("a draft is kept by itself and is there again on the next visit; it can be put away", () => edit("priya-packs", async (page) => {
  const before = await bio(page).inputValue();
  await bio(page).fill("Kept by itself.");
  await page.locator(".save-state", { hasText: "Saving…" }).waitFor();
  await saved(page);
  await page.reload();
  await ready(page);
  assert.equal(await bio(page).inputValue(), "Kept by itself.");
  await page.locator(".save-state", { hasText: /Draft saved/ }).waitFor();
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.locator(".save-state", { hasText: "No unpublished changes" }).waitFor();
  assert.equal(await bio(page).inputValue(), before);
  await page.reload();
  await ready(page);
  assert.equal(await bio(page).inputValue(), before);
}));

test("draft, publish, history, compare, restore, publish: CC is told exactly what was written", () => edit("malik-wild", async (page) => {
  const cc = await AtCc.of(tandem, "malik-wild");
  const first = { bio: await cc.bio(), drops: await cc.drops() };
  await bio(page).fill("**Second** version.\n\n- one\n- two");
  await picks(page).first().locator("textarea").fill("Packed <b>light</b> & warm.");
  const order = await titles(picks(page));
  await page.getByRole("button", { name: `Move ${order[0]}`, exact: true }).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "New drop" }).click();
  await page.locator("#drop-title").fill("First light");
  await page.locator("#publish").click();
  await page.locator("dialog[open]").getByText("A new drop needs a description").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".more textarea").fill("What I pack before dawn.");
  await products(page).first().click();
  await saved(page);
  await publish(page);
  const now = await cc.drops();
  assert.equal(await cc.bio(), "**Second** version.\n\n- one\n- two");
  assert.equal(now.length, first.drops.length + 1);
  const [a, b] = first.drops[0].products;
  assert.deepEqual(now[0].products.slice(0, 2), [b, { ...a, note: "Packed <b>light</b> & warm." }]);
  assert.equal(now.at(-1).title, "First light");
  assert.equal(now.at(-1).products.length, 1);
  await page.getByRole("button", { name: "History" }).click();
  const dialog = page.locator("dialog.history");
  await dialog.locator(".version").first().waitFor();
  assert.ok((await dialog.locator(".version").count()) >= 2);
  await dialog.locator(".version").last().click();
  await dialog.locator("ins", { hasText: "Second" }).first().waitFor();
  await dialog.getByRole("button", { name: "Restore into the draft" }).click();
  assert.equal(await bio(page).inputValue(), first.bio);
  await saved(page);
  await publish(page);
  assert.equal(await cc.bio(), first.bio);
  const restored = await cc.drops();
  assert.deepEqual(restored[0].products, first.drops[0].products);
}));

test("the preview is the public page, to the last element", () => edit("freya-wild", async (page, context) => {
  await bio(page).fill("A *quiet* page\nwith **two** lines.\n\n- https://freya.example/a\n- b");
  const [first] = await titles(picks(page));
  await page.getByRole("button", { name: `Move ${first}`, exact: true }).focus();
  await page.keyboard.press("End");
  await picks(page).first().locator("textarea").fill("“Quoted” <i>word</i>");
  await products(page).and(page.locator("[aria-pressed=false]")).first().click();
  await saved(page);
  await publish(page);
  const mine = await canonical(preview(page).locator("body"));
  const visitor = await context.newPage();
  await visitor.goto(tandem.url("/p/freya-wild"));
  assert.equal(mine, await canonical(visitor.locator("body")));
  await visitor.close();
}));

test("offline the text stays, says so, and is sent as soon as there is a connection; a reload offers it again", () => edit("pavel-packs", async (page, context) => {
  await context.setOffline(true);
  await bio(page).fill("Written in a tunnel.");
  await page.locator(".save-state", { hasText: "Offline: kept on this device, trying again" }).waitFor();
  await bio(page).pressSequentially(" Twice.");
  await page.locator(".save-state", { hasText: "Offline" }).waitFor();
  await context.setOffline(false);
  await saved(page);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("tandem.draft")).length), 0);
  await page.reload();
  await ready(page);
  assert.equal(await bio(page).inputValue(), "Written in a tunnel. Twice.");
}, { allowed: [/ERR_INTERNET_DISCONNECTED|Failed to load resource|ERR_FAILED/] }));

test("after a crash the unsaved text is offered again", () => edit("aiko-outdoors", async (page, context) => {
  await page.route("**/fn/content/save-draft*", (route) => route.abort());
  await bio(page).fill("Typed right before the crash.");
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith("tandem.draft")));
  // Closing without asking is as near to a crash as a test comes.
  await page.close();
  const again = await context.newPage();
  await again.goto(tandem.url("/content"));
  await ready(again);
  assert.notEqual(await bio(again).inputValue(), "Typed right before the crash.");
  await again.getByRole("button", { name: "Restore them" }).click();
  assert.equal(await bio(again).inputValue(), "Typed right before the crash.");
  await saved(again);
}, { allowed: [/ERR_FAILED|Failed to load resource/] }));

test("whoever leaves with unsaved text is asked", () => edit("tariq-camps", async (page) => {
  await page.route("**/fn/content/save-draft*", (route) => route.abort());
  await bio(page).fill("Not saved yet.");
  // What the browser asks before it leaves; to close the page for real would take the browser's other pages along.
  const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  assert.ok(await asks());
  await page.unroute("**/fn/content/save-draft*");
  await saved(page);
  assert.ok(!(await asks()));
}, { allowed: [/ERR_FAILED|Failed to load resource/] }));

test("a second tab's newer draft is shown beside one's own, and either can be taken", () => edit("paloma-treks", async (page, context) => {
  const other = await context.newPage();
  await other.goto(tandem.url("/content"));
  await ready(other);
  await bio(other).fill("From the other tab.");
  await saved(other);
  await bio(page).fill("From this tab.");
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("heading", { name: "This draft was changed elsewhere" }).waitFor();
  assert.ok((await dialog.locator("del").allTextContents()).join("").includes("other"));
  assert.ok((await dialog.locator("ins").allTextContents()).join("").includes("this"));
  await dialog.getByRole("button", { name: "Take theirs" }).first().click();
  await dialog.getByRole("button", { name: "Go on with this" }).click();
  assert.equal(await bio(page).inputValue(), "From the other tab.");
  await saved(page);
  await other.close();
}));

test("an edit made at CC meanwhile is a conflict with both versions; nothing is overwritten silently", () => edit("wren-treks", async (page) => {
  const cc = await AtCc.of(tandem, "wren-treks");
  const [drop] = await cc.drops();
  await bio(page).fill("Mine.");
  await saved(page);
  await cc.setBio("Theirs.");
  await cc.setDrop(drop.id, { title: "Renamed at CC" });
  await page.locator("#publish").click();
  await page.locator("#publish-now").click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("heading", { name: "Changed elsewhere meanwhile" }).waitFor();
  assert.equal(await cc.bio(), "Theirs.", "nothing was written");
  const part = (name) => dialog.locator(".choice", { hasText: name });
  await part("Bio").getByRole("button", { name: "Keep mine" }).click();
  await part("Title").getByRole("button", { name: "Take theirs" }).click();
  await dialog.getByRole("button", { name: "Publish this" }).click();
  await page.getByRole("heading", { name: "Your page is published" }).waitFor();
  assert.equal(await cc.bio(), "Mine.");
  assert.equal((await cc.drops())[0].title, "Renamed at CC");
  await page.keyboard.press("Escape");
  assert.ok((await titles(drops(page))).includes("Renamed at CC"));
}));

test("a failed publication keeps everything and can be tried again", () => edit("amara-treks", async (page) => {
  await bio(page).fill("Second try.");
  await saved(page);
  await page.route("**/fn/content/publish*", (route) => route.abort());
  await page.locator("#publish").click();
  await page.locator("#publish-now").click();
  await page.getByText("Nothing that you wrote is lost.").waitFor();
  await page.unroute("**/fn/content/publish*");
  await page.locator("#publish-now").click();
  await page.getByRole("heading", { name: "Your page is published" }).waitFor();
  assert.equal(await (await AtCc.of(tandem, "amara-treks")).bio(), "Second try.");
}, { allowed: [/ERR_FAILED|Failed to load resource/] }));

test("whoever goes to another page of the application loses nothing", () => edit("rowan-summits", async (page) => {
  await bio(page).fill("On my way out.");
  await page.getByRole("navigation", { name: "Main" }).first().getByRole("link", { name: "Earnings" }).click();
  await page.waitForURL((url) => url.pathname === "/earnings");
  await page.waitForFunction(() => Object.keys(localStorage).every((key) => !key.startsWith("tandem.draft")));
  await page.getByRole("navigation", { name: "Main" }).first().getByRole("link", { name: "Content" }).click();
  await ready(page);
  assert.equal(await bio(page).inputValue(), "On my way out.");
}));

test("without JavaScript one reads what is published, and that editing needs it", () =>
  tandem.page({ as: "aiko-peaks", path: "/content", javaScriptEnabled: false }, async (page) => {
    await page.getByText("Editing needs JavaScript").waitFor();
    const cc = await AtCc.of(tandem, "aiko-peaks");
    const [drop] = await cc.drops();
    await page.locator(".without-script").getByRole("heading", { name: drop.title }).waitFor();
    assert.ok(!(await page.locator("#publish").isVisible()));
    assert.ok(!(await bio(page).isVisible()));
  }));

test("the team edits a partner's page with the same tools", async () => {
  const { ADMIN } = await import("../support/tandem.js");
  await tandem.page({ as: ADMIN, path: "/admin/partners" }, async (page) => {
    await hydrated(page);
    await page.locator("form.finder input").fill("freya-trails");
    await page.locator(".count", { hasText: "1 partner," }).waitFor();
    await page.locator("td a").first().click();
    await page.waitForURL((url) => url.pathname.startsWith("/admin/partners/"));
    await page.getByRole("navigation", { name: /Pages of/ }).getByRole("link", { name: "Content" }).click();
    await ready(page);
    await bio(page).fill("Written by the team.");
    await saved(page);
    await publish(page);
    assert.equal(await (await AtCc.of(tandem, "freya-trails")).bio(), "Written by the team.");
  });
});
