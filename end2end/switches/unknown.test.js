// Tandem begins with an empty store while one system is down: what only that one knows is shown as unknown, never as nought,
// and comes by itself or on request once the system is back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { hydrated, launch } from "../support/browser.js";
import { tiles } from "../support/figures.js";
import { startEmpty, startSandbox } from "../support/server.js";
import { PARTNER, Tandem } from "../support/tandem.js";

const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;
const TITLES = { cc: "CreatorCommerce", impact: "impact.com", hubspot: "HubSpot" };
const DOTS = { cc: "cc", shopify: "shop", impact: "net", hubspot: "crm" };
/** The tiles of the earnings page that cannot be known without the system. */
const UNKNOWN = { shopify: ["Attributed sales", "Average order"], impact: ["Earned", "Next payment"] };

let sandbox;
let browser;
before(async () => {
  sandbox = await startSandbox();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
});

const line = (page, system) => page.locator("ul.src li", { has: page.locator(`.dot.${DOTS[system]}`) });

for (const system of Object.keys(DOTS)) {
  test(`${system} is down from the start`, async () => {
    const tandem = new Tandem({ ...sandbox, own: true }, browser);
    const own = { TANDEM_CHANNEL__CURRENCY: "USD", TANDEM_CHANNEL__TIME_ZONE: "America/New_York" };
    let empty;
    try {
      await tandem.setSwitch(system, "dead");
      empty = await startEmpty(sandbox, `empty-${system}`, own);
      Object.assign(tandem.server, { app: empty.app });
      await tandem.page({ as: PARTNER }, async (page) => {
        for (const path of ["/", "/profile", "/earnings"]) {
          const answer = await page.goto(tandem.url(path));
          assert.equal(answer.status(), 200, path);
          assert.ok((await line(page, system).locator(".chip.bad, .chip.warn").count()) > 0, `${path} labels ${system}`);
          const figures = await page.locator(".tile .v").allTextContents();
          assert.deepEqual(figures.filter((it) => /^[^\d–]*0\.00/.test(it)), [], `${path} shows no nought`);
          if (path === "/profile" && TITLES[system]) {
            const reasons = (await page.locator(".facts .unknown").allTextContents()).join("; ");
            assert.ok(reasons.includes(TITLES[system]), `the profile says why facts are missing: ${reasons}`);
          }
        }
        const shown = await tiles(page);
        for (const label of UNKNOWN[system] ?? []) assert.match(shown[label], /^–/, label);
        await tandem.setSwitch(system, "ok");
        await hydrated(page);
        await line(page, system).getByRole("button").click();
        const isBack = async () => {
          const now = await tiles(page);
          const isKnown = (UNKNOWN[system] ?? []).every((label) => !now[label].startsWith("–"));
          return isKnown && (await line(page, system).locator(".chip.bad, .chip.warn").count()) === 0;
        };
        for (const deadline = Date.now() + PATIENCE_MS; !(await isBack()); await page.reload()) {
          assert.ok(Date.now() < deadline, `${system} is back: ${await page.locator("ul.src").innerText()}`);
          await pause(PAUSE_MS);
        }
      });
    } finally {
      await tandem.setSwitch(system, "ok");
      await empty?.stop();
    }
  });
}
