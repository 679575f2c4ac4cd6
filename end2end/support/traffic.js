// Visitors of the shop, as its pages and the partners' short links report them.
import assert from "node:assert/strict";

const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/** How far a visitor comes. */
export const STEPS = ["page_viewed", "product_viewed", "product_added_to_cart", "checkout_started", "checkout_completed"];

let visitors = 0;

/** A browser that was never seen before: what one visitor does counts once a day. */
const newcomer = (isPhone) => `${isPhone ? PHONE : DESKTOP} Visit/${process.pid}.${(visitors += 1)}`;

/** Somebody who comes as far as the given number of steps. `who` says whose visitor it is: `{ partner }` or `{ link }`. */
export async function visit(tandem, who, { steps = 1, isPhone = false, value, ...rest } = {}) {
  const events = STEPS.slice(0, steps).map((event) => ({
    event, url: "/", zone: "America/New_York", language: "en-US", ...who, ...rest,
    ...(event === "checkout_completed" && { value: value ?? "50.00", currency: "USD", order: `${process.pid}${visitors}` }),
  }));
  const answer = await fetch(new URL("/collect", tandem.server.app), {
    method: "POST",
    headers: { "content-type": "text/plain", "user-agent": newcomer(isPhone) },
    body: JSON.stringify(events),
  });
  assert.equal(answer.status, 204, await answer.text());
}

/** Somebody who follows a short link; gives where it led. */
export async function follow(tandem, shortUrl, { isPhone = false } = {}) {
  const { pathname } = new URL(shortUrl);
  const answer = await fetch(new URL(pathname, tandem.server.app), { redirect: "manual", headers: { "user-agent": newcomer(isPhone) } });
  assert.equal(answer.status, 302);
  return answer.headers.get("location");
}
