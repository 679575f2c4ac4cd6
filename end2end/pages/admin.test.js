// What every page of the programme manager holds, hydrated, without JavaScript, and by axe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hydrated } from "../support/browser.js";
import { ADMIN, useTandem } from "../support/tandem.js";

const tandem = useTandem();

async function hasHeading(page) {
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
}

tandem.forEachForm("overview", "/admin", { as: ADMIN }, hasHeading);
tandem.forEachForm("partners", "/admin/partners", { as: ADMIN }, async (page) => {
  await hasHeading(page);
  await page.getByRole("row").nth(1).waitFor();
});

for (const tab of ["", "/earnings", "/profile"]) {
  test(`a partner's page${tab} opens from the list`, () =>
    tandem.page({ as: ADMIN, path: "/admin/partners" }, async (page) => {
      await hydrated(page);
      const href = await page.locator('main table a[href^="/admin/partners/"]').first().getAttribute("href");
      await page.goto(tandem.url(href + tab));
      await hydrated(page);
      await hasHeading(page);
    }));
}
