// Signing in and out, as partner and as programme manager.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { ADMIN, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const DENIED = [/status of 4\d\d/];

test("a partner lands on the page that was asked for, and the address holds no token", () =>
  tandem.page({}, async (page) => {
    await tandem.signInAs(page, PARTNER, "/earnings");
    const url = new URL(page.url());
    assert.equal(url.pathname, "/earnings");
    assert.equal(url.search, "");
    await page.getByRole("heading", { level: 1 }).waitFor();
  }));

test("a token works once", () =>
  tandem.page({ allowed: DENIED }, async (page, context) => {
    const token = await tandem.mintToken(PARTNER);
    const entry = tandem.url(`/sso/cc?${new URLSearchParams({ sso_token: token, redirect_after: "/" })}`);
    await page.goto(entry);
    assert.equal(new URL(page.url()).pathname, "/");
    await context.clearCookies();
    await page.goto(entry);
    assert.equal(new URL(page.url()).searchParams.has("sso_token"), false);
    await page.goto(tandem.url("/earnings"));
    assert.equal(new URL(page.url()).pathname, "/sign-in");
  }));

test("the address after signing in stays on this site", () =>
  tandem.page({}, async (page) => {
    await tandem.signInAs(page, PARTNER, "//example.com/");
    assert.equal(new URL(page.url()).origin, new URL(tandem.server.app).origin);
  }));

test("nobody is sent to a page that says how to sign in", () =>
  tandem.page({}, async (page) => {
    for (const path of ["/", "/earnings", "/profile"]) {
      await page.goto(tandem.url(path));
      assert.equal(new URL(page.url()).pathname, "/sign-in", path);
    }
    for (const path of ["/admin", "/admin/partners"]) {
      await page.goto(tandem.url(path));
      assert.equal(new URL(page.url()).pathname, "/admin/sign-in", path);
    }
  }));

test("a partner sees no page of the programme manager", () =>
  tandem.page({ as: PARTNER, allowed: DENIED }, async (page) => {
    await page.goto(tandem.url("/admin/partners"));
    assert.equal(await page.getByText("tomasz.nowicki@example.com").count(), 0);
  }));

for (const javaScriptEnabled of [true, false]) {
  const form = javaScriptEnabled ? "hydrated" : "JavaScript off";

  test(`a partner signs out, ${form}`, () =>
    tandem.page({ as: PARTNER, path: "/", javaScriptEnabled }, async (page) => {
      if (javaScriptEnabled) await hydrated(page);
      await page.getByRole("button", { name: /sign out/i }).first().click();
      await page.waitForURL((url) => url.pathname === "/sign-in");
      await page.goto(tandem.url("/earnings"));
      assert.equal(new URL(page.url()).pathname, "/sign-in");
    }));

  test(`the programme manager signs in and out, ${form}`, () =>
    tandem.page({ as: ADMIN, path: "/admin", javaScriptEnabled }, async (page) => {
      if (javaScriptEnabled) await hydrated(page);
      await page.getByRole("button", { name: /sign out/i }).first().click();
      await page.waitForURL((url) => url.pathname === "/admin/sign-in");
    }));

  test(`a wrong password says so and keeps the e-mail address, ${form}`, () =>
    tandem.page({ path: "/admin/sign-in", javaScriptEnabled, allowed: DENIED }, async (page) => {
      if (javaScriptEnabled) await hydrated(page);
      await page.getByLabel(/e-?mail/i).fill("nobody@example.com");
      await page.getByLabel(/password/i).fill("not the password");
      await page.getByRole("button", { name: /sign in/i }).click();
      await page.getByRole("alert").first().waitFor();
      assert.equal(await page.getByLabel(/e-?mail/i).inputValue(), "nobody@example.com");
      assert.equal(new URL(page.url()).searchParams.has("password"), false);
    }));
}

tandem.forEachForm("sign-in", "/sign-in");
tandem.forEachForm("admin sign-in", "/admin/sign-in");
