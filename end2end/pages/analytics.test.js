// The analytics page: figures that add up, the funnel and the chart by mouse and keyboard, choices in the address, the CSV
// file, what outsiders try, and what the team sees.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated, reloadUntil } from "../support/browser.js";
import { cells, minor, sum, tile, tiles } from "../support/figures.js";
import { ADMIN, HOSTILE, NOT_IN_CRM, PARTNER, useTandem } from "../support/tandem.js";
import { visit } from "../support/traffic.js";

const tandem = useTandem();
const count = (text) => Number(/[\d,]+/.exec(text)?.[0].replaceAll(",", "") ?? Number.NaN);
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);
const points = (page) => page.locator(".chart-card .chart-table table");
const steps = (page) => page.locator(".funnel .step");
const slices = (page) => page.locator("table.slices");
const drawn = (page) => page.locator(".echart.is-drawn");

const open = (use, { path = "/analytics", as = PARTNER, ...options } = {}) =>
  tandem.page({ as, path, ...options }, async (page) => {
    if (options.javaScriptEnabled !== false) await hydrated(page);
    await use(page);
  });

tandem.forEachForm("analytics", "/analytics", { as: PARTNER }, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Analytics");
  assert.deepEqual(Object.keys(await tiles(page)), ["Clicks", "Visits", "Conversion", "Earned per click", "Average order"]);
  assert.equal(await steps(page).count(), 5);
  assert.equal((await cells(points(page))).length, 30);
  assert.ok((await page.locator(".others li").count()) >= 4);
  assert.ok(await page.getByRole("heading", { name: "Links", exact: true }).isVisible());
});

tandem.forEachForm("analytics of a partner without a visit", "/analytics?from=2026-01-01&to=2026-01-31", { as: NOT_IN_CRM });

for (const javaScriptEnabled of [true, false]) {
  const form = javaScriptEnabled ? "hydrated" : "JavaScript off";
  const inForm = (use, options) => open(use, { ...options, javaScriptEnabled });

  test(`tiles, chart, funnel and table tell the same, ${form}`, () =>
    inForm(async (page) => {
      const shown = await tiles(page);
      const rows = await cells(points(page));
      const [clicks, visits, orders] = [1, 2, 3].map((column) => sum(rows.map((row) => count(row[column]))));
      assert.equal(clicks, count(shown.Clicks));
      assert.equal(visits, count(shown.Visits));
      const funnel = await cells(page.locator(".funnel-card table"));
      assert.equal(count(funnel[0][1]), visits);
      assert.equal(count(funnel.at(-1)[1]), orders);
      for (const [at, [name, now, , kept]] of funnel.entries()) {
        if (at === 0 || kept === "–") continue;
        const share = (count(now) * 100) / count(funnel[at - 1][1]);
        assert.ok(Math.abs(Number.parseFloat(kept) - share) <= 0.06, `${name}: ${kept} is ${share}`);
      }
      for (const dimension of ["Link", "Source", "Device", "Country"]) {
        await page.getByRole("group", { name: "Told apart by" }).getByRole("link", { name: dimension }).click();
        await slices(page).getByRole("columnheader", { name: dimension }).waitFor();
        const lines = await cells(slices(page));
        assert.equal(sum(lines.map((line) => count(line[1]))), clicks, `clicks by ${dimension}`);
        assert.equal(sum(lines.map((line) => count(line[2]))), visits, `visits by ${dimension}`);
        assert.equal(query(page).dimension, dimension.toLowerCase());
      }
    }));

  test(`range, cut, dimension and order live in the address, ${form}`, () =>
    inForm(async (page) => {
      const heads = slices(page).getByRole("columnheader");
      await page.getByRole("group", { name: "Told apart by" }).getByRole("link", { name: "Source" }).click();
      await heads.filter({ hasText: "Source" }).waitFor();
      await heads.getByRole("link", { name: "Source" }).click();
      await page.locator("th[aria-sort=ascending]").waitFor();
      const names = (await cells(slices(page))).map(([name]) => name);
      assert.deepEqual(names, names.toSorted((a, b) => a.localeCompare(b, "en", { sensitivity: "base" })));
      await page.getByRole("group", { name: "Range" }).getByRole("link", { name: "90 d" }).click();
      await page.getByRole("group", { name: "Range" }).locator("[aria-current=true]", { hasText: "90 d" }).waitFor();
      await page.getByRole("group", { name: "Cut" }).getByRole("link", { name: "Month" }).click();
      await page.getByRole("group", { name: "Cut" }).locator("[aria-current=true]", { hasText: "Month" }).waitFor();
      const { from, to, ...rest } = query(page);
      assert.deepEqual(rest, { by: "month", dimension: "source", sort: "name" });
      assert.equal((new Date(to) - new Date(from)) / 864e5, 89);
      assert.ok([3, 4].includes((await cells(points(page))).length));
      await page.goBack();
      await page.getByRole("group", { name: "Cut" }).locator("[aria-current=true]:not(:text('Month'))").waitFor();
      assert.equal(query(page).sort, "name");
    }));

  test(`what the address cannot mean is named, and the rest is shown, ${form}`, () =>
    inForm(async (page) => {
      const alert = page.locator(".note.bad");
      assert.match(await alert.textContent(), /dimension.*<script>.*is not link, source, device or country/);
      assert.equal(await page.locator("main script:not([nonce])").count(), 0);
      assert.equal(await steps(page).count(), 5);
    }, { path: "/analytics?dimension=%3Cscript%3E&by=week" }));
}

