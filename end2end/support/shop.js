// The merchant's shop, as it tells of its orders: signed with the secret that the stand-in signs with.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";

const SECRET = "shpss_demo_northtrail";
const DOMAIN = "northtrail.myshopify.com";

/** Tells of an order of `email` that is worth `total` dollars; `fields` are those of Shopify's webhook. */
export async function shopTells(tandem, id, email, total, fields = {}) {
  const now = new Date().toISOString();
  const body = JSON.stringify({
    id, name: `#${id}`, created_at: now, updated_at: now, currency: "USD", subtotal_price: total, total_price: total,
    financial_status: "paid", test: false, tags: "", note_attributes: [], discount_codes: [], refunds: [], email, ...fields,
  });
  const answer = await fetch(tandem.url("/webhooks/shopify"), {
    method: "POST",
    headers: {
      "content-type": "application/json", "x-shopify-topic": "orders/create", "x-shopify-webhook-id": randomUUID(),
      "x-shopify-shop-domain": DOMAIN, "x-shopify-hmac-sha256": createHmac("sha256", SECRET).update(body).digest("base64"),
    },
    body,
  });
  assert.equal(answer.status, 200, await answer.text());
}
