// Signing in and out, as partner and as programme manager.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { ADMIN, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const DENIED = [/status of 4\d\d/];
const path = (page) => new URL(page.url()).pathname;

/** A partner of whom no other test depends: signing out everywhere is not felt by others. */
const loner = async () => (await tandem.people()).at(-1).handle;

async function entry(handle, after = "/", overrides = {}) {
  const token = await tandem.mintToken(handle, overrides);
  return tandem.url(`/sso/cc?${new URLSearchParams({ sso_token: token, redirect_after: after })}`);
}

/** Opens the account's menu and clicks, as a person would. */
async function chooseInMenu(page, name) {
  await page.locator("button.viewer").click();
  await page.locator("#viewer-menu").getByRole("button", { name, exact: true }).click();
}

tandem.forEachForm("sign-in", "/sign-in");
tandem.forEachForm("admin sign-in", "/admin/sign-in");

tandem.forEachForm("a link that is used up", undefined, {
  allowed: DENIED,
  go: async (page) => {
    const answer = await page.goto(await entry(PARTNER, "/", { exp: 1, iat: 0, nbf: 0 }));
    assert.equal(answer.status(), 401);
  },
}, async (page) => {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.match(await page.locator("main").textContent(), /portal/i);
});

test("a partner enters through the portal with one click", () =>
  tandem.page({}, async (page) => {
    await page.goto(tandem.server.sandbox);
    await page.getByRole("link", { name: "Open dashboard as Ana" }).first().click();
    await page.waitForURL((url) => url.origin === new URL(tandem.server.app).origin);
    assert.equal(page.url(), tandem.url("/"));
    await hydrated(page);
    assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /Ana/);
  }));

test("a partner lands on the page that was asked for, and no address holds the token", () =>
  tandem.page({}, async (page) => {
    const seen = [];
    page.on("response", (answer) => seen.push(answer));
    await page.goto(await entry(PARTNER, "/earnings?by=month"));
    assert.equal(page.url(), tandem.url("/earnings?by=month"));
    const later = seen.slice(1).filter((answer) => (answer.request().headers().referer ?? "").includes("sso_token"));
    assert.equal(later.length, 0, "no referer tells the token");
  }));

test("a token works once, and whoever is signed in stays so", () =>
  tandem.page({ allowed: DENIED }, async (page, context) => {
    const address = await entry(PARTNER);
    await page.goto(address);
    assert.equal(path(page), "/");
    const again = await page.goto(address);
    assert.equal(again.status(), 401);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await context.clearCookies();
    await page.goto(tandem.url("/earnings"));
    assert.equal(path(page), "/sign-in");
  }));

for (const outside of ["//example.com/", "https://example.com/", "/\\example.com", "javascript:alert(1)"]) {
  test(`signing in leads nowhere else: ${outside}`, () =>
    tandem.page({}, async (page) => {
      await page.goto(await entry(PARTNER, outside));
      assert.equal(new URL(page.url()).origin, new URL(tandem.server.app).origin);
      assert.equal(path(page), "/");
    }));
}

test("nobody is sent to a page that says how to sign in", () =>
  tandem.page({}, async (page) => {
    for (const asked of ["/", "/earnings", "/profile"]) {
      await page.goto(tandem.url(asked));
      assert.equal(path(page), "/sign-in", asked);
    }
    for (const asked of ["/admin", "/admin/partners?tier=Gold"]) {
      await page.goto(tandem.url(asked));
      assert.equal(path(page), "/admin/sign-in", asked);
    }
  }));

