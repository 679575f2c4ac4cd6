// Sends one request for every operation of CC's OpenAPI file through a validating proxy to the sandbox: neither what is asked
// nor what is answered may break the file. `scripts/contract` starts both and sets the two variables.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { CONTRACT_PROXY: proxy, CONTRACT_FILE: file } = process.env;
const CHANNEL = "/channels/northtrail.myshopify.com";
const PARTNER = { email: "ana.oliveira@example.com" };
const TOKEN = "cc-demo-channel-token";
const operations = [...readFileSync(file, "utf8").matchAll(/^ +operationId: *(\S+)/gm)].map(([, id]) => id);
const asked = new Set();

async function send(method, path, body) {
  const answer = await fetch(proxy + path, {
    method,
    headers: { "x-channel-access-token": TOKEN, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(answer.headers.get("sl-violations"), null);
  assert.equal(answer.status, 200, `${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

const found = {};
/** What an earlier answer holds that a later request needs. */
async function known(name) {
  found[name] ??= await {
    channel: async () => (await send("GET", CHANNEL)).channel,
    collab: async () => (await send("GET", `${CHANNEL}/collabs?email=${encodeURIComponent(PARTNER.email)}`)).collabs[0],
    collabFull: async () => (await send("GET", `${CHANNEL}/collabs/${await id("collab")}`)).collab,
    creator: async () => (await known("collab")).creator,
    tier: async () => (await send("GET", `${CHANNEL}/collab-tiers`)).collabTiers[0],
    drop: async () => (await known("collabFull")).drops[0],
    enhancement: async () => (await known("drop")).enhancements[0],
    campaign: async () => (await send("GET", `${CHANNEL}/campaigns`)).campaigns[0],
    form: async () => (await send("GET", `${CHANNEL}/form-definitions`)).formDefinitions[0],
    products: async () => (await known("drop")).products.map((product) => product.shopifyId.split("/").at(-1)),
  }[name]();
  return found[name];
}
const id = async (name) => (await known(name))._id;

/** Tests one operation: `build` gives the path and, for writing, the body. */
function operation(name, method, build) {
  asked.add(name);
  test(name, async () => {
    const { path, body } = await build();
    await send(method, path, body);
  });
}
const get = (name, path) => operation(name, "GET", async () => ({ path: await path() }));
const post = (name, path, body) => operation(name, "POST", async () => ({ path: await path(), body: await body() }));

const days = "startDate=2026-01-01&endDate=2026-01-31";
const collab = async () => `${CHANNEL}/collabs/${await id("collab")}`;
const drop = async () => `${await collab()}/drops/${await id("drop")}`;
const picked = async () => (await known("products")).slice(0, 2).map((product) => ({ id: product, enhancement: { note: "Held up on wet rock." } }));

get("getChannel", () => CHANNEL);
get("getChannelCollabs", () => `${CHANNEL}/collabs?query=ana`);
get("getChannelCollab", collab);
get("getChannelCollabTiers", () => `${CHANNEL}/collab-tiers`);
get("getMagicLink", () => `${CHANNEL}/creators/magic-link?email=${encodeURIComponent(PARTNER.email)}`);
get("getChannelCustomFieldDefinitions", () => `${CHANNEL}/custom-field-definitions`);
get("getChannelFormDefinitions", () => `${CHANNEL}/form-definitions`);
get("getChannelFormDefinition", async () => `${CHANNEL}/form-definitions/${await id("form")}`);
get("getChannelCampaigns", () => `${CHANNEL}/campaigns`);
get("getChannelCampaign", async () => `${CHANNEL}/campaigns/${await id("campaign")}`);
get("getChannelSessionMetrics", () => `${CHANNEL}/metrics/session?${days}`);
get("getChannelRevenueMetrics", () => `${CHANNEL}/metrics/revenue?${days}`);
get("getCollabs", () => `/creators/collabs?myshopify_domain=northtrail.myshopify.com&email=${encodeURIComponent(PARTNER.email)}`);
get("getCreatorForms", async () => `/creators/${await id("creator")}/forms?channelId=${await id("channel")}`);
get("generateDropCheckoutUrl", async () => `/creators/${await id("creator")}/drops/${await id("drop")}/cart`);
get("getIntegrationListings", () => "/integrations/listings");
get("getPresignedUrl", () => "/storage/presigned-url?filename=ridge&contentType=image/webp&extension=webp");

post("updateChannelSettings", () => `${CHANNEL}/settings`, () => ({ brandKit: { title: "Northtrail" } }));
post("connectChannelIntegration", () => `${CHANNEL}/integrations/connect`, () => ({ name: "GoAffPro", handle: "goaffpro", type: "affiliate", isEnabled: true }));
post("disconnectChannelIntegration", () => `${CHANNEL}/integrations/disconnect`, () => ({ handle: "goaffpro" }));
post("updateChannelCollab", collab, async () => ({ affiliateCode: "ANA15", drops: (await known("collabFull")).drops.map(({ _id }) => _id) }));
post("updateChannelDrop", drop, () => ({ title: "Wet weather days", description: "What I wear when it rains." }));
post("addProductsToDrop", async () => `${await drop()}/products`, async () => ({ products: await picked() }));
post("updateChannelEnhancement", async () => `${await drop()}/enhancements/${await id("enhancement")}`, () => ({ note: "Dries overnight." }));
post("createChannelCustomFieldDefinition", () => `${CHANNEL}/custom-field-definitions`, () => ({ ownerType: "collab", name: "Home trail", handle: "home-trail", type: "single_line_text_field" }));
post("createChannelFormDefinition", () => `${CHANNEL}/form-definitions`, () => ({ type: "custom", title: "Season check-in", isActive: true, fields: [] }));
post("updateChannelFormDefinition", async () => `${CHANNEL}/form-definitions/${await id("form")}`, () => ({ title: "Season check-in, spring" }));
post("createChannelCampaign", () => `${CHANNEL}/campaigns`, () => ({ title: "First frost", isActive: true, tags: ["winter"] }));
post("updateChannelCampaign", async () => `${CHANNEL}/campaigns/${await id("campaign")}`, () => ({ description: "For the first cold days." }));
post("createCollab", () => "/creators/collabs", () => ({ myshopifyDomain: "northtrail.myshopify.com", email: "ines.varga@example.com", firstName: "Ines", lastName: "Varga", primaryColor: "#3366aa" }));
post("updateCollab", async () => `/creators/collabs/${await id("collab")}`, () => ({ firstName: "Ana", discount: { discountAmount: 15, discountType: "Percentage" } }));
post("createDrop", async () => `/creators/collabs/${await id("collab")}/drops`, async () => ({ title: "Night runs", description: "Lamps and layers.", products: await picked() }));
post("updateDrop", async () => `/creators/collabs/${await id("collab")}/drops/${await id("drop")}`, async () => ({ title: "Wet weather", description: "Shorter list.", products: await picked() }));

test("every operation of the file is asked for", () => {
  assert.ok(operations.length > 0, "the file names no operation");
  assert.deepEqual(operations.filter((name) => !asked.has(name)), []);
});
