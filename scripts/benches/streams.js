// Two thousand open live streams: what they need while nothing happens, and how long one event takes to reach all of them.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const STREAMS = 2_000;
const ROUNDS = 10;
const IDLE_SECONDS = 30;
const HANDLE = "ana-trails";

/** A server of its own: its memory is compared before and after, and one account may open all streams. */
async function startOwn({ start, target }, folder) {
  const ready = join(folder, "ready.json");
  const listen = ["--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--live", "0"];
  const env = { ...process.env, TANDEM_LIVE__STREAMS_PER_ACCOUNT: String(2 * STREAMS) };
  const child = start(join(target, "release/tandem"), ["demo", ...listen, "--data", join(folder, "data"), "--ready-file", ready], { env });
  child.stdout.resume();
  while (!existsSync(ready) || statSync(ready).size === 0) await pause(100);
  return { ...JSON.parse(readFileSync(ready, "utf8")), pid: child.pid, child };
}

/** Opens one stream as a browser does, without one. `heard(name)` is called with each event's name. */
function open(app, cookie, heard) {
  const { hostname, port, host } = new URL(app);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.on("error", reject);
    socket.on("connect", () => socket.write(`GET /live HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nAccept: text/event-stream\r\n\r\n`));
    socket.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      if (text.includes("event: hello")) resolve(socket);
      else if (text.startsWith("HTTP/1.1") && !text.startsWith("HTTP/1.1 200")) reject(new Error(text.slice(0, 200)));
      for (const [, name] of text.matchAll(/^event: (order|commission|refund|click)$/gm)) heard(name);
    });
  });
}

/** Seconds of processor time that the process has used. */
function worked(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function order(demo, total) {
  const answer = await fetch(`${demo.sandbox}/_orders`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ handle: HANDLE, total }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

export async function measure(context) {
  const { row, resident, signIn } = context;
  const folder = mkdtempSync(join(tmpdir(), "tandem-streams."));
  const demo = await startOwn(context, folder);
  const sockets = [];
  try {
    const cookie = await signIn(demo, HANDLE);
    await fetch(`${demo.app}/`, { headers: { cookie } }).then((answer) => answer.text());
    const before = resident(demo.pid);
    let arrived = [];
    const began = performance.now();
    for (let opened = 0; opened < STREAMS; opened += 100) {
      const next = Array.from({ length: Math.min(100, STREAMS - opened) }, () => open(demo.app, cookie, () => arrived.push(performance.now())));
      sockets.push(...(await Promise.all(next)));
    }
    const opening = performance.now() - began;
    await pause(2_000);
    const held = resident(demo.pid) - before;
    const idle = worked(demo.pid);
    await pause(IDLE_SECONDS * 1_000);
    const share = ((worked(demo.pid) - idle) / IDLE_SECONDS) * 100;

    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      arrived = [];
      const sent = performance.now();
      await order(demo, `${round + 1}.00`);
      for (const deadline = sent + 10_000; arrived.length < STREAMS && performance.now() < deadline; ) await pause(5);
      if (arrived.length !== STREAMS) throw new Error(`${arrived.length} of ${STREAMS} streams heard of an order`);
      times.push(...arrived.map((time) => time - sent));
    }
    times.sort((one, other) => one - other);
    const kept = sockets.filter((socket) => !socket.destroyed).length;
    row(`${STREAMS.toLocaleString("en")} live streams opened`, `in ${(opening / 1_000).toFixed(1)} s; ${kept} are still open at the end`, "all", kept === STREAMS);
    row("what they add to the resident memory", `${held.toFixed(0)} MB, ${((held * 1_024) / STREAMS).toFixed(1)} kB each`, "", true);
    row("what they need of one processor while nothing happens", `${share.toFixed(1)} %`, "", true);
    row("from the shop's order to each of them, webhook included", `p50 ${at(times, 0.5).toFixed(0)} ms, p99 ${at(times, 0.99).toFixed(0)} ms`, "≤ 2 s", at(times, 0.99) <= 2_000);
  } finally {
    for (const socket of sockets) socket.destroy();
    demo.child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
