// How long the browser takes to draw a chart: the bundle that pages load, six series of a year, from the option's text to
// the finished picture.
import { launch, withPage } from "../../end2end/support/browser.js";

const COLOURS = ["--src-cc", "--src-net", "--src-bonus", "--src-shop", "--src-crm", "--brand-ink"];
const DAYS = Array.from({ length: 365 }, (_, day) => day);
const ROUNDS = 20;

/** An option as the server builds them: categories below, stacked bars, zoomable, colours by name. */
function option() {
  const series = COLOURS.map((colour, index) => ({
    name: `Series ${index + 1}`, type: "bar", stack: "all", itemStyle: { color: `var(${colour})` },
    data: DAYS.map((day) => ((day * 7919 + index * 104_729) % 100_000) / 100),
  }));
  return JSON.stringify({
    legend: { show: false },
    grid: [{ left: 8, right: 8, top: 12, bottom: 48, containLabel: true }],
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: DAYS.map((day) => `Day ${day + 1}`), axisLabel: { color: "var(--ink-2)" } },
    yAxis: { type: "value", axisLabel: { color: "var(--ink-2)" }, splitLine: { lineStyle: { color: "var(--line)" } } },
    dataZoom: [{ type: "inside" }, { type: "slider", bottom: 4 }],
    series,
  });
}

/**
 * Runs in the page: milliseconds from handing the text over until all of it is painted, round by round. Without animation,
 * which would take its own time.
 */
async function draw({ text, rounds }) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const host = document.createElement("div");
    host.style.cssText = "width: 900px; height: 300px";
    document.querySelector("main").append(host);
    const began = performance.now();
    const chart = globalThis.echarts.mount(host);
    const finished = new Promise((resolve) => globalThis.echarts.getInstanceByDom(host).on("finished", resolve));
    chart.draw(text);
    await finished;
    times.push(performance.now() - began);
    chart.dispose();
    await new Promise((resolve) => setTimeout(resolve, 20));
    host.remove();
  }
  return times.sort((a, b) => a - b);
}

/** Measures on a signed-in page of the running demo, with its style sheet and policy. */
export async function measure({ demo, signIn, row }) {
  const [name, value] = (await signIn(demo, "ana-trails")).split(/=(.*)/s);
  const browser = await launch();
  try {
    await withPage(browser, {}, async (page, context) => {
      await context.addCookies([{ name, value, url: demo.app.replace("http:", "https:") }]);
      await page.goto(`${demo.app}/earnings`);
      await page.locator(".echart.is-drawn").waitFor();
      const times = await page.evaluate(draw, { text: option(), rounds: ROUNDS });
      const [median, slowest] = [times[ROUNDS / 2], times[ROUNDS - 1]];
      const measured = `${median.toFixed(0)} ms (slowest ${slowest.toFixed(0)} ms)`;
      row(`chart of ${COLOURS.length} series × ${DAYS.length} points drawn, median of ${ROUNDS}`, measured, "≤ 100 ms", median <= 100);
    });
  } finally {
    await browser.close();
  }
}
