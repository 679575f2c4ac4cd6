// The part of ECharts that the pages draw with, and what makes it fit our Content-Security-Policy and money.
//
// ECharts writes its tooltip as HTML text with style attributes, which `style-src 'self' 'nonce-…'` refuses. Tooltips are
// therefore built here as elements (class names below, styled by the pages' own style sheet). What a number is comes from
// data attributes of the chart's element, because functions cannot be part of an option that Rust serialises:
//   data-currency="EUR"        values are amounts of this currency, in major units (12.5 is €12.50)
//   data-number-style="percent" values are fractions (0.034 is 3.4 %)
//   data-total="Total"          tooltips end with the sum of all series, under this name
//
// Colours come as the style sheet names them, `var(--src-cc)`: the server that builds an option does not know them, and a
// canvas does not know variables. They are looked up when a chart is drawn, and again when the colour scheme changes.
import { init as initECharts, use, registerTheme, getInstanceByDom, dispose, connect, disconnect, version } from "echarts/core";
import { BarChart, FunnelChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, CanvasRenderer, DatasetComponent, DataZoomComponent,
  FunnelChart, GridComponent, LegendComponent, LineChart, TooltipComponent,
]);

function numberFormats(element) {
  const { currency, numberStyle } = element.dataset;
  const lang = document.documentElement.lang || "en";
  const kind = currency ? { style: "currency", currency } : numberStyle ? { style: numberStyle } : {};
  const exact = new Intl.NumberFormat(lang, numberStyle === "percent" ? { ...kind, maximumFractionDigits: 1 } : kind);
  const short = new Intl.NumberFormat(lang, { ...kind, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 });
  return { exact: (n) => exact.format(n), short: (n) => short.format(n) };
}

/** The number of one tooltip row: a plain value, `[x, y]`, or the column of a dataset's row. */
function valueOf(item) {
  const { value, encode } = item;
  if (Array.isArray(value)) return Number(value[encode?.y?.[0] ?? value.length - 1]);
  if (value !== null && typeof value === "object") return Number(value[item.dimensionNames?.[encode?.y?.[0]]]);
  return value === null || value === undefined || value === "-" ? Number.NaN : Number(value);
}

function node(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function row(colour, name, text) {
  const made = node("li", "chart-tip-row");
  const dot = node("i", "chart-tip-dot");
  if (typeof colour === "string") dot.style.background = colour;
  made.append(dot, node("span", "chart-tip-name", name), node("span", "chart-tip-value", text));
  return made;
}

function tooltip(element) {
  return (params) => {
    const items = Array.isArray(params) ? params : [params];
    const { exact } = numberFormats(element);
    const known = items.map((item) => ({ item, value: valueOf(item) })).filter(({ value }) => Number.isFinite(value));
    const title = Array.isArray(params) ? items[0]?.axisValueLabel : items[0]?.seriesName;
    const list = node("ul", "chart-tip-rows");
    for (const { item, value } of known) {
      list.append(row(item.color, Array.isArray(params) ? item.seriesName : item.name, exact(value)));
    }
    const { total } = element.dataset;
    if (total && known.length > 1) {
      const sum = row(undefined, total, exact(known.reduce((soFar, { value }) => soFar + value, 0)));
      sum.classList.add("chart-tip-total");
      list.append(sum);
    }
    const box = node("div", "chart-tip");
    box.append(node("div", "chart-tip-title", title ?? ""), list);
    return box;
  };
}

const each = (oneOrMany, change) => [oneOrMany].flat().filter(Boolean).forEach(change);

function fit(element, option) {
  // `confine` keeps the tooltip inside the chart, and spares the arrow that ECharts writes as HTML text.
  each(option.tooltip, (tip) => Object.assign(tip, { confine: true, formatter: tooltip(element) }));
  const { short } = numberFormats(element);
  each(option.yAxis, (axis) => {
    if (axis.type !== "category") axis.axisLabel = { ...axis.axisLabel, formatter: short };
  });
  return option;
}

export function init(element, theme, options) {
  const chart = initECharts(element, theme, options);
  const setOption = chart.setOption.bind(chart);
  chart.setOption = (option, ...how) => setOption(fit(element, option), ...how);
  return chart;
}

/** A colour as ECharts reads it, whatever colour space the browser says it in. */
function plain(colour) {
  if (colour.startsWith("rgb")) return colour;
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
}

/** What the style sheet's colours are now, in `element`. */
function colours(element) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) {
      const probe = document.createElement("i");
      probe.style.color = name;
      element.append(probe);
      known.set(name, plain(getComputedStyle(probe).color));
      probe.remove();
    }
    return known.get(name);
  };
}

/** An option with every colour in it looked up. Only what is a colour by its key: names and labels come from outside. */
function coloured(value, lookUp, isColour = false) {
  if (typeof value === "string") return isColour && /^var\(--[\w-]+\)$/.test(value) ? lookUp(value) : value;
  if (Array.isArray(value)) return value.map((item) => coloured(item, lookUp, isColour));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, lookUp, /color$/i.test(key))]));
}

const places = ({ xAxis }) => [xAxis].flat()[0]?.data?.length;

function begin(element) {
  const chart = init(element);
  const hidden = new Set();
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  let drawn;
  let leaving;

  const draw = (text) => {
    const option = JSON.parse(text);
    // Newer figures move what stands there, and leave zoom and legend as they were; another range is drawn anew.
    const isSame = drawn && places(option) === places(JSON.parse(drawn));
    drawn = text;
    const animation = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    chart.setOption({ ...coloured(option, colours(element.parentElement)), animation }, { notMerge: !isSame });
  };
  const recolour = () => drawn && draw(drawn);
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  scheme.addEventListener("change", recolour);

  const end = () => {
    observer.disconnect();
    scheme.removeEventListener("change", recolour);
    mounted.delete(element);
    chart.dispose();
  };
  return {
    draw,
    /** Switches a series on or off. */
    show(name, isShown) {
      if (isShown) hidden.delete(name);
      else hidden.add(name);
      chart.dispatchAction({ type: isShown ? "legendSelect" : "legendUnSelect", name });
    },
    /** The series that are switched off. */
    hidden: () => [...hidden],
    /** Shows the values of one point; none for `null`. */
    point(dataIndex) {
      const seriesIndex = chart.getOption().series.findIndex(({ name }) => !hidden.has(name));
      chart.dispatchAction(dataIndex === null ? { type: "hideTip" } : { type: "showTip", seriesIndex, dataIndex });
    },
    /** Lets the chart go, unless another takes its place in the same element at once: newer figures of the same page. */
    dispose() {
      leaving = setTimeout(end);
    },
    stay() {
      clearTimeout(leaving);
    },
  };
}

const mounted = new WeakMap();

/** A chart in `element` that draws what it is handed as JSON, and follows size and colour scheme until it is disposed of. */
export function mount(element) {
  const chart = mounted.get(element) ?? begin(element);
  mounted.set(element, chart);
  chart.stay();
  return chart;
}

export { registerTheme, getInstanceByDom, dispose, connect, disconnect, version };
