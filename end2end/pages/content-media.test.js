// Pictures: made smaller, sent, cancelled, refused; and texts that try to break out of every field of the editor.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { AtCc, bio, drops, picks, preview, publish, ready, saved } from "../support/content.js";
import { ADMIN, HOSTILE, useTandem } from "../support/tandem.js";

// Pictures count against CC's limit of requests: with a server of its own this file waits for no other.
const tandem = useTandem({ own: true });

const edit = (as, use, options = {}) =>
  tandem.page({ as, path: "/content", ...options }, async (page, context) => {
    await ready(page);
    await use(page, context);
  });

/** A picture of that size, drawn by the browser. */
async function picture(page, width, height, type = "image/jpeg") {
  const data = await page.evaluate(({ width, height, type }) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.fillStyle = "#2e7d5b";
    context.fillRect(0, 0, width, height);
    context.fillStyle = "#f4b860";
    context.fillRect(width / 4, height / 4, width / 2, height / 2);
    return canvas.toDataURL(type).split(",")[1];
  }, { width, height, type });
  return { name: "picture.jpg", mimeType: type, buffer: Buffer.from(data, "base64") };
}

const media = (page, name) => page.getByRole("group", { name, exact: true });

test("a profile picture is made smaller, sent, shown at once, and published", () => edit("zuri-treks", async (page) => {
  const sent = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/media") sent.push(request);
  });
  const shown = (selector) => page.evaluate((it) => document.querySelector(it)?.getAttribute("src") ?? null, selector);
  const before = await shown(".bio-editor .media .thumb img");
  // Pictures far below are loaded when they come near.
  await media(page, "Profile picture").scrollIntoViewIfNeeded();
  await media(page, "Profile picture").locator("input").setInputFiles(await picture(page, 3_000, 2_000));
  await page.waitForFunction((old) => {
    const image = document.querySelector(".bio-editor .media .thumb img");
    return image && image.getAttribute("src") !== old && image.naturalWidth > 0;
  }, before);
  assert.equal(sent.length, 1);
  const size = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, await page.locator(".bio-editor .media .thumb img").getAttribute("src"));
  assert.deepEqual(size, [1_600, 1_067]);
  const url = await page.locator(".bio-editor .media .thumb img").getAttribute("src");
  assert.equal(await preview(page).locator(".portrait img").getAttribute("src"), url);
  await saved(page);
  await publish(page);
  const answer = await fetch(tandem.url("/p/zuri-treks"));
  assert.ok((await answer.text()).includes("class=\"portrait\""));
}));

test("a drop's picture is sent, and reaches CC with the drop", () => edit("mina-runs", async (page) => {
  await page.locator(".more > summary").click();
  await media(page, "Picture").locator("input").setInputFiles(await picture(page, 900, 300, "image/png"));
  await page.waitForFunction(() => document.querySelector(".more .media .thumb img")?.naturalWidth > 0 && !document.querySelector("progress"));
  await saved(page);
  await publish(page);
  const [drop] = await (await AtCc.of(tandem, "mina-runs")).drops();
  assert.match(drop.picture, /^http/);
  assert.equal((await fetch(drop.picture)).status, 200);
}));

test("what is no picture is refused here already, with what to do", () => edit("malik-packs", async (page) => {
  const input = media(page, "Profile picture").locator("input");
  await input.setInputFiles({ name: "page.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg onload=alert(1)/>") });
  await page.getByText("This is no JPEG, PNG or WebP picture.").waitFor();
  await input.setInputFiles({ name: "text.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
  await page.getByText("This file cannot be read as a picture.").waitFor();
}));

test("sending is shown, can be cancelled, and a failure says what to do", () => edit("anika-summits", async (page) => {
  const box = media(page, "Profile picture");
  const before = await box.locator(".thumb").innerHTML();
  await page.route("**/media?*", () => {});
  await box.locator("input").setInputFiles(await picture(page, 400, 400));
  await box.locator("progress").waitFor();
  await box.getByRole("button", { name: "Cancel" }).click();
  await box.locator("progress").waitFor({ state: "detached" });
  assert.equal(await box.locator(".thumb").innerHTML(), before);
  await page.unroute("**/media?*");
  await page.route("**/media?*", (route) => route.abort());
  await box.locator("input").setInputFiles(await picture(page, 400, 400));
  await box.getByText("No connection.").waitFor();
}, { allowed: [/ERR_FAILED|Failed to load resource/] }));

const BREAKOUTS = ["</textarea><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "<!--<script>", "javascript:alert(1)", "</title><svg onload=alert(1)>"];

test("no text breaks out of a field, the preview, a comparison or the review", () => edit("jun-runs", async (page) => {
  const all = BREAKOUTS.join("\n");
  await bio(page).fill(all);
  await page.locator("#drop-title").fill(BREAKOUTS[0]);
  await picks(page).first().locator("textarea").fill(all);
  await page.locator(".more > summary").click();
  await page.locator(".more textarea").fill(all);
  assert.equal(await preview(page).locator("script, [onerror], svg[onload], img[src='x']").count(), 0);
  assert.ok((await preview(page).locator("h2").allTextContents()).includes(BREAKOUTS[0]));
  await saved(page);
  await publish(page);
  await page.reload();
  await ready(page);
  assert.equal(await bio(page).inputValue(), all);
  assert.equal(await drops(page).first().locator("b").textContent(), BREAKOUTS[0]);
  await page.getByRole("button", { name: "History" }).click();
  await page.locator(".version").nth(1).click();
  await page.locator(".compared ins, .compared del").first().waitFor();
  assert.equal(await page.locator("main script, [onerror], svg[onload], img[src='x']").count(), 0);
  const visitor = await fetch(tandem.url("/p/jun-runs"));
  assert.ok(!(await visitor.text()).includes("<script>alert"));
}));

test("a partner whose every text is hostile can be edited", () => edit(HOSTILE, async (page) => {
  assert.equal(await page.locator("main [onerror], main [onmouseover], img[src='x']").count(), 0);
  assert.ok((await bio(page).inputValue()).includes("</textarea><script>"));
  assert.equal(await preview(page).locator("script, [onerror]").count(), 0);
}));

test("the team's way to a partner's content is named, and the page has one first heading", () =>
  tandem.page({ as: ADMIN, path: "/admin/partners" }, async (page) => {
    await hydrated(page);
    await page.locator("td a").first().click();
    await page.getByRole("navigation", { name: /Pages of/ }).getByRole("link", { name: "Content" }).click();
    await ready(page);
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  }));
