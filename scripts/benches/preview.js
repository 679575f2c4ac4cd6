// How soon the preview follows what is typed, and how quickly public landing pages are answered.
import { execFileSync } from "node:child_process";
import { launch } from "../../end2end/support/browser.js";

const ROUNDS = 300;

/** The partner whose public page is the largest. */
async function fullest(demo) {
  const people = await (await fetch(`${demo.sandbox}/_people`)).json();
  const sizes = await Promise.all(people.map(async ({ handle }) => {
    const answer = await fetch(`${demo.app}/p/${handle}`);
    return { handle, size: answer.ok ? (await answer.text()).length : 0 };
  }));
  return sizes.toSorted((a, b) => b.size - a.size)[0].handle;
}

/** Milliseconds from a key's event to the preview's changed text, one by one, sorted. */
const keystrokes = (page) => page.evaluate(async (rounds) => {
  const field = document.querySelector("#bio");
  const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  const shown = document.querySelector("iframe").contentDocument.querySelector(".bio");
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const seen = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(shown, { subtree: true, childList: true, characterData: true });
    });
    const begin = performance.now();
    write.call(field, `${"Trail runner and early riser. ".repeat(12)}${round}`);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    times.push((await seen) - begin);
    await new Promise(requestAnimationFrame);
  }
  return times.sort((a, b) => a - b);
}, ROUNDS);

async function typing({ demo, signIn }, handle) {
  const cookie = await signIn(demo, handle);
  const [name, value] = cookie.split("=");
  const browser = await launch();
  try {
    // The cookie is marked secure; a browser sends it to 127.0.0.1 all the same, but only if it is told so.
    const context = await browser.newContext({ extraHTTPHeaders: { cookie: `${name}=${value}` } });
    const page = await context.newPage();
    await page.goto(`${demo.app}/content`);
    await page.frameLocator("iframe[title^='Preview']").locator("h1").waitFor({ timeout: 30_000 });
    return await keystrokes(page);
  } finally {
    await browser.close();
  }
}

function load(url) {
  const out = execFileSync("wrk", ["-t1", "-c32", "-d8s", "--latency", url], { encoding: "utf8" });
  if (/Non-2xx/.test(out)) throw new Error(`${url} answered errors:\n${out}`);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: /99%\s+(\S+)/.exec(out)[1] };
}

/** `context`: `{ demo, signIn, row }` as in `bench.js`. */
export async function measure(context) {
  const { demo, row } = context;
  const handle = await fullest(demo);
  const times = await typing(context, handle);
  const at = (share) => times[Math.floor(times.length * share)];
  row(
    `keystroke to preview on the fullest page (${handle}), p95 of ${times.length}`,
    `${at(0.95).toFixed(1)} ms (median ${at(0.5).toFixed(1)} ms)`, "≤ 16 ms", at(0.95) <= 16,
  );
  const page = load(`${demo.app}/p/${handle}`);
  row(`public landing page /p/${handle}, 32 connections`, `${page.rate.toFixed(0)} req/s, p99 ${page.p99}`, "", true);
}
