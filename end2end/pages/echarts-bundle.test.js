// The ECharts bundle by itself: it draws, its tooltips are elements with money in them, and a strict policy has nothing to refuse.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, withPage } from "../support/browser.js";
import { root } from "../support/server.js";

const POLICY = "default-src 'none'; script-src 'self' 'nonce-n1'; style-src 'self' 'nonce-n1'; connect-src 'self'";
const PAGE = `<!doctype html><html lang="en"><title>Chart</title><style nonce="n1">#chart { width: 600px; height: 300px }</style>
<div id="chart" data-currency="EUR" data-total="Total"></div><script nonce="n1" src="/echarts.js"></script>`;

let browser;
let server;
let base;

before(async () => {
  const bundle = readFileSync(join(root, "public/vendor/echarts.js"));
  server = createServer((request, answer) => {
    const script = request.url === "/echarts.js";
    answer.writeHead(request.url === "/favicon.ico" ? 204 : 200, {
      "content-type": script ? "text/javascript" : "text/html",
      "content-security-policy": POLICY,
    });
    answer.end(script ? bundle : request.url === "/" ? PAGE : "");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${server.address().port}/`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.close();
});

const OPTION = {
  animation: false,
  tooltip: { trigger: "axis" },
  legend: {},
  aria: { enabled: true },
  dataZoom: [{ type: "inside" }, { type: "slider" }],
  xAxis: { type: "category", data: ["Mon", "Tue", "Wed"] },
  yAxis: { type: "value" },
  series: [
    { name: "Sales", type: "bar", stack: "all", data: [1200.5, 0, 30] },
    { name: "Bonus", type: "bar", stack: "all", data: [50, null, 5] },
  ],
};

const withChart = (use) =>
  withPage(browser, {}, async (page) => {
    await page.goto(base);
    await page.evaluate((option) => {
      globalThis.chart = globalThis.echarts.init(document.getElementById("chart"), "", { width: 600, height: 300 });
      globalThis.chart.setOption(option);
    }, OPTION);
    await use(page);
  });

test("draws under a policy without unsafe-inline and unsafe-eval", () =>
  withChart(async (page) => {
    assert.equal(await page.locator("#chart canvas").count(), 1);
    assert.match(await page.locator("#chart").getAttribute("aria-label"), /Sales/);
  }));

test("a tooltip names each source with its amount, and the sum", () =>
  withChart(async (page) => {
    await page.evaluate(() => globalThis.chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 0 }));
    const tip = page.locator(".chart-tip");
    await tip.waitFor();
    assert.equal(await tip.locator(".chart-tip-title").textContent(), "Mon");
    assert.deepEqual(await tip.locator("li").allTextContents(), ["Sales€1,200.50", "Bonus€50.00", "Total€1,250.50"]);
  }));

test("a value that is not known is left out, not shown as nought", () =>
  withChart(async (page) => {
    await page.evaluate(() => globalThis.chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 1 }));
    const tip = page.locator(".chart-tip");
    await tip.waitFor();
    assert.deepEqual(await tip.locator("li").allTextContents(), ["Sales€0.00"]);
  }));

test("a name from outside is text, never markup", () =>
  withChart(async (page) => {
    await page.evaluate(() => {
      const name = "<img src=x onerror=alert(1)>";
      globalThis.chart.setOption({ series: [{ name }] }, false);
      globalThis.chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 0 });
    });
    await page.locator(".chart-tip").waitFor();
    assert.equal(await page.locator("#chart img").count(), 0);
  }));

/** A chart as pages have it: handed over as JSON, in an element whose style sheet names its colours. */
const withMounted = (options, use) =>
  withPage(browser, options, async (page) => {
    await page.goto(base);
    await page.evaluate((option) => {
      const style = document.createElement("style");
      style.nonce = "n1";
      style.textContent = ":root { color-scheme: light dark; --sales: light-dark(#123456, #abcdef) }";
      document.head.append(style);
      globalThis.option = { ...option, legend: { show: false } };
      globalThis.option.series = option.series.map((series) => ({ ...series, itemStyle: { color: "var(--sales)" } }));
      globalThis.host = document.getElementById("chart");
      globalThis.live = globalThis.echarts.mount(globalThis.host);
      globalThis.live.draw(JSON.stringify(globalThis.option));
      globalThis.now = () => globalThis.echarts.getInstanceByDom(globalThis.host)?.getOption();
    }, OPTION);
    await use(page);
  });

test("colours are those of the style sheet, and follow the colour scheme", () =>
  withMounted({ colorScheme: "light" }, async (page) => {
    const colour = () => globalThis.now().series[0].itemStyle.color;
    assert.equal(await page.evaluate(colour), "rgb(18, 52, 86)");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(() => globalThis.now().series[0].itemStyle.color === "rgb(171, 205, 239)");
  }));

test("a colour in another space than that of screens is read too", () =>
  withMounted({}, async (page) => {
    const colour = await page.evaluate(() => {
      globalThis.host.parentElement.style.setProperty("--sales", "color(srgb-linear 0 1 0)");
      globalThis.live.draw(JSON.stringify(globalThis.option));
      return globalThis.now().series[0].itemStyle.color;
    });
    assert.equal(colour, "rgba(0, 255, 0, 1.000)");
  }));

test("a name that looks like a colour stays a name", () =>
  withMounted({}, async (page) => {
    const names = await page.evaluate(() => {
      globalThis.option.series[0].name = "var(--sales)";
      globalThis.live.draw(JSON.stringify(globalThis.option));
      return globalThis.now().series.map(({ name }) => name);
    });
    assert.deepEqual(names, ["var(--sales)", "Bonus"]);
  }));

test("motion is for those who do not mind it", async () => {
  for (const [reducedMotion, moves] of [["reduce", false], ["no-preference", true]]) {
    await withMounted({ reducedMotion }, async (page) =>
      assert.equal(await page.evaluate(() => globalThis.now().animation), moves));
  }
});

test("newer figures keep the zoom and what is switched off; another range begins anew", () =>
  withMounted({}, async (page) => {
    const [same, other] = await page.evaluate(() => {
      const { live, option } = globalThis;
      const state = () => ({ start: globalThis.now().dataZoom[0].start, off: globalThis.now().legend[0].selected });
      live.show("Bonus", false);
      globalThis.echarts.getInstanceByDom(globalThis.host).dispatchAction({ type: "dataZoom", start: 40, end: 100 });
      option.series[0].data = [1300, 5, 40];
      live.draw(JSON.stringify(option));
      const before = state();
      option.xAxis.data = ["Mon", "Tue"];
      live.draw(JSON.stringify(option));
      return [before, state()];
    });
    assert.equal(same.start, 40);
    assert.equal(same.off.Bonus, false);
    assert.equal(other.start, 0);
    assert.notEqual(other.off.Bonus, false);
  }));

test("the pointer reads a series that is shown", () =>
  withMounted({}, async (page) => {
    await page.evaluate(() => {
      globalThis.live.show("Sales", false);
      globalThis.live.point(0);
    });
    await page.locator(".chart-tip").waitFor();
    assert.deepEqual(await page.locator(".chart-tip li").allTextContents(), ["Bonus€50.00"]);
    await page.evaluate(() => globalThis.live.point(null));
    await page.locator(".chart-tip").waitFor({ state: "hidden" });
  }));

test("a chart that is let go is gone, unless another takes its place at once", () =>
  withMounted({}, async (page) => {
    const later = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
    await page.evaluate(() => {
      globalThis.live.dispose();
      globalThis.same = globalThis.echarts.mount(globalThis.host) === globalThis.live;
    });
    await later();
    assert.equal(await page.evaluate(() => globalThis.same && globalThis.now().series.length), 2);
    await page.evaluate(() => globalThis.live.dispose());
    await later();
    assert.equal(await page.evaluate(() => globalThis.now()), undefined);
    assert.equal(await page.locator("#chart canvas").count(), 0);
  }));

test("500 charts made and disposed of leave no element behind", () =>
  withChart(async (page) => {
    const left = await page.evaluate((option) => {
      globalThis.chart.dispose();
      const host = document.getElementById("chart");
      for (let i = 0; i < 500; i += 1) {
        const chart = globalThis.echarts.init(host, "", { width: 60, height: 30 });
        chart.setOption(structuredClone(option));
        chart.dispose();
      }
      return host.childElementCount;
    }, OPTION);
    assert.equal(left, 0);
  }));
