// One server and one browser for a test file, and the acts every test begins with.
//
//   const tandem = useTandem();                                   // or useTandem({ own: true }): a server no other file sees
//   test("…", () => tandem.page({ as: PARTNER }, async (page) => { … }));
//   tandem.forEachForm("earnings", "/earnings", { as: PARTNER }, async (page, form) => { … });
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible } from "./axe.js";
import { hydrated, launch, withPage } from "./browser.js";
import { sharedServer, startServer } from "./server.js";

/** Who a page is opened as: nobody, the programme manager, or a partner by handle. */
export const ADMIN = Symbol("admin");
/** The sandbox's well-known partners by handle, the one with the most to show first. */
export const PARTNER = "ana-trails";
export const NOT_IN_NETWORK = "tomasz-outside";
export const NOT_IN_CRM = "leilani-k";
export const NEW_PARTNER = "noor-new";
export const EURO_PARTNER = "matthieu-alpes";
/** Every text of this one tries to break out of the page. */
export const HOSTILE = "zed-test";

export const SYSTEMS = ["cc", "shopify", "impact", "hubspot"];

async function post(url, body) {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `POST ${url} answered ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

export class Tandem {
  constructor(server, browser) {
    Object.assign(this, { server, browser });
  }

  url(path) {
    return new URL(path, this.server.app).href;
  }

  /** A token as the merchant's portal would hand it out. `overrides` replace claims. */
  async mintToken(handle, overrides = {}) {
    const minted = await post(new URL("/_sso/mint", this.server.sandbox), { handle, overrides });
    return minted.sso_token ?? minted.token;
  }

  async signInAs(page, handle, path = "/") {
    const token = await this.mintToken(handle);
    const query = new URLSearchParams({ sso_token: token, redirect_after: path });
    return page.goto(this.url(`/sso/cc?${query}`));
  }

  async signInAdmin(page, path = "/admin") {
    await page.goto(this.url("/admin/sign-in"));
    await page.getByLabel(/e-?mail/i).fill(this.server.adminEmail);
    await page.getByLabel(/password/i).fill(this.server.adminPassword);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.waitForURL((url) => url.pathname === "/admin");
    if (path !== "/admin") await page.goto(this.url(path));
  }

  /** `mode`: ok, slow, hang, error500, rate_limited, garbage or dead. Only for files with a server of their own. */
  async setSwitch(system, mode, delayMs) {
    assert.ok(this.server.own, "switches are for files with useTandem({ own: true })");
    await post(new URL(`/_switches/${system}`, this.server.sandbox), { mode, ...(delayMs && { delay_ms: delayMs }) });
  }

  async restoreSwitches() {
    for (const system of [...SYSTEMS, "sso"]) await this.setSwitch(system, "ok");
  }

  /** Opens `path` as somebody. */
  async open(page, path, as) {
    if (as === ADMIN) return this.signInAdmin(page, path);
    if (as) return this.signInAs(page, as, path);
    const answer = await page.goto(this.url(path));
    assert.ok(answer.ok(), `${path} answered ${answer.status()}`);
  }

  /** Runs `use(page)` in a fresh profile. `path` is opened first when given. */
  page({ as, path, ...options }, use) {
    return withPage(this.browser, options, async (page) => {
      if (as && !path) await this.open(page, as === ADMIN ? "/admin" : "/", as);
      if (path) await this.open(page, path, as);
      await use(page);
    });
  }
}

/** Starts what a test file needs before its tests and ends it after them. */
export function useTandem({ own = false } = {}) {
  const tandem = new Tandem();
  before(async () => {
    const server = own ? await startServer(`server-${process.pid}`) : await sharedServer();
    Object.assign(tandem, { server: { ...server, own }, browser: await launch() });
  });
  after(async () => {
    await tandem.browser?.close();
    await tandem.server?.stop();
  });

  /**
   * Tests a page in three forms: hydrated, JavaScript off, and by axe. `use(page, form)` runs in the first two, where `form`
   * is "hydrated" or "html"; it may change nothing on the server.
   */
  tandem.forEachForm = (name, path, { as, ...options } = {}, use = async () => {}) => {
    const open = (more, then) => tandem.page({ as, path, ...options, ...more }, then);
    test(`${name}, hydrated`, () => open({}, async (page) => {
      await hydrated(page);
      await use(page, "hydrated");
    }));
    test(`${name}, JavaScript off`, () => open({ javaScriptEnabled: false }, (page) => use(page, "html")));
    test(`${name}, axe`, () => open({}, async (page) => {
      await hydrated(page);
      await assertAccessible(page);
    }));
  };
  return tandem;
}
