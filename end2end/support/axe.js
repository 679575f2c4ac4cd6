// Accessibility: no violation of WCAG 2.2 A or AA that axe can find, in light, dark and phone width.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { DESKTOP, PHONE } from "./browser.js";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function violations(page) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  const found = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  at ${target.join(" ")}\n  ${failureSummary.replaceAll("\n", "\n  ")}`),
  );
}

const VIEWS = [
  { view: "light", colorScheme: "light", size: DESKTOP },
  { view: "dark", colorScheme: "dark", size: DESKTOP },
  { view: "phone", colorScheme: "light", size: PHONE },
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
