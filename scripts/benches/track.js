// Orders of the program: how many a second are durable, one by one and a thousand at a time.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("track.lua", import.meta.url));

function oneByOne(demo, connections, prefix, seconds) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script, demo.app, "--", demo.api_key, prefix];
  const out = execFileSync("wrk", args, { encoding: "utf8" });
  if (/Non-2xx/.test(out)) throw new Error(`orders were refused:\n${out}`);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: /99%\s+(\S+)/.exec(out)[1] };
}

async function inBulk(demo, requests) {
  const began = performance.now();
  for (let number = 0; number < requests; number += 1) {
    const orders = Array.from({ length: 1_000 }, (_, index) => ({
      affiliate_code: "MAYA15",
      order_id: `bulk-${number}-${index}`,
      total_amount: 25.5,
      customer: { email: `customer${index}@example.com` },
    }));
    const answer = await fetch(`${demo.app}/api/affiliates/track`, {
      method: "POST",
      headers: { "content-type": "application/json", "y-api-key": demo.api_key },
      body: JSON.stringify({ orders }),
    });
    const { results } = await answer.json();
    if (!results.every(({ status }) => status === 200)) throw new Error("orders of a bulk request were refused");
  }
  return (requests * 1_000) / ((performance.now() - began) / 1_000);
}

export async function measure({ demo, row, seconds = 10 }) {
  const alone = oneByOne(demo, 1, "one", seconds);
  row("orders tracked over HTTP, one connection, SQLite, durable", `${alone.rate.toFixed(0)}/s, p99 ${alone.p99}`, "", true);
  const many = oneByOne(demo, 64, "many", seconds);
  row("orders tracked over HTTP, 64 connections, SQLite, durable", `${many.rate.toFixed(0)}/s, p99 ${many.p99}`, "≥ 3,000/s", many.rate >= 3_000);
  const bulk = await inBulk(demo, 30);
  row("orders tracked over HTTP, 1,000 a request, SQLite, durable", `${bulk.toFixed(0)}/s`, "≥ 20,000/s", bulk >= 20_000);
}