test("a free range is asked for by its form", () =>
  open(async (page) => {
    await page.locator("details.pop > summary").click();
    await page.getByLabel("From", { exact: true }).fill("2026-11-01");
    await page.getByLabel("To", { exact: true }).fill("2026-11-10");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("Nov 1 – Nov 10, 2026").first().waitFor();
    assert.equal((await cells(points(page))).length, 10);
    const { dimension, from, to } = query(page);
    assert.deepEqual({ dimension, from, to }, { dimension: "device", from: "2026-11-01", to: "2026-11-10" });
  }, { path: "/analytics?dimension=device" }));

test("the funnel answers to mouse and keyboard in words", () =>
  open(async (page) => {
    await hydrated(page);
    const said = page.locator(".funnel-said");
    await steps(page).nth(1).hover();
    await said.filter({ hasText: /product views.*of visits/ }).waitFor();
    await steps(page).nth(0).focus();
    await said.filter({ hasText: /^[\d,]+ visits/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await said.filter({ hasText: /additions to the cart.*of product views/ }).waitFor();
    await page.keyboard.press("End");
    await said.filter({ hasText: /orders/ }).waitFor();
    assert.equal(await steps(page).nth(4).evaluate((it) => it === document.activeElement), true);
  }));

test("the chart is drawn, read out, switched and zoomed", () =>
  open(async (page) => {
    await drawn(page).waitFor();
    assert.equal(await page.locator(".echart canvas").count(), 1);
    const rows = (await cells(points(page))).reverse();
    const spoken = page.locator(".echart [aria-live]");
    await page.locator(".echart").focus();
    await page.keyboard.press("End");
    await spoken.filter({ hasText: rows.at(-1)[0] }).waitFor({ state: "attached" });
    assert.equal(await spoken.textContent(), `${rows.at(-1)[0]}: Clicks ${rows.at(-1)[1]}, Visits ${rows.at(-1)[2]}, Orders ${rows.at(-1)[3]}.`);
    const tip = page.locator(".chart-tip");
    await tip.waitFor();
    assert.deepEqual((await tip.locator(".chart-tip-name").allTextContents()).toSorted(), ["Clicks", "Orders", "Visits"]);
    await page.keyboard.press("Escape");

    const state = () => page.locator(".echart-live").evaluate((it) => {
      const { dataZoom, legend } = globalThis.echarts.getInstanceByDom(it).getOption();
      return { start: dataZoom[0].start, end: dataZoom[0].end, visits: legend[0].selected.Visits ?? true };
    });
    await page.locator(".legend").getByRole("button", { name: "Visits" }).click();
    assert.equal((await state()).visits, false);
    const box = await page.locator(".echart canvas").boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
    await page.mouse.wheel(0, -240);
    await page.waitForFunction(() =>
      globalThis.echarts.getInstanceByDom(document.querySelector(".echart-live")).getOption().dataZoom[0].start > 0);
    const { start, end, visits } = await state();
    assert.ok(start > 0 && end < 100);
    assert.equal(visits, false);
  }, { path: "/analytics?from=2026-08-01&to=2026-11-20&by=day" }));

test("the CSV file holds the chart's table and the one below", () =>
  open(async (page) => {
    const href = await page.getByRole("link", { name: "Download CSV" }).getAttribute("href");
    const answer = await page.request.get(tandem.url(href));
    assert.match(answer.headers()["content-type"], /^text\/csv/);
    const [series, table] = (await answer.text()).split("\r\n\r\n").map((part) => part.trim().split("\r\n").slice(1).map((line) => line.split(",")));
    const rows = (await cells(points(page))).reverse();
    assert.deepEqual(series.map((line) => line.slice(1).map(Number)), rows.map((row) => row.slice(1).map(count)));
    const lines = await cells(slices(page));
    assert.deepEqual(table.map((line) => line[0]), lines.map(([name]) => name));
    assert.deepEqual(table.map((line) => line.slice(1, 4).map(Number)), lines.map((line) => line.slice(1, 4).map(count)));
    assert.deepEqual(table.map((line) => Math.round(Number(line[4]) * 100)), lines.map((line) => minor(line[4])));
  }, { path: "/analytics?dimension=device" }));

test("what visitors send stays text", () =>
  open(async (page) => {
    const visits = async () => count((await tiles(page)).Visits);
    const before = await visits();
    const evil = ["<img src=x onerror=alert(1)>", "\"><script>alert(2)</script>", "javascript:alert(3)"];
    for (const utm_source of evil) await visit(tandem, { partner: HOSTILE }, { utm_source, referrer: `https://evil.example/${utm_source}` });
    await page.goto(tandem.url("/analytics?dimension=source"));
    await reloadUntil(page, async () => (await visits()) >= before + evil.length, "they are not counted");
    await hydrated(page);
    assert.ok((await slices(page).locator("tbody tr").count()) > 0);
    const intruders = page.locator("main script:not([nonce]), main [onerror], main img[src='x'], main a[href^='javascript:' i]");
    assert.equal(await intruders.count(), 0);
  }, { as: HOSTILE }));

/** The address of a partner's page of the team, found as a person would. */
async function pathOf(page, email) {
  await page.goto(tandem.url(`/admin/partners?${new URLSearchParams({ q: email })}`));
  return page.locator(".partner-table tr", { hasText: email }).locator(".person-name a").getAttribute("href");
}

test("the team sees what the partner sees", () =>
  tandem.page({ as: PARTNER, path: "/analytics" }, (own) =>
    tandem.page({ as: ADMIN }, async (page) => {
      const base = await pathOf(page, "ana.oliveira@example.com");
      await page.goto(tandem.url(`${base}/analytics`));
      await hydrated(page);
      await own.reload();
      assert.deepEqual(await tiles(page), await tiles(own));
      assert.deepEqual(await cells(slices(page)), await cells(slices(own)));
      assert.equal(await page.locator(".tabs [aria-current=page]").textContent(), "Analytics");
      await page.getByRole("group", { name: "Range" }).getByRole("link", { name: "7 d" }).click();
      await page.getByRole("group", { name: "Range" }).locator("[aria-current=true]", { hasText: "7 d" }).waitFor();
      assert.equal(new URL(page.url()).pathname, `${base}/analytics`);
      assert.equal(await page.getByRole("link", { name: "Download CSV" }).getAttribute("href").then((href) => href.split("?")[0]), `${base}/analytics.csv`);
    })));

tandem.forEachForm("a partner's analytics for the team", undefined, {
  as: ADMIN,
  go: async (page) => page.goto(tandem.url(`${await pathOf(page, "ana.oliveira@example.com")}/analytics`)),
}, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.equal(await steps(page).count(), 5);
});