for (const javaScriptEnabled of [true, false]) {
  const form = javaScriptEnabled ? "hydrated" : "JavaScript off";
  const ready = (page) => (javaScriptEnabled ? hydrated(page) : undefined);

  test(`a partner signs out, ${form}`, () =>
    tandem.page({ javaScriptEnabled }, async (page) => {
      await tandem.signInAs(page, PARTNER);
      await ready(page);
      await chooseInMenu(page, "Sign out");
      await page.waitForURL((url) => url.pathname === "/sign-in");
      await page.goto(tandem.url("/earnings"));
      assert.equal(path(page), "/sign-in");
    }));

  test(`the programme manager comes to the page that was asked for, and signs out, ${form}`, () =>
    tandem.page({ javaScriptEnabled }, async (page) => {
      await page.goto(tandem.url("/admin/partners?tier=Gold"));
      await page.getByLabel(/e-?mail/i).fill(tandem.server.adminEmail);
      await page.getByLabel(/password/i).fill(tandem.server.adminPassword);
      await page.getByRole("button", { name: /sign in/i }).click();
      await page.waitForURL(tandem.url("/admin/partners?tier=Gold"));
      await ready(page);
      await chooseInMenu(page, "Sign out");
      await page.waitForURL((url) => url.pathname === "/admin/sign-in");
    }));

  test(`a wrong password says so and keeps the e-mail address, ${form}`, () =>
    tandem.page({ path: "/admin/sign-in", javaScriptEnabled, allowed: DENIED }, async (page) => {
      await page.getByLabel(/e-?mail/i).fill(`nobody-${form.length}@example.com`);
      await page.getByLabel(/password/i).fill("not the password");
      await page.getByRole("button", { name: /sign in/i }).click();
      const fault = page.getByRole("alert").first();
      await fault.waitFor();
      assert.match(await fault.textContent(), /password/i);
      assert.equal(await page.getByLabel(/e-?mail/i).inputValue(), `nobody-${form.length}@example.com`);
      assert.equal(await page.getByLabel(/password/i).inputValue(), "");
      assert.equal(await page.locator("[aria-invalid=true]").count(), 2);
      assert.equal(page.url(), tandem.url("/admin/sign-in"));
    }));
}

test("whoever fails too often is told how long to wait, and keeps the e-mail address", () =>
  tandem.page({ path: "/admin/sign-in", allowed: DENIED }, async (page) => {
    let status = 0;
    page.on("response", (answer) => { if (answer.request().method() === "POST") status = answer.status(); });
    for (let times = 0; times < 15 && status !== 429; times += 1) {
      await page.getByLabel(/e-?mail/i).fill("guessed@example.com");
      await page.getByLabel(/password/i).fill(`guess ${times}`);
      await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: /sign in/i }).click()]);
    }
    assert.equal(status, 429);
    assert.match(await page.getByRole("alert").textContent(), /\d+ min/);
    assert.equal(await page.getByLabel(/e-?mail/i).inputValue(), "guessed@example.com");
  }));

test("signing out everywhere ends the sessions of other browsers too", async () => {
  const handle = await loner();
  await tandem.page({}, (one) =>
    tandem.page({}, async (other) => {
      await tandem.signInAs(one, handle);
      await tandem.signInAs(other, handle, "/profile");
      assert.equal(path(other), "/profile");
      await hydrated(one);
      await chooseInMenu(one, "Sign out everywhere");
      await one.waitForURL((url) => url.pathname === "/sign-in");
      await other.reload();
      assert.equal(path(other), "/sign-in");
    }));
});

test("signing out here leaves other browsers alone", () =>
  tandem.page({}, (one) =>
    tandem.page({}, async (other) => {
      await tandem.signInAs(one, PARTNER);
      await tandem.signInAs(other, PARTNER);
      await hydrated(one);
      await chooseInMenu(one, "Sign out");
      await one.waitForURL((url) => url.pathname === "/sign-in");
      await other.reload();
      assert.equal(path(other), "/");
    })));

test("a page whose session ended says so when it is used", () =>
  tandem.page({}, async (page, context) => {
    await tandem.signInAs(page, PARTNER, "/earnings");
    await hydrated(page);
    await context.clearCookies();
    await page.getByRole("group", { name: "Range" }).getByRole("link").first().click();
    await page.getByRole("link", { name: /sign in/i }).first().waitFor();
  }).catch((error) => {
    // The refused calls are the browser's to report; everything else is a fault.
    if (!/status of 401/.test(error.message)) throw error;
  }));
