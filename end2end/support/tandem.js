// One server and one browser for a test file, and the acts every test begins with.
//
//   const tandem = useTandem();                                   // or useTandem({ own: true }): a server no other file sees
//   test("…", () => tandem.page({ as: PARTNER, path: "/" }, async (page) => { … }));
//   tandem.forEachForm("earnings", "/earnings", { as: PARTNER }, async (page, form) => { … });
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible } from "./axe.js";
import { assertFits, hydrated, launch, withPage } from "./browser.js";
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
  #sessions = new Map();

  constructor(server, browser) {
    Object.assign(this, { server, browser });
  }

  url(path) {
    return new URL(path, this.server.app).href;
  }

  /** A token as the merchant's portal would hand it out. `overrides` replace claims. */
  async mintToken(handle, overrides = {}) {
    const minted = await post(new URL("/_sso/mint", this.server.sandbox), { handle, overrides });
    return minted.sso_token;
  }

  /** Partners as the sandbox knows them. */
  async people() {
    const answer = await fetch(new URL("/_people", this.server.sandbox));
    return answer.json();
  }

  async signInAs(page, handle, path = "/") {
    const token = await this.mintToken(handle);
    const query = new URLSearchParams({ sso_token: token, redirect_after: path });
    // When CC's sign-on does not answer, this is only known after a while.
    return page.goto(this.url(`/sso/cc?${query}`), { timeout: 20_000 });
  }

  async signInAdmin(page, path = "/admin") {
    await page.goto(this.url(`/admin/sign-in?${new URLSearchParams({ next: path })}`));
    await page.getByLabel(/e-?mail/i).fill(this.server.adminEmail);
    await page.getByLabel(/password/i).fill(this.server.adminPassword);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.waitForURL((url) => url.pathname !== "/admin/sign-in");
  }

  /** `mode`: ok, slow, hang, error500, rate_limited, garbage or dead. Only for files with a server of their own. */
  async setSwitch(system, mode, delayMs) {
    assert.ok(this.server.own, "switches are for files with useTandem({ own: true })");
    await post(new URL(`/_switches/${system}`, this.server.sandbox), { mode, ...(delayMs && { delay_ms: delayMs }) });
  }

  async restoreSwitches() {
    for (const system of [...SYSTEMS, "sso"]) await this.setSwitch(system, "ok");
  }

  /** How often a system was asked, as far as the sandbox remembers. */
  async received(system) {
    const answer = await fetch(new URL("/_received", this.server.sandbox));
    return (await answer.json()).filter((request) => request.system === system);
  }

  /** Signs somebody in through the pages, in a profile that no other test sees. */
  signIn(page, as, path) {
    return as === ADMIN ? this.signInAdmin(page, path) : this.signInAs(page, as, path);
  }

  /** The cookies of somebody who signed in once for this whole file. */
  session(as) {
    if (!as) return undefined;
    if (!this.#sessions.has(as)) {
      const sessions = withPage(this.browser, {}, async (page, context) => {
        await this.signIn(page, as);
        return context.storageState();
      });
      this.#sessions.set(as, sessions);
    }
    return this.#sessions.get(as);
  }

  /** Runs `use(page, context)` as somebody; `path` is opened first when given. Who signs out in it wants `signIn` instead. */
  async page({ as, path, ...options }, use) {
    const storageState = await this.session(as);
    return withPage(this.browser, { storageState, ...options }, async (page, context) => {
      if (path) await this.open(page, path);
      return use(page, context);
    });
  }

  async open(page, path) {
    const answer = await page.goto(this.url(path));
    assert.ok(answer.ok(), `${path} answered ${answer.status()}`);
    assert.equal(new URL(page.url()).pathname, new URL(this.url(path)).pathname, "sent to another page");
  }
}

/** Starts what a test file needs before its tests and ends it after them. `env` changes settings of an own server. */
export function useTandem({ own = false, env } = {}) {
  const tandem = new Tandem();
  before(async () => {
    const server = own ? await startServer(`server-${process.pid}`, env) : await sharedServer();
    Object.assign(tandem, { server: { ...server, own }, browser: await launch() });
  });
  after(async () => {
    await tandem.browser?.close();
    await tandem.server?.stop();
  });

  /**
   * Tests a page in three forms: hydrated, JavaScript off, and by axe. `use(page, form)` runs in the first two, where `form`
   * is "hydrated" or "html"; it may change nothing on the server. `go(page)` replaces the opening of `path`.
   */
  tandem.forEachForm = (name, path, { as, go, ...options } = {}, use = async () => {}) => {
    const open = (more, then) =>
      tandem.page({ as, ...options, ...more }, async (page) => {
        await (go ? go(page) : tandem.open(page, path));
        await hydrated(page);
        await then(page);
      });
    test(`${name}, hydrated`, () => open({}, async (page) => {
      await use(page, "hydrated");
      await assertFits(page);
    }));
    test(`${name}, JavaScript off`, () =>
      tandem.page({ as, ...options, javaScriptEnabled: false }, async (page) => {
        await (go ? go(page) : tandem.open(page, path));
        await use(page, "html");
      }));
    test(`${name}, axe`, () => open({}, assertAccessible));
  };
  return tandem;
}
