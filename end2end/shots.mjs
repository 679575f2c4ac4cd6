// Takes pictures of pages in light, dark and phone width, into end2end/results/.
// Usage: node end2end/shots.mjs [--base URL --sandbox URL] [--as HANDLE | --admin [--email E --password P]] PATH…
// Without --base it starts a demo of its own from the debug build that `make e2e` makes, and knows that one's password.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DESKTOP, PHONE, hydrated, launch } from "./support/browser.js";
import { results, startServer } from "./support/server.js";
import { ADMIN, Tandem } from "./support/tandem.js";

const { values, positionals: paths } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: "string" }, sandbox: { type: "string" }, as: { type: "string" },
    admin: { type: "boolean" }, email: { type: "string" }, password: { type: "string" },
  },
});

const given = () => ({
  app: values.base, sandbox: values.sandbox, adminEmail: values.email, adminPassword: values.password, stop: async () => {},
});
const VIEWS = [
  { view: "light", viewport: DESKTOP, colorScheme: "light" },
  { view: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { view: "phone", viewport: PHONE, colorScheme: "light", isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
];

await mkdir(results, { recursive: true });
const server = values.base ? given() : await startServer("shots");
const browser = await launch();
try {
  const tandem = new Tandem(server, browser);
  const as = values.admin ? ADMIN : values.as;
  for (const path of paths) {
    for (const { view, ...options } of VIEWS) {
      const name = `${path.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-|-$/g, "") || "home"}-${view}.png`;
      await tandem.page({ as, path, allowed: [/./], ...options }, async (page) => {
        await hydrated(page).catch(() => console.error(`${path}: did not hydrate`));
        // The page's own stream is never idle: what counts is that pictures and charts are there.
        await page.waitForFunction(() => [...document.images].every(({ complete, loading }) => complete || loading === "lazy"));
        await page.waitForFunction(() => !document.querySelector(".echart:not(.is-drawn)"));
        await page.waitForTimeout(1_200);
        await page.screenshot({ path: join(results, name), fullPage: true });
      });
      console.log(join(results, name));
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
