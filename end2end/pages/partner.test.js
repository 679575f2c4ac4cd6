// What every page of a partner holds, hydrated, without JavaScript, and by axe.
import assert from "node:assert/strict";
import { HOSTILE, NEW_PARTNER, NOT_IN_CRM, NOT_IN_NETWORK, PARTNER, useTandem } from "../support/tandem.js";

const tandem = useTandem();
const PAGES = { home: "/", earnings: "/earnings", profile: "/profile" };

async function hasHeading(page) {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.notEqual((await page.title()).trim(), "");
}

for (const [name, path] of Object.entries(PAGES)) {
  tandem.forEachForm(`${name} of a partner`, path, { as: PARTNER }, hasHeading);
  tandem.forEachForm(`${name} of a partner who joined this week`, path, { as: NEW_PARTNER }, hasHeading);
  tandem.forEachForm(`${name} of a partner the network does not know`, path, { as: NOT_IN_NETWORK }, hasHeading);
  tandem.forEachForm(`${name} of a partner the CRM does not know`, path, { as: NOT_IN_CRM }, hasHeading);
  tandem.forEachForm(`${name} of a partner whose texts are hostile`, path, { as: HOSTILE }, async (page) => {
    await hasHeading(page);
    assert.equal(await page.locator('img[src="x"], main script:not([nonce]), a[href^="javascript:" i]').count(), 0);
  });
}

for (const handle of [PARTNER, HOSTILE, NEW_PARTNER]) {
  tandem.forEachForm(`public page of ${handle}`, `/p/${handle}`, {}, hasHeading);
}
