// The earnings chart: it is drawn, answers to mouse, keyboard, size and colour scheme, and lets everything go again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, hydrated } from "../support/browser.js";
import { cells, minor } from "../support/figures.js";
import { ADMIN, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const canvas = (page) => page.locator(".echart-live canvas");
const chart = (page) => page.locator(".echart.is-drawn");

/** What is painted: how many pixels are not empty, and a print of them all. */
const painted = (page) =>
  canvas(page).first().evaluate((it) => {
    const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
    let filled = 0;
    let print = 0;
    for (let at = 3; at < data.length; at += 4) {
      if (data[at] > 0) filled += 1;
      print = (Math.imul(print, 31) + data[at - 3] + data[at - 2] * 7 + data[at - 1] * 13) | 0;
    }
    return { filled, print, width: it.clientWidth };
  });

/** Waits until the picture is another one than `before`. */
async function repainted(page, before) {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
    const now = await painted(page);
    if (now.print !== before.print) return now;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  return assert.fail("the chart stayed as it was");
}

const open = (use, options = {}) =>
  tandem.page({ as: PARTNER, path: "/earnings", ...options }, async (page) => {
    await hydrated(page);
    await chart(page).waitFor();
    await repainted(page, { print: 0 });
    await use(page);
  });

test("the chart is drawn", () =>
  open(async (page) => {
    assert.equal(await canvas(page).count(), 1);
    assert.ok((await painted(page)).filled > 2_000);
  }));

test("a legend switches its stream off and on, and never the last one", () =>
  open(async (page) => {
    const buttons = page.locator(".legend button");
    const before = await painted(page);
    await buttons.nth(0).click();
    assert.equal(await buttons.nth(0).getAttribute("aria-pressed"), "false");
    const without = await repainted(page, before);
    await buttons.nth(0).click();
    assert.equal(await buttons.nth(0).getAttribute("aria-pressed"), "true");
    await repainted(page, without);
    for (let index = 0; index < 3; index += 1) await buttons.nth(index).click();
    assert.equal(await page.locator('.legend button[aria-pressed="true"]').count(), 1);
  }));

test("arrow keys read the points one by one, with their amounts", () =>
  open(async (page) => {
    const rows = (await cells(page.locator(".chart-table table"))).reverse();
    const spoken = page.locator(".echart [aria-live]");
    const assertSpeaks = async ([label, ...amounts]) => {
      await spoken.filter({ hasText: label }).waitFor({ state: "attached" });
      assert.equal(minor(await spoken.textContent()), minor(amounts.at(-1)), label);
    };
    await page.locator(".echart").focus();
    await page.keyboard.press("ArrowRight");
    await assertSpeaks(rows[0]);
    await page.keyboard.press("ArrowRight");
    await assertSpeaks(rows[1]);
    await page.keyboard.press("End");
    await assertSpeaks(rows.at(-1));
    await page.locator(".chart-tip").waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await spoken.textContent(), "");
  }));

test("the mouse shows a point's amounts", () =>
  open(async (page) => {
    const box = await canvas(page).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width / 2 + 3, box.y + box.height / 2);
    await page.locator(".chart-tip").waitFor();
    assert.match(await page.locator(".chart-tip").textContent(), /\$[\d,]+\.\d\d/);
  }));

