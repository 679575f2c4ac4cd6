// A million orders in one file, through the real server into a fresh SQLite store: how long that takes, and how much memory.
import { createWriteStream, existsSync, mkdtempSync, openAsBlob, readFileSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const ORDERS = Number(process.env.TANDEM_BENCH_ORDERS ?? 1_000_000);
const CODES = ["MAYA15", "OSCAR10", "PRIYATREK", "NOBODY"];

async function startOwn({ start, target }, folder) {
  const ready = join(folder, "ready.json");
  const listen = ["--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--live", "0"];
  const program = join(target, `${process.env.TANDEM_BENCH_PROFILE ?? "release"}/tandem`);
  const child = start(program, ["demo", ...listen, "--data", join(folder, "data"), "--ready-file", ready]);
  child.stdout.resume();
  while (!existsSync(ready) || statSync(ready).size === 0) await pause(100);
  return { ...JSON.parse(readFileSync(ready, "utf8")), pid: child.pid, child };
}

/** Written as it goes: the file is larger than a string should be. */
async function write(path) {
  const file = createWriteStream(path);
  file.write("affiliate_code,order_id,total_amount,currency,customer_email,customer_name,timestamp,notes\n");
  for (let number = 0; number < ORDERS; number += 1) {
    const day = String((number % 28) + 1).padStart(2, "0");
    const total = `${(number % 400) + 5}.${String(number % 100).padStart(2, "0")}`;
    const customer = number % 200_000;
    const line = `${CODES[number % CODES.length]},bench-${number},${total},USD,customer${customer}@example.com,Customer ${customer},2026-03-${day}T12:00:00Z,from the file before\n`;
    if (!file.write(line)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

async function signIn(demo) {
  const body = new URLSearchParams({ email: demo.admin_email, password: demo.admin_password });
  const answer = await fetch(`${demo.app}/admin/sign-in`, { method: "POST", body, redirect: "manual", headers: { origin: demo.app } });
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

const peak = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const seconds = (from) => (performance.now() - from) / 1_000;

export async function measure(context) {
  const { row, resident } = context;
  const folder = mkdtempSync(join(tmpdir(), "tandem-import."));
  const demo = await startOwn(context, folder);
  try {
    const path = join(folder, "orders.csv");
    await write(path);
    const cookie = await signIn(demo);
    const call = async (name, body) => {
      const headers = { "content-type": "application/json", accept: "application/json", origin: demo.app, cookie };
      const answer = await fetch(`${demo.app}/fn/admin/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${name} answered ${answer.status}: ${await answer.text()}`);
      return answer.json();
    };
    const before = resident(demo.pid);
    const uploading = performance.now();
    const form = new FormData();
    form.set("kind", "orders");
    form.set("file", await openAsBlob(path), "orders.csv");
    const headers = { accept: "application/json", origin: demo.app, cookie };
    const uploaded = await fetch(`${demo.app}/admin/imports/upload`, { method: "POST", headers, body: form });
    if (!uploaded.ok) throw new Error(`the upload answered ${uploaded.status}: ${await uploaded.text()}`);
    const id = (await uploaded.json()).path.split("/").pop();
    const looked = seconds(uploading);
    const running = performance.now();
    await call("act-on-import", { id, act: "start" });
    let slowest = 0;
    let detail;
    do {
      await pause(200);
      const asked = performance.now();
      // A single order meanwhile, as a shop reports it.
      const order = { order_id: `single-${asked}`, total_amount: 10, customer: { email: "lin@example.com" } };
      const single = await fetch(`${demo.app}/api/affiliates/track/MAYA15`, {
        method: "POST",
        headers: { "content-type": "application/json", "y-api-key": demo.api_key },
        body: JSON.stringify(order),
      });
      if (!single.ok) throw new Error(`a single order was refused: ${await single.text()}`);
      slowest = Math.max(slowest, performance.now() - asked);
      detail = await call("import", { id });
    } while (detail.import.state === "running");
    const took = seconds(running);
    const { counts, state } = detail.import;
    const isWhole = state === "done" && counts.new === ORDERS - counts.not_tracked && counts.refused + counts.known === 0;
    const size = `${(statSync(path).size / 1e6).toFixed(0)} MB`;
    row(`a file of ${ORDERS.toLocaleString("en")} orders uploaded and looked at, ${size}`, `${looked.toFixed(1)} s`, "", isWhole);
    row("the same imported into SQLite, durable", `${took.toFixed(0)} s, ${(ORDERS / took).toFixed(0)}/s`, "≥ 10,000/s", isWhole && ORDERS / took >= 10_000);
    row("peak memory beyond that before the upload", `${(peak(demo.pid) - before).toFixed(0)} MB`, "≤ 150 MB", peak(demo.pid) - before <= 150);
    row("the slowest single order meanwhile", `${slowest.toFixed(0)} ms`, "≤ 1,000 ms", slowest <= 1_000);
  } finally {
    demo.child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

// Alone: `TANDEM_BENCH_ORDERS=100000 node scripts/benches/import.js TARGET`.
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { spawn } = await import("node:child_process");
  const start = (program, args) => spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
  const row = (what, measured, figure, isMet) => console.log(`${what}: ${measured} ${figure && `(${figure}: ${isMet ? "yes" : "no"})`}`);
  await measure({ start, resident, row, target: process.argv[2] ?? "target" });
}
