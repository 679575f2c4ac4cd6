// A partner whose every text tries to break out of the page: no script runs, nothing is lost, texts are read as they are.
import assert from "node:assert/strict";
import { HOSTILE, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const PAGES = { home: "/", earnings: "/earnings", profile: "/profile", "landing page": `/p/${HOSTILE}` };

/** What only markup from outside could have put there. */
const INTRUDERS = [
  "main script:not([nonce])", "[onerror], [onload], [onclick], [onmouseover], [onfocus]", "img[src='x']", "iframe, object, embed, base",
  "a[href^='javascript:' i], a[href^='data:' i], a[href^='vbscript:' i]", "form[action^='javascript:' i]",
].join(", ");

for (const [name, path] of Object.entries(PAGES)) {
  tandem.forEachForm(`hostile ${name}`, path, { as: path.startsWith("/p/") ? undefined : HOSTILE }, async (page) => {
    const intruders = await page.locator(INTRUDERS).evaluateAll((all) => all.map((it) => it.outerHTML.slice(0, 200)));
    assert.deepEqual(intruders, []);
    if (path !== "/earnings") {
      assert.match(await page.locator("body").innerText(), /Zed<script>alert\('cc'\)<\/script>/, "the name is shown as it is");
    }
    assert.doesNotMatch(await page.title(), /[\u202A-\u202E\u2066-\u2069]/, "the name does not turn what follows it");
  });
}
