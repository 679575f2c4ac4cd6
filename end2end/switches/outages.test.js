// One outside system after another fails in each way it can: every page of a partner still comes, in time, with what is known.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { PARTNER, SYSTEMS, useTandem } from "../support/tandem.js";

const tandem = useTandem({ own: true });
const MODES = ["slow", "hang", "error500", "rate_limited", "garbage", "dead"];
const IN_TIME_MS = 1_500;

afterEach(() => tandem.restoreSwitches());

for (const system of SYSTEMS) {
  for (const mode of MODES) {
    test(`${system} ${mode}`, () =>
      tandem.page({ as: PARTNER, path: "/" }, async (page) => {
        await tandem.setSwitch(system, mode, 5_000);
        for (const path of ["/", "/earnings", "/profile"]) {
          const begun = performance.now();
          const answer = await page.goto(tandem.url(path), { waitUntil: "commit" });
          await page.getByRole("heading", { level: 1 }).waitFor();
          const took = performance.now() - begun;
          assert.equal(answer.status(), 200, path);
          assert.ok(took < IN_TIME_MS, `${path} took ${Math.round(took)} ms`);
        }
      }));
  }
}
