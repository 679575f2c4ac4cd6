// The team's review, the whole way: proposed, sent back with a reason, proposed again, approved; taken back; rejected.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { assertFits, hydrated } from "../support/browser.js";
import { AtCc, bio, preview, ready, saved } from "../support/content.js";
import { ADMIN, useTandem } from "../support/tandem.js";

// Whether changes wait is the whole channel's setting.
const tandem = useTandem({ own: true });
const AS = "ana-trails";
const NAME = "Ana Oliveira";

const asPartner = (use) => tandem.page({ as: AS, path: "/content" }, async (page) => {
  await ready(page);
  await use(page);
});
const asAdmin = (path, use, options = {}) => tandem.page({ as: ADMIN, path, ...options }, async (page) => {
  await hydrated(page);
  await use(page);
});

async function propose(page, text) {
  await bio(page).fill(text);
  await saved(page);
  await page.locator("#publish").click();
  await page.locator("#publish-now").click();
  await page.getByRole("heading", { name: "The team has your change" }).waitFor();
  await page.locator("dialog[open] footer button").click();
  await page.getByText("The team is looking at your change.").waitFor();
}

/** Opens the change that waits. */
async function openWaiting(page) {
  await page.locator("td a", { hasText: NAME }).first().click();
  await page.waitForURL((url) => /^\/admin\/review\/./.test(url.pathname));
  await preview(page).locator("h1").waitFor();
}

test("without the switch a partner publishes at once; with it, not", async () => {
  await asAdmin("/admin/review", async (page) => {
    await page.getByText("Nothing waits").waitFor();
    const control = page.getByRole("switch", { name: /wait for approval/ });
    assert.equal(await control.isChecked(), false);
    // A reload breaks off what is still on its way.
    await Promise.all([page.waitForResponse((answer) => answer.url().endsWith("/fn/admin/require-review")), control.check()]);
    await page.reload();
    assert.equal(await page.getByRole("switch").isChecked(), true);
  });
  await asPartner(async (page) => assert.equal(await page.locator("#publish").textContent(), "Send to the team"));
});

test("a change is proposed, sent back with a reason, proposed again, and approved: then CC has it, and only then", async () => {
  const cc = await AtCc.of(tandem, AS);
  const before = await cc.bio();
  await asPartner((page) => propose(page, "First try."));
  assert.equal(await cc.bio(), before);
  await asAdmin("/admin/review", async (page) => {
    await page.locator(".side .badge", { hasText: "1" }).waitFor();
    await openWaiting(page);
    assert.ok((await page.locator("ins").allTextContents()).join("").includes("First"));
    assert.ok((await page.locator("del").count()) > 0);
    assert.equal(await preview(page).locator(".bio").textContent(), "First try.");
    await page.getByRole("button", { name: "Ask for a change" }).click();
    await page.locator("#reason-fault", { hasText: "Say why" }).waitFor();
    await page.locator("#reason").fill("Please say which <b>mountains</b>.");
    await page.getByRole("button", { name: "Ask for a change" }).click();
    await page.locator(".review-note", { hasText: "Change requested" }).waitFor();
    await page.locator(".side .badge").waitFor({ state: "detached" });
  });
  await asPartner(async (page) => {
    await page.locator("blockquote", { hasText: "Please say which <b>mountains</b>." }).waitFor();
    assert.equal(await bio(page).inputValue(), "First try.");
    await propose(page, "Second try, in the Sierra Nevada.");
  });
  await asAdmin("/admin/review", async (page) => {
    await openWaiting(page);
    await page.getByRole("button", { name: "Approve and publish" }).click();
    await page.locator(".review-note", { hasText: "Approved" }).waitFor();
  });
  assert.equal(await cc.bio(), "Second try, in the Sierra Nevada.");
  await asPartner(async (page) => {
    assert.equal(await bio(page).inputValue(), "Second try, in the Sierra Nevada.");
    assert.equal(await page.locator(".review-note").count(), 0);
  });
});

test("a partner takes a change back, and goes on with it", () => asPartner(async (page) => {
  await propose(page, "Too early.");
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.locator(".review-note").waitFor({ state: "detached" });
  await page.reload();
  await ready(page);
  assert.equal(await bio(page).inputValue(), "Too early.");
}));

test("a change is rejected with a reason that the partner reads", async () => {
  const cc = await AtCc.of(tandem, AS);
  const before = await cc.bio();
  await asPartner((page) => propose(page, "Buy followers at https://spam.example/."));
  await asAdmin("/admin/review", async (page) => {
    await openWaiting(page);
    await page.locator("#reason").fill("No advertising for others.");
    await page.getByRole("button", { name: "Reject" }).click();
    await page.locator(".review-note", { hasText: "Rejected" }).waitFor();
  });
  assert.equal(await cc.bio(), before);
  await asPartner((page) => page.locator("blockquote", { hasText: "No advertising for others." }).waitFor());
});

test("the queue is filtered by its address, accessible, and fits on a phone", () => asAdmin("/admin/review?status=all", async (page) => {
  await page.locator(".review-table tbody tr").first().waitFor();
  const all = await page.locator(".review-table tbody tr").count();
  assert.ok(all >= 4, `${all} changes`);
  await page.getByRole("link", { name: "Approved", exact: true }).click();
  await page.waitForURL((url) => url.search === "?status=approved");
  await page.waitForFunction((count) => document.querySelectorAll(".review-table tbody tr").length < count, all);
  assert.deepEqual(new Set(await page.locator(".review-table .r-status").allTextContents()), new Set(["Approved"]));
  await page.goto(tandem.url("/admin/review?status=nonsense"));
  await page.getByText("“nonsense” is not").waitFor();
  await page.goto(tandem.url("/admin/review?status=all"));
  await hydrated(page);
  await assertAccessible(page);
  await assertFits(page);
}));

test("one change is accessible, fits on a phone, and can be read without JavaScript", async () => {
  let path;
  await asAdmin("/admin/review?status=approved", async (page) => {
    await openWaiting(page);
    path = new URL(page.url()).pathname;
    await assertAccessible(page);
    await assertFits(page);
  });
  await tandem.page({ as: ADMIN, path, javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), NAME);
    assert.ok((await page.locator("ins").count()) > 0);
  });
});

test("a change that is not there says so", () => tandem.page({ as: ADMIN, allowed: [/status of 404/] }, async (page) => {
  const answer = await page.goto(tandem.url("/admin/review/nonsense"));
  assert.equal(answer.status(), 404);
  await page.getByText("Nothing here").waitFor();
}));
