// Starts the release build with the demo's data, measures it, and prints a Markdown table.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { Agent, get } from "node:http";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const target = process.argv[2] ?? "target";
const seconds = Number(process.argv[3] ?? 10);
const site = "target/site";
const scratch = mkdtempSync(join(tmpdir(), "tandem-bench."));
const started = [];

function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], ...options });
  started.push(child);
  return child;
}

async function until(what, found) {
  for (let tries = 0; tries < 1200; tries += 1) {
    const value = await found();
    if (value) return value;
    await pause(100);
  }
  throw new Error(`${what} did not come`);
}

async function startDemo() {
  const ready = join(scratch, "ready.json");
  const begin = process.hrtime.bigint();
  const args = ["demo", "--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--data", join(scratch, "data"), "--ready-file", ready];
  const child = start(join(target, "release/tandem"), args);
  child.stdout.resume();
  await until("the demo", () => existsSync(ready) && statSync(ready).size > 0);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  return { ...JSON.parse(readFileSync(ready, "utf8")), pid: child.pid, seconds };
}

/** The session's cookie, as a header: the cookie is marked secure, and plain clients would not send it back here. */
async function signIn(demo, handle) {
  const minted = await fetch(`${demo.sandbox}/_sso/mint`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ handle }),
  });
  const { sso_token: token } = await minted.json();
  const answer = await fetch(`${demo.app}/sso/cc?sso_token=${token}`, { redirect: "manual" });
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

const unit = { us: 0.001, ms: 1, s: 1000 };
function millis(text) {
  const [, number, name] = /([\d.]+)(us|ms|s)/.exec(text);
  return Number(number) * unit[name];
}

function load(url, connections, cookie) {
  const headers = cookie ? ["-H", `Cookie: ${cookie}`] : [];
  const out = execFileSync("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", ...headers, url], { encoding: "utf8" });
  if (/Non-2xx/.test(out)) throw new Error(`${url} answered errors:\n${out}`);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: millis(/99%\s+(\S+)/.exec(out)[1]) };
}

/** Time to the first byte, one after the other over one connection. */
function firstBytes(url, cookie, count) {
  const args = ["-s", "-o", "/dev/null", "-w", "%{http_code} %{time_starttransfer} %{time_total}\n", "-H", `Cookie: ${cookie}`, `${url}?n=[1-${count}]`];
  const lines = execFileSync("curl", args, { encoding: "utf8" }).trim().split("\n").map((line) => line.split(" "));
  if (lines.some(([code]) => code !== "200")) throw new Error(`${url} answered ${lines.find(([code]) => code !== "200")[0]}`);
  const at = (column) => lines.map((line) => Number(line[column]) * 1000).sort((a, b) => a - b)[Math.floor(count * 0.95)];
  return { first: at(1), whole: at(2) };
}

