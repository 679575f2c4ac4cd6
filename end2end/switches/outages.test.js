// One outside system after another fails in each way it can, then all at once: every page still comes, in time, with what was
// known before and a label that names the system.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated, reloadUntil } from "../support/browser.js";
import { tiles } from "../support/figures.js";
import { ADMIN, PARTNER, SYSTEMS, useTandem } from "../support/tandem.js";

// Answers grow old at once, so that every page asks again.
const tandem = useTandem({ own: true, env: { TANDEM_UNIFY__FRESH_SECONDS: "1" } });
// Last comes the one after which even a person's wish has to wait.
const MODES = ["dead", "error500", "garbage", "hang", "slow", "rate_limited"];
const IN_TIME_MS = 1_500;
const TITLES = { cc: "CreatorCommerce", shopify: "Shopify", impact: "impact.com", hubspot: "HubSpot" };
const DOTS = { cc: "cc", shopify: "shop", impact: "net", hubspot: "crm" };

const line = (page, system) => page.locator("ul.src li", { has: page.locator(`.dot.${DOTS[system]}`) });
const inTrouble = (page, system) => line(page, system).locator(".chip.warn, .chip.bad");
/** Two windows of the partner: one that is alive, and one that only reads, without JavaScript. */
const inTwoWindows = (use) =>
  tandem.page({ as: PARTNER, path: "/earnings" }, (page) =>
    tandem.page({ as: PARTNER, javaScriptEnabled: false }, (reader) => use(page, reader)));

const breaks = (page, system) =>
  reloadUntil(page, async () => (await inTrouble(page, system).count()) > 0, `${system} is never said to be in trouble`);

async function recovers(page, system) {
  await tandem.setSwitch(system, "ok");
  await reloadUntil(page, async () => {
    const retry = line(page, system).getByRole("button");
    if ((await retry.count()) === 0) return (await inTrouble(page, system).count()) === 0;
    await hydrated(page);
    // The page may refresh by itself just now and take the button away: what counts is that it recovers in the end.
    const answer = page.waitForResponse((it) => it.url().includes("/fn/"), { timeout: 3_000 }).catch(() => {});
    await Promise.all([answer, retry.click({ timeout: 3_000 }).catch(() => {})]);
    return false;
  }, `${system} never recovers`);
}

/** A page comes whole and in time. */
async function comes(page, path) {
  const begun = performance.now();
  const answer = await page.goto(tandem.url(path));
  const took = performance.now() - begun;
  assert.equal(answer.status(), 200, path);
  assert.ok(took < IN_TIME_MS, `${path} took ${Math.round(took)} ms`);
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, path);
}

/** What all pages say in figures and facts. */
async function known(page) {
  const said = {};
  for (const path of ["/", "/earnings", "/profile"]) {
    await comes(page, path);
    said[path] = path === "/profile" ? await page.locator(".facts dd > div").allTextContents() : await tiles(page);
  }
  return said;
}

async function labelled(page, system) {
  assert.ok((await inTrouble(page, system).count()) > 0, `${page.url()}: ${system} is labelled`);
  assert.ok((await page.locator(".note", { hasText: TITLES[system] }).count()) + (await line(page, system).locator(".why").count()) > 0);
}

for (const system of SYSTEMS) {
  test(`${TITLES[system]} fails in each way`, () =>
    inTwoWindows(async (page, reader) => {
      const before = await known(reader);
      await tandem.setSwitch(system, MODES[0]);
      await page.goto(tandem.url("/earnings"));
      await breaks(page, system);
      for (const mode of MODES) {
        await tandem.setSwitch(system, mode, 3_000);
        await comes(page, "/earnings");
        await hydrated(page);
        const retry = line(page, system).getByRole("button");
        if ((await retry.count()) > 0) await retry.click();
        assert.deepEqual(await known(reader), before, `${mode}: as it was known before`);
        if (mode === "slow") continue;
        // What was slow is still on its way, and counts when it arrives.
        if (MODES[MODES.indexOf(mode) - 1] === "slow") await breaks(reader, system);
        await labelled(reader, system);
      }
      await page.goto(tandem.url("/earnings"));
      await recovers(page, system);
    }));
}

test("the Retry button asks the system at once", () =>
  tandem.page({ as: PARTNER, path: "/profile" }, async (page) => {
    await tandem.setSwitch("hubspot", "error500");
    await breaks(page, "hubspot");
    await hydrated(page);
    const lastAsked = async () => (await tandem.received("hubspot")).at(-1)?.number ?? 0;
    const before = await lastAsked();
    const [answer] = await Promise.all([
      page.waitForResponse((it) => it.url().endsWith("/fn/retry-source")),
      line(page, "hubspot").getByRole("button").click(),
    ]);
    assert.equal(answer.status(), 200);
    assert.ok((await lastAsked()) > before, "HubSpot was asked");
    await tandem.setSwitch("hubspot", "ok");
  }));

test("all four systems down at once", () =>
  inTwoWindows(async (page, reader) => {
    const before = await known(reader);
    for (const system of SYSTEMS) await tandem.setSwitch(system, "dead");
    await page.goto(tandem.url("/profile"));
    for (const system of SYSTEMS) await breaks(page, system);
    assert.deepEqual(await known(reader), before);
    for (const system of SYSTEMS) await labelled(reader, system);
    await tandem.page({ as: ADMIN }, async (team) => {
      for (const path of ["/admin", "/admin/partners"]) await comes(team, path);
      assert.ok((await team.locator(".partner-table tbody tr").count()) > 10);
    });
    await comes(page, `/p/${PARTNER}`);
  }));

test("a partner still signs in while all four systems are down", () =>
  tandem.page({}, async (page) => {
    for (const system of SYSTEMS) await tandem.setSwitch(system, "dead");
    await tandem.signInAs(page, PARTNER);
    assert.equal(page.url(), tandem.url("/"));
    await page.getByRole("heading", { level: 1 }).waitFor();
    await tandem.restoreSwitches();
  }));

for (const mode of ["dead", "error500", "hang", "garbage"]) {
  test(`sign-in while CC's sign-on is ${mode} says what to do`, () =>
    tandem.page({ allowed: [/status of 503/] }, async (page) => {
      await tandem.setSwitch("sso", mode);
      const answer = await tandem.signInAs(page, PARTNER);
      await tandem.setSwitch("sso", "ok");
      assert.equal(answer.status(), 503);
      assert.match(answer.headers()["retry-after"], /^\d+$/);
      assert.match(await page.locator("main").textContent(), /CreatorCommerce.*again/s);
      await tandem.signInAs(page, PARTNER);
      assert.equal(page.url(), tandem.url("/"));
    }));
}
