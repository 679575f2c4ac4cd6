// Writing the page: pick, order, note, variant, drops, bio; and that the preview shows it at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFits } from "../support/browser.js";
import { assertAccessible } from "../support/axe.js";
import { bio, drops, picks, preview, products, ready, saved, titles } from "../support/content.js";
import { useTandem } from "../support/tandem.js";

const tandem = useTandem();
const AS = "maya-climbs";

const edit = (use, options = {}) =>
  tandem.page({ as: AS, path: "/content", ...options }, async (page, context) => {
    await ready(page);
    await use(page, context);
    // Nothing is left on its way: leaving would warn.
    if (await page.locator(".save-state", { hasText: /Saving/ }).count()) await saved(page);
  });

const shown = (page) => preview(page).locator("section").first().locator("h3").allTextContents();

test("what is picked stands in the drop and in the preview, and goes again with a way back", () => edit(async (page) => {
  const tile = products(page).and(page.locator("[aria-pressed=false]")).first();
  const title = await tile.locator("b").textContent();
  const before = await titles(picks(page));
  const button = page.getByRole("button", { name: title }).and(page.locator(".shelf-product"));
  await tile.click();
  assert.deepEqual(await titles(picks(page)), [...before, title]);
  assert.deepEqual(await shown(page), [...before, title]);
  await page.getByRole("button", { name: `Remove ${title}` }).click();
  assert.deepEqual(await titles(picks(page)), before);
  await page.locator("#undo").click();
  assert.deepEqual(await titles(picks(page)), [...before, title]);
  await button.first().click();
  assert.deepEqual(await shown(page), before);
  await saved(page);
}));

test("products are put in order by keyboard, said aloud, and the focus stays", () => edit(async (page) => {
  const before = await titles(picks(page));
  assert.ok(before.length > 2);
  const grip = page.getByRole("button", { name: `Move ${before[0]}`, exact: true });
  await grip.focus();
  await page.keyboard.press("ArrowDown");
  const moved = [before[1], before[0], ...before.slice(2)];
  assert.deepEqual(await titles(picks(page)), moved);
  assert.deepEqual(await shown(page), moved);
  await page.locator("p[role=status]", { hasText: `${before[0]}: place 2 of ${before.length}` }).waitFor({ state: "attached" });
  await page.waitForFunction((name) => document.activeElement.getAttribute("aria-label") === name, `Move ${before[0]}`);
  await page.keyboard.press("End");
  assert.deepEqual((await titles(picks(page))).at(-1), before[0]);
  await page.waitForFunction((name) => document.activeElement.getAttribute("aria-label") === name, `Move ${before[0]}`);
  await page.keyboard.press("Home");
  assert.deepEqual(await titles(picks(page)), before);
  await saved(page);
}));

test("products are put in order with two buttons, for who can neither drag nor use keys", () => edit(async (page) => {
  const before = await titles(picks(page));
  await page.getByRole("button", { name: `Move ${before[0]}`, exact: true }).click();
  await page.getByRole("button", { name: "Move down" }).click();
  assert.deepEqual((await titles(picks(page))).slice(0, 2), [before[1], before[0]]);
  await page.getByRole("button", { name: "Move up" }).click();
  assert.deepEqual(await titles(picks(page)), before);
  await saved(page);
}));

test("products are dragged by mouse; the preview follows before they are dropped, and Escape gives up", () => edit(async (page) => {
  const before = await titles(picks(page));
  const middle = async (locator) => {
    const { x, y, width, height } = await locator.boundingBox();
    return { x: x + width / 2, y: y + height / 2 };
  };
  await picks(page).first().scrollIntoViewIfNeeded();
  const from = await middle(page.getByRole("button", { name: `Move ${before[0]}`, exact: true }));
  const over = await middle(picks(page).nth(1));
  const drag = async () => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x, (from.y + over.y) / 2, { steps: 4 });
    await page.mouse.move(from.x, over.y + 30, { steps: 4 });
  };
  const moved = [before[1], before[0], ...before.slice(2)];
  await drag();
  assert.deepEqual(await titles(picks(page)), before, "the list itself waits");
  assert.deepEqual(await shown(page), moved, "the preview does not");
  await page.keyboard.press("Escape");
  assert.deepEqual(await shown(page), before);
  await page.mouse.up();
  assert.deepEqual(await titles(picks(page)), before);
  await drag();
  await page.mouse.up();
  assert.deepEqual(await titles(picks(page)), moved);
  assert.deepEqual(await shown(page), moved);
  await saved(page);
}));

