// Sends requests for every operation of PayPal's OpenAPI file through a validating proxy to the sandbox: neither what is asked
// nor what is answered may break the file. `scripts/contract` starts both and sets the three variables.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";

const { CONTRACT_PROXY: proxy, CONTRACT_SANDBOX: sandbox, CONTRACT_FILE: file } = process.env;
const CREDENTIALS = Buffer.from("paypal-demo-client:paypal-demo-secret").toString("base64");
const RECEIVERS = ["ana@example.com", "fail@example.com", "unclaimed@example.com", "return@example.com", "hold@example.com"];
const operations = Object.values(JSON.parse(readFileSync(file, "utf8")).paths)
  .flatMap((methods) => Object.values(methods))
  .map((operation) => operation.operationId)
  .filter(Boolean);
const asked = new Set();
let token;

before(async () => {
  const headers = { authorization: `Basic ${CREDENTIALS}`, "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(`${sandbox}/paypal/v1/oauth2/token`, { method: "POST", headers, body: "grant_type=client_credentials" });
  token = (await answer.json()).access_token;
});

/** Sends a request of one operation, and checks the answer's status. */
async function send(operation, status, method, path, { body, bearer = token } = {}) {
  asked.add(operation);
  const headers = { authorization: `Bearer ${bearer}`, ...(body && { "content-type": "application/json", "paypal-request-id": "r-1" }) };
  const answer = await fetch(proxy + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.equal(answer.headers.get("sl-violations"), null);
  assert.equal(answer.status, status, `${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

const create = (id, status, options) => send("payouts.post", status, "POST", "/v1/payments/payouts", { body: batch(id), ...options });
const show = (id, status = 200) =>
  send("payouts.get", status, "GET", `/v1/payments/payouts/${id}?page=1&page_size=1000&total_required=true`);
const later = (ms) => fetch(`${sandbox}/_clock`, { method: "POST", body: JSON.stringify({ advance_ms: ms }) });

function batch(id) {
  const items = RECEIVERS.map((receiver, number) => ({
    recipient_type: "EMAIL",
    amount: { value: "9.87", currency: "USD" },
    note: "Commission, October",
    sender_item_id: `${id}_${number}`,
    receiver,
  }));
  return { sender_batch_header: { sender_batch_id: id, email_subject: "You have a payout!" }, items };
}

test("a batch is taken on, shown while it waits and when it is over", async () => {
  const { batch_header: header, links } = await create("shown", 201);
  assert.ok(links[0].href.endsWith(header.payout_batch_id));
  const waiting = await show(header.payout_batch_id);
  assert.deepEqual(new Set(waiting.items.map((item) => item.transaction_status)), new Set(["PENDING"]));
  await later(2_000);
  const over = await show(header.payout_batch_id);
  const statuses = over.items.map((item) => item.transaction_status);
  assert.deepEqual(statuses, ["SUCCESS", "FAILED", "UNCLAIMED", "RETURNED", "ONHOLD"]);
  assert.equal(over.batch_header.batch_status, "SUCCESS");
});

test("each item is shown, and what nobody claimed is taken back", async () => {
  const { batch_header: header } = await create("items", 201);
  await later(2_000);
  for (const { payout_item_id: id, transaction_status: status } of (await show(header.payout_batch_id)).items) {
    const path = `/v1/payments/payouts-item/${id}`;
    const item = await send("payouts-item.get", 200, "GET", path);
    assert.equal(item.sender_batch_id, "items");
    const isOpen = status === "UNCLAIMED";
    const taken = await send("payouts-item.cancel", isOpen ? 200 : 400, "POST", `${path}/cancel`);
    if (isOpen) assert.equal(taken.transaction_status, "RETURNED");
  }
});

test("refusals have the form of the file too", async () => {
  const { batch_header: header } = await create("twice", 201);
  const refused = await create("twice", 400);
  assert.ok(refused.links[0].href.endsWith(header.payout_batch_id));
  await create("stranger", 401, { bearer: "made-up" });
  await show("NOSUCHBATCH", 404);
  await send("payouts-item.get", 404, "GET", "/v1/payments/payouts-item/NOSUCHITEM");
  await send("payouts-item.cancel", 404, "POST", "/v1/payments/payouts-item/NOSUCHITEM/cancel");
});

test("every operation of the file is asked for", () => {
  assert.ok(operations.length > 0, "the file names no operation");
  assert.deepEqual(operations.filter((name) => !asked.has(name)), []);
});
