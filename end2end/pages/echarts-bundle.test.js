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