test("a finger drags too", () => edit(async (page, context) => {
  const before = await titles(picks(page));
  const box = await page.getByRole("button", { name: `Move ${before[0]}`, exact: true }).boundingBox();
  const next = await picks(page).nth(1).boundingBox();
  const point = (y) => ({ x: box.x + box.width / 2, y });
  const touch = await context.newCDPSession(page);
  const start = box.y + box.height / 2;
  const send = (type, touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", [point(start)]);
  for (const share of [0.25, 0.5, 0.75, 1]) await send("touchMove", [point(start + share * (next.y + next.height - start + 10))]);
  await send("touchEnd", []);
  assert.deepEqual((await titles(picks(page))).slice(0, 2), [before[1], before[0]]);
  await saved(page);
}, { hasTouch: true }));

test("a note is shown as it is typed, counted, and refused beyond its limit", () => edit(async (page) => {
  const note = picks(page).first().locator("textarea");
  const text = "Two seasons, one sole.";
  await note.fill("");
  await note.pressSequentially(text);
  await preview(page).locator("section").first().locator("blockquote", { hasText: text }).first().waitFor();
  assert.equal(await picks(page).first().locator(".counter").textContent(), `${text.length} / 280`);
  await note.fill("x".repeat(281));
  assert.equal(await note.getAttribute("aria-invalid"), "true");
  await page.locator("#publish").click();
  await page.locator("dialog[open] .note", { hasText: /note/i }).waitFor();
  assert.ok(await page.locator("#publish-now").isDisabled());
  await page.keyboard.press("Escape");
  await note.fill(text);
  await saved(page);
}));

test("a chosen variant is named in the preview, at its price", () => edit(async (page) => {
  const select = page.locator(".variant-field select").first();
  const row = picks(page).filter({ has: page.locator(".variant-field") }).first();
  const title = await row.locator("b").textContent();
  const option = await select.locator("option").nth(1).textContent();
  await select.selectOption({ index: 1 });
  const card = preview(page).locator("article", { has: page.getByRole("heading", { name: title }) }).first();
  assert.equal(await preview(page).locator(".variant").first().textContent(), option.split(" · ")[0]);
  await select.selectOption("");
  await preview(page).locator(".variant").first().waitFor({ state: "detached" });
  assert.ok(card);
  await saved(page);
}));

test("drops are made, named, described, put in order, and taken away with a way back", () => edit(async (page) => {
  const before = await titles(drops(page));
  await page.getByRole("button", { name: "New drop" }).click();
  await page.waitForFunction(() => document.activeElement?.id === "drop-title");
  await page.keyboard.type("Winter nights");
  await page.locator(".more textarea").fill("Short days, long beams.");
  await products(page).first().click();
  assert.deepEqual(await titles(drops(page)), [...before, "Winter nights"]);
  const last = preview(page).locator("main > section").last();
  assert.equal(await last.locator("h2").textContent(), "Winter nights");
  assert.equal(await last.locator("header p").textContent(), "Short days, long beams.");
  await page.getByRole("button", { name: "Move Winter nights" }).focus();
  await page.keyboard.press("Home");
  assert.deepEqual(await titles(drops(page)), ["Winter nights", ...before]);
  assert.equal(await preview(page).locator("main > section h2").first().textContent(), "Winter nights");
  await page.getByRole("button", { name: "Delete drop" }).click();
  assert.deepEqual(await titles(drops(page)), before);
  await page.locator("#undo").click();
  assert.deepEqual(await titles(drops(page)), ["Winter nights", ...before]);
  await page.getByRole("button", { name: "Delete drop" }).click();
  await saved(page);
}));

test("the bio's marks are set by key and by button, and taken back like typed text", () => edit(async (page) => {
  const field = bio(page);
  await field.fill("I run far");
  await field.evaluate((it) => it.setSelectionRange(2, 5));
  await page.keyboard.press("Control+b");
  assert.equal(await field.inputValue(), "I **run** far");
  assert.equal(await preview(page).locator(".bio strong").textContent(), "run");
  await page.getByRole("button", { name: "Italic" }).click();
  assert.equal(await field.inputValue(), "I ***run*** far");
  await page.keyboard.press("Control+z");
  assert.equal(await field.inputValue(), "I **run** far");
  await field.fill("one\ntwo");
  await field.selectText();
  await page.getByRole("toolbar").getByRole("button", { name: "List" }).click();
  assert.deepEqual(await preview(page).locator(".bio li").allTextContents(), ["one", "two"]);
  await field.fill("x".repeat(1_201));
  assert.equal(await page.locator("#bio-count").textContent(), "1 too many");
  await field.fill("Back to the rocks.");
  await saved(page);
}));

test("what is edited is never more than a frame behind in the preview", () => edit(async (page) => {
  const behind = await page.evaluate(async () => {
    const field = document.querySelector("#bio");
    const shown = () => document.querySelector("iframe").contentDocument.querySelector(".bio").textContent;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    let late = 0;
    for (let round = 0; round < 20; round += 1) {
      set.call(field, `Round ${round}`);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise(requestAnimationFrame);
      if (shown() !== `Round ${round}`) late += 1;
    }
    return late;
  });
  assert.equal(behind, 0);
  await saved(page);
}));

test("an edit leaves the elements that it is not about alone", () => edit(async (page) => {
  const untouched = await page.evaluate(async () => {
    const inside = () => document.querySelector("iframe").contentDocument;
    const pictures = [...inside().querySelectorAll("article img")];
    const field = document.querySelector("ol.picks textarea");
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, "Another word.");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
    const now = [...inside().querySelectorAll("article img")];
    return pictures.length > 0 && pictures.length === now.length && pictures.every((it, at) => it === now[at]);
  });
  assert.ok(untouched);
  await saved(page);
}));