test("the chart follows the colour scheme", () =>
  open(async (page) => {
    const light = await painted(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await repainted(page, light);
  }, { colorScheme: "light" }));

test("the chart follows the window's width", () =>
  open(async (page) => {
    const before = await painted(page);
    await page.setViewportSize({ ...DESKTOP, width: 700 });
    await page.waitForFunction((old) => {
      const room = document.querySelector(".echart-live");
      const { clientWidth } = room.querySelector("canvas");
      return clientWidth !== old && Math.abs(clientWidth - room.clientWidth) <= 1;
    }, before.width);
    await repainted(page, before);
  }));

test("many leavings of the page leave no chart behind", () =>
  open(async (page) => {
    const charts = await page.evaluateHandle(() => []);
    const note = () => charts.evaluate((seen) => seen.push(globalThis.echarts.getInstanceByDom(document.querySelector(".echart-live"))));
    const nav = page.getByRole("navigation", { name: "Main" }).first();
    await note();
    for (let times = 0; times < 3; times += 1) {
      await nav.getByRole("link", { name: "Home" }).click();
      await page.locator(".echart").waitFor({ state: "detached" });
      assert.equal(await page.locator("canvas").count(), 0);
      await nav.getByRole("link", { name: "Earnings" }).click();
      await chart(page).waitFor();
      await note();
    }
    const alive = await charts.evaluate((seen) => seen.map((it) => !it.isDisposed()));
    assert.deepEqual(alive, [false, false, false, true]);
  }));

/** The part of the days that is shown, in percent of all, as the chart's slider has it. */
const shownPart = (page) =>
  page.locator(".echart-live").evaluate((it) => {
    const [{ start, end }] = globalThis.echarts.getInstanceByDom(it).getOption().dataZoom;
    return { start, end };
  });

/** Waits until another part of the days is shown than `before`. */
async function zoomed(page, before) {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
    const now = await shownPart(page);
    if (now.start !== before.start || now.end !== before.end) return now;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  return assert.fail("the same days are shown");
}

const openYear = (use) => open(use, { path: "/earnings?from=2025-11-22&to=2026-11-21&by=day" });

test("the wheel zooms into a year and out again, around the mouse", () =>
  openYear(async (page) => {
    assert.deepEqual(await shownPart(page), { start: 0, end: 100 });
    const whole = await painted(page);
    const box = await canvas(page).boundingBox();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.4);
    await page.mouse.wheel(0, -240);
    const near = await zoomed(page, { start: 0, end: 100 });
    assert.ok(near.start > 0 && near.start > 100 - near.end, `zoomed into ${near.start} to ${near.end} %, around 75 %`);
    await repainted(page, whole);
    for (let times = 0; times < 6; times += 1) await page.mouse.wheel(0, 240);
    assert.deepEqual(await zoomed(page, near), { start: 0, end: 100 });
  }));

test("the slider narrows the days, and a stream that is switched off leaves them so", () =>
  openYear(async (page) => {
    const box = await canvas(page).boundingBox();
    const y = box.y + box.height - 19;
    // The left end of the slider stands below the first day.
    const first = await page.locator(".echart-live").evaluate((it) =>
      globalThis.echarts.getInstanceByDom(it).convertToPixel({ xAxisIndex: 0 }, 0));
    const from = box.x + first;
    await page.mouse.move(from, y);
    await page.mouse.down();
    await page.mouse.move(from + box.width / 3, y, { steps: 5 });
    await page.mouse.up();
    const near = await zoomed(page, { start: 0, end: 100 });
    assert.ok(near.start > 20 && near.end === 100, `${near.start} to ${near.end} %`);
    const before = await painted(page);
    await page.locator(".legend button").first().click();
    await repainted(page, before);
    assert.deepEqual(await shownPart(page), near);
  }));

test("every change of range leaves one chart", () =>
  open(async (page) => {
    const links = page.getByRole("group", { name: "Range" }).getByRole("link");
    for (const index of [0, 2, 3]) {
      const before = await painted(page);
      await links.nth(index).click();
      await links.nth(index).and(page.locator('[aria-current="true"]')).waitFor();
      await chart(page).waitFor();
      await repainted(page, before);
      assert.equal(await page.locator("canvas").count(), 1);
    }
  }));

test("the team's overview has the chart too", () =>
  tandem.page({ as: ADMIN, path: "/admin" }, async (page) => {
    await chart(page).waitFor();
    assert.ok((await repainted(page, { print: 0 })).filled > 2_000);
  }));