async function setAll(demo, mode) {
  for (const system of ["cc", "shopify", "impact", "hubspot"]) {
    await fetch(`${demo.sandbox}/_switches/${system}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ mode }),
    });
  }
}

function compressed(file) {
  return existsSync(`${file}.br`) ? statSync(`${file}.br`).size : statSync(file).size;
}

function bytes(pattern, folder) {
  return readdirSync(join(site, folder)).filter((name) => pattern.test(name)).map((name) => ({ name, size: compressed(join(site, folder, name)) }));
}

const kb = (size) => `${(size / 1000).toFixed(1)} kB`;
const rows = [];
const row = (what, measured, figure, met) => rows.push([what, measured, figure, met ? "yes" : "no"]);

/** What a first visit to a page brings of the WebAssembly: the part that all pages share, and the page's own parts. */
function wasmOf(view) {
  const manifest = readdirSync(join(site, "pkg")).find((name) => /^__wasm_split_manifest.*\.json$/.test(name));
  const parts = Object.entries(JSON.parse(readFileSync(join(site, "pkg", manifest), "utf8"))).find(([name]) => name.includes(view))[1];
  const own = parts.reduce((sum, part) => sum + compressed(join(site, "pkg", `${part}.wasm`)), 0);
  return { shared: bytes(/^tandem.*\.wasm$/, "pkg")[0].size, own };
}

function firstVisit() {
  for (const [name, view] of [["home", "__home_route_view"], ["earnings", "__earnings_route_view"]]) {
    const { shared, own } = wasmOf(view);
    row(`first visit to ${name}: wasm`, `${kb(shared + own)} (${kb(shared)} of all pages + ${kb(own)})`, "≤ 250 kB", shared + own <= 250_000);
  }
  const js = bytes(/\.js$/, "pkg").reduce((sum, file) => sum + file.size, 0);
  const css = bytes(/\.css$/, "pkg").reduce((sum, file) => sum + file.size, 0);
  row("first visit: JavaScript, all of it", kb(js), "≤ 25 kB", js <= 25_000);
  row("first visit: CSS", kb(css), "≤ 20 kB", css <= 20_000);
  const echarts = compressed(join(site, "vendor/echarts.js"));
  row("ECharts, on chart pages only", kb(echarts), "≤ 190 kB", echarts <= 190_000);
}

async function sameBytes(size, connections) {
  const child = start(join(target, "release/examples/same_bytes"), ["127.0.0.1:0", String(size)]);
  const address = await new Promise((resolve) => child.stdout.once("data", (data) => resolve(String(data).trim())));
  const measured = load(`http://${address}/`, connections);
  child.kill();
  return measured;
}

function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** Asks for pages in turn, so many a second, whether or not the ones before have come. */
async function pace(demo, cookie, perSecond) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const paths = ["/", "/earnings", "/analytics", "/profile"];
  const ask = (path) =>
    new Promise((resolve, reject) => {
      const read = (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${path} answered ${answer.statusCode}`));
        answer.resume().once("end", resolve);
      };
      get(demo.app + path, { agent, headers: { cookie } }, read).once("error", reject);
    });
  const began = Date.now();
  const asked = [];
  while (Date.now() - began < seconds * 1000) {
    const due = ((Date.now() - began) * perSecond) / 1000;
    while (asked.length < due) asked.push(ask(paths[asked.length % paths.length]));
    await pause(4);
  }
  await Promise.all(asked);
  agent.destroy();
}

/** What the stand-ins need by themselves: in the demo they share the server's process. */
async function sandboxAlone() {
  const child = start(join(target, "release/tandem"), ["sandbox", "--listen", "127.0.0.1:0", "--live", "0"]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const size = resident(child.pid);
  child.kill();
  return size;
}

/** Further measurements, one file each: `measure({ demo, signIn, row, load, … })`. */
async function measureParts(context) {
  const folder = new URL("benches/", import.meta.url);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".js")).sort()) {
    const { measure } = await import(new URL(name, folder));
    // One that breaks says so in the table, and the others are measured all the same.
    await measure(context).catch((error) => row(name, `broke: ${error.message.split("\n")[0]}`, "", false));
  }
}

async function measure() {
  firstVisit();
  const demo = await startDemo();
  const cookie = await signIn(demo, "ana-trails");
  const page = (path) => fetch(demo.app + path, { headers: { cookie } }).then((answer) => answer.text());

  await page("/");
  await pace(demo, cookie, 500);
  const sandbox = await sandboxAlone();
  const server = resident(demo.pid) - sandbox;
  row("resident memory at 500 pages/s, without the sandbox", `${server.toFixed(0)} MB (the sandbox in the same process has ${sandbox.toFixed(0)} MB)`, "≤ 150 MB", server <= 150);
  const home = load(`${demo.app}/`, 32, cookie);
  row("signed-in home with its data, 32 connections", `${home.rate.toFixed(0)} req/s, p99 ${home.p99.toFixed(0)} ms`, "≥ 1,000 req/s, p99 ≤ 60 ms", home.rate >= 1000 && home.p99 <= 60);
  const earnings = load(`${demo.app}/earnings`, 32, cookie);
  row("signed-in earnings with 50 rows, 32 connections", `${earnings.rate.toFixed(0)} req/s, p99 ${earnings.p99.toFixed(0)} ms`, "", true);

  const long = "/earnings?from=2023-12-01&rows=1000";
  const html = await page(long);
  const count = html.split("<tr").length - 1;
  const list = load(demo.app + long, 50, cookie);
  const bound = await sameBytes(Buffer.byteLength(html), 50);
  const ratio = list.rate / bound.rate;
  row(`${count} table rows, ${kb(Buffer.byteLength(html))}, 50 connections`, `${list.rate.toFixed(0)} req/s = ${ratio.toFixed(2)} × same bytes (${bound.rate.toFixed(0)} req/s)`, "≥ 0.6 × same bytes, ≥ 600 req/s", ratio >= 0.6 && list.rate >= 600);
  row("the same after all the processors can do", `${(resident(demo.pid) - sandbox).toFixed(0)} MB`, "", true);

  const calm = firstBytes(`${demo.app}/`, cookie, 300);
  row("first byte of home, p95", `${calm.first.toFixed(1)} ms`, "≤ 20 ms", calm.first <= 20);
  await setAll(demo, "hang");
  const hung = firstBytes(`${demo.app}/earnings`, cookie, 300);
  row("first byte of earnings, p95, every outside system hanging", `${hung.first.toFixed(1)} ms (whole page ${hung.whole.toFixed(1)} ms)`, "≤ 20 ms", hung.first <= 20);
  const cold = firstBytes(`${demo.app}/profile`, await signIn(demo, "ana-trails"), 20);
  row("the same for a profile, p95", `${cold.first.toFixed(1)} ms (whole page ${cold.whole.toFixed(1)} ms)`, "≤ 20 ms", cold.first <= 20);
  await setAll(demo, "ok");
  await measureParts({ demo, signIn, row, load, start, resident, target, seconds });
  return demo;
}

try {
  const demo = await measure();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  console.log(`\nMachine: ${cpus().length} × ${cpus()[0].model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; commit ${commit}; empty store filled and ready in ${demo.seconds.toFixed(1)} s.\n`);
  console.log("| what | measured | figure | met |\n|---|---|---|---|");
  for (const cells of rows) console.log(`| ${cells.join(" | ")} |`);
} finally {
  for (const child of started) child.kill();
  rmSync(scratch, { recursive: true, force: true });
}
