// Beacons of many visitors: how many a second are taken and written.
import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("collect.lua", import.meta.url));

/** Visits that the store holds of these partners, as their own pages tell them. */
async function visits(demo, cookie) {
  const answer = await fetch(`${demo.app}/fn/analytics`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json", "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ query: {} }),
  });
  const { view } = await answer.json();
  return view.visits.now ?? 0;
}

export async function measure({ demo, signIn, row, seconds = 10 }) {
  const people = await fetch(`${demo.sandbox}/_people`).then((answer) => answer.json());
  const handles = people.slice(0, 20).map(({ handle }) => handle).filter((handle) => handle !== "zed-test");
  const cookies = await Promise.all(handles.map((handle) => signIn(demo, handle)));
  const count = async () => {
    let sum = 0;
    for (const cookie of cookies) sum += await visits(demo, cookie);
    return sum;
  };
  const before = await count();
  const args = ["-t1", "-c64", `-d${seconds}s`, "--latency", "-s", script, demo.app, "--", handles.join(",")];
  const out = execFileSync("wrk", args, { encoding: "utf8" });
  // More than can be written is refused: only what was taken counts.
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0);
  const taken = Number(/(\d+) requests in/.exec(out)[1]) - refused;
  const rate = taken / seconds;
  const p95 = Number(/p95 (\d+)/.exec(out)[1]) / 1000;
  const began = Date.now();
  // Three of seven events are visits, give or take what was refused. All that was taken is written before it counts.
  let written = 0;
  while (written < taken * (3 / 7) * 0.98 - 64 && Date.now() - began < 20_000) {
    await pause(200);
    written = (await count()) - before;
  }
  const late = (Date.now() - began) / 1000;
  row("`/collect`, each event of another visitor, 64 connections", `${rate.toFixed(0)} events/s taken (${(refused / seconds).toFixed(0)} refused), p95 ${p95.toFixed(1)} ms; all written ${late.toFixed(1)} s after the last`, "≥ 5,000 events/s", rate >= 5_000 && late < 20);
}
