// Accessibility: no violation of WCAG 2.2 A or AA that axe can find, in light and dark, on a desktop and on a phone.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { DESKTOP, PHONE } from "./browser.js";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Colours and sizes are what they will stay: one animation may set off the next. */
function settled(page) {
  return page.evaluate(async () => {
    const running = () => document.getAnimations().filter(({ playState }) => playState === "running");
    for (let now = running(); now.length > 0; now = running()) await Promise.allSettled(now.map(({ finished }) => finished));
  });
}

async function violations(page) {
  // A page that is named after what it shows has its name as soon as that is there.
  await page.waitForFunction(() => document.title !== "");
  await settled(page);
  const found = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  at ${target.join(" ")}\n  ${failureSummary.replaceAll("\n", "\n  ")}`),
  );
}

const VIEWS = [
  { view: "light", colorScheme: "light", size: DESKTOP },
  { view: "dark", colorScheme: "dark", size: DESKTOP },
  { view: "dark phone", colorScheme: "dark", size: PHONE },
  { view: "light phone", colorScheme: "light", size: PHONE },
];

export async function assertAccessible(page) {
  await page.evaluate(source);
  const found = [];
  for (const { view, colorScheme, size } of VIEWS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    for (const violation of await violations(page)) found.push(`[${view}] ${violation}`);
  }
  assert.deepEqual(found, [], `axe found on ${page.url()}:\n${found.join("\n")}`);
}