test("phone and desktop are windows of their true width", () => edit(async (page) => {
  const width = () => page.evaluate(() => document.querySelector("iframe").contentWindow.innerWidth);
  const columns = () => preview(page).locator(".products").first().evaluate((it) => getComputedStyle(it).gridTemplateColumns.split(" ").length);
  assert.deepEqual([await width(), await columns()], [390, 2]);
  await page.getByRole("button", { name: "Desktop" }).click();
  await page.waitForFunction(() => document.querySelector("iframe").contentWindow.innerWidth === 1280);
  assert.equal(await columns(), 4);
  const { frame, glass } = await page.evaluate(() => ({
    frame: document.querySelector("iframe").getBoundingClientRect().width,
    glass: document.querySelector(".glass").clientWidth,
  }));
  assert.ok(Math.abs(frame - glass) <= 1, `${frame} fits into ${glass}`);
}));

test("everything can be reached and done by keyboard alone", () => edit(async (page) => {
  await page.locator("#shelf-search").focus();
  for (let times = 0; times < 30; times += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches(".shelf-product"))) break;
  }
  const pressed = () => page.evaluate(() => document.activeElement.getAttribute("aria-pressed"));
  const before = await pressed();
  await page.keyboard.press("Space");
  assert.notEqual(await pressed(), before);
  await page.keyboard.press("Space");
  assert.equal(await pressed(), before);
  const met = new Set();
  for (let times = 0; times < 200; times += 1) {
    await page.keyboard.press("Tab");
    const part = await page.evaluate(() => {
      const it = document.activeElement;
      const parts = [".more-products", ".drop-list .grip", ".drop-name", "#drop-title", ".picks .grip", ".picks textarea", "[role=toolbar]", "#bio", ".file input", ".preview .seg"];
      return parts.find((part) => it.closest(part)) ?? it.localName;
    });
    met.add(part);
    if (part === "iframe" || part === "body") break;
  }
  for (const part of [".drop-list .grip", ".drop-name", "#drop-title", ".picks .grip", ".picks textarea", "[role=toolbar]", "#bio", ".file input", ".preview .seg"]) {
    assert.ok(met.has(part), `${part} in ${[...met]}`);
  }
}));

test("no violation of WCAG in light, dark and on a phone; nothing sticks out", () => edit(async (page) => {
  await assertAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const part of ["Products", "Your page", "Preview"]) {
    await page.getByRole("button", { name: part, exact: true }).click();
    await assertFits(page);
  }
}));
