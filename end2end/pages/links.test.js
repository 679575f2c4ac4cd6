// Partner links, their whole life: made, copied, scanned, followed, counted, changed, put away and taken out again.
import assert from "node:assert/strict";
import { test } from "node:test";
import jsQR from "jsqr";
import { assertAccessible } from "../support/axe.js";
import { assertFits, assertFocused, hydrated, reloadUntil } from "../support/browser.js";
import { ADMIN, EURO_PARTNER, HOSTILE, NEW_PARTNER, NOT_IN_NETWORK, useTandem } from "../support/tandem.js";
import { follow, visit } from "../support/traffic.js";

const tandem = useTandem();
const AS = NOT_IN_NETWORK;
const dialog = (page) => page.getByRole("dialog");
const line = (page, label) => page.locator("table.links tbody tr", { has: page.locator(".link-name b", { hasText: label }) });
const figure = (page, label, name) => line(page, label).locator(`td[data-label=${name}]`);

const open = (use, { as = AS, path = "/analytics", ...options } = {}) =>
  tandem.page({ as, path, ...options }, async (page) => {
    await hydrated(page);
    await use(page);
  });

/** Makes a link to the shop's front page and gives its short address. */
async function make(page, label) {
  await page.getByRole("button", { name: "New link" }).click();
  await dialog(page).getByLabel("Name").fill(label);
  await dialog(page).getByRole("button", { name: "Make link" }).click();
  await dialog(page).getByRole("heading", { name: "Your link is ready" }).waitFor();
  const address = await dialog(page).locator(".share-address a").getAttribute("href");
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await line(page, label).waitFor();
  return address;
}

/** What a phone would read in a picture. */
async function scan(page, bytes, type) {
  const { data, width, height } = await page.evaluate(async ({ bytes, type }) => {
    const url = `data:${type};base64,${bytes}`;
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 600, height: 600 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 600, 600);
    pen.drawImage(image, 0, 0, 600, 600);
    return { data: [...pen.getImageData(0, 0, 600, 600).data], width: 600, height: 600 };
  }, { bytes: Buffer.from(bytes).toString("base64"), type });
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}

test("a link is made, copied, scanned and kept as SVG and PNG", () =>
  open(async (page) => {
    await page.getByRole("button", { name: "New link" }).click();
    await dialog(page).getByLabel("Name").fill("Trail guide");
    await dialog(page).getByRole("button", { name: "Make link" }).click();
    await dialog(page).getByRole("heading", { name: "Your link is ready" }).waitFor();
    const address = await dialog(page).locator(".share-address a").getAttribute("href");
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/r\/[a-z0-9]{5,}$/);

    await dialog(page).getByRole("button", { name: "Copy the address" }).click();
    await dialog(page).locator(".copy.said").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);

    await dialog(page).locator("img").evaluate((image) => image.decode());
    assert.equal(await scan(page, await dialog(page).locator("img").screenshot(), "image/png"), address);
    for (const [name, type] of [["SVG", "image/svg+xml"], ["PNG", "image/png"]]) {
      const [download] = await Promise.all([page.waitForEvent("download"), dialog(page).getByRole("link", { name }).click()]);
      assert.match(download.suggestedFilename(), new RegExp(`\\.${name.toLowerCase()}$`));
      const file = await page.request.get(download.url());
      assert.equal(file.headers()["content-type"], type);
      assert.equal(await scan(page, await file.body(), type), address, name);
    }
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await dialog(page).waitFor({ state: "hidden" });
    await line(page, "Trail guide").waitFor();
    assert.match(await line(page, "Trail guide").locator(".link-target").textContent(), /Front page of the shop/);
  }, { permissions: ["clipboard-read", "clipboard-write"] }));

test("who follows a link lands in the shop, and what they do is the link's", () =>
  open(async (page) => {
    const address = await make(page, "Counted");
    const led = new URL(await follow(tandem, address));
    assert.equal(led.searchParams.get("cc"), AS);
    const code = address.split("/").at(-1);
    assert.equal(led.searchParams.get("tandem"), code);
    await follow(tandem, address, { isPhone: true });
    await visit(tandem, { link: code }, { steps: 5, value: "80.00" });
    await reloadUntil(page, async () => (await figure(page, "Counted", "Purchases").textContent()) === "1", "no purchase is counted");
    assert.equal(await figure(page, "Counted", "Clicks").textContent(), "2");
    assert.equal(await figure(page, "Counted", "Revenue").textContent(), "$80.00");
  }));

test("a mistake is said at its field, and everything typed is kept", () =>
  open(async (page) => {
    await page.getByRole("button", { name: "New link" }).click();
    await dialog(page).getByRole("button", { name: "Make link" }).click();
    await dialog(page).locator("#link-label[aria-invalid=true]").waitFor();
    await assertFocused(dialog(page).locator("#link-label"));
    assert.match(await dialog(page).locator("#link-label-note").textContent(), /name/);

    await dialog(page).getByLabel("Name").fill("Elsewhere");
    await dialog(page).getByLabel(/product, collection/).check();
    await dialog(page).getByLabel("Address").fill("https://evil.example/phish");
    await dialog(page).locator(".utm summary").click();
    await dialog(page).getByLabel("Campaign", { exact: true }).fill("spring");
    await dialog(page).getByRole("button", { name: "Make link" }).click();
    await dialog(page).locator("#link-target[aria-invalid=true]").waitFor();
    assert.equal(await dialog(page).getByLabel("Name").inputValue(), "Elsewhere");
    assert.equal(await dialog(page).getByLabel("Address").inputValue(), "https://evil.example/phish");
    assert.equal(await dialog(page).getByLabel("Campaign", { exact: true }).inputValue(), "spring");
    assert.equal(await dialog(page).locator("#link-label").getAttribute("aria-invalid"), null);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    assert.equal(await line(page, "Elsewhere").count(), 0);
  }, { allowed: [/422/] }));

test("a link is changed, put away and taken out again, by keyboard alone", () =>
  open(async (page) => {
    const address = await make(page, "Keyboard");
    await page.getByRole("button", { name: "Change Keyboard" }).press("Enter");
    await dialog(page).getByLabel("Name").fill("Keys");
    await dialog(page).locator(".utm summary").click();
    await dialog(page).getByLabel("Source").fill("instagram");
    await dialog(page).getByLabel(/landing page/).check();
    await dialog(page).getByLabel(/landing page/).press("Enter");
    await dialog(page).waitFor({ state: "hidden" });
    await line(page, "Keys").waitFor();
    assert.match(await line(page, "Keys").locator(".link-target").textContent(), /Landing page.*instagram/);
    const led = new URL(await follow(tandem, address));
    assert.equal(led.pathname, `/p/${EURO_PARTNER}`);
    assert.equal(led.searchParams.get("utm_source"), "instagram");

    await page.getByRole("button", { name: "Put away Keys" }).press("Enter");
    await line(page, "Keys").waitFor({ state: "detached" });
    await follow(tandem, address);
    await page.getByRole("button", { name: "Undo" }).click();
    await line(page, "Keys").waitFor();
    assert.match(await page.getByRole("status").allTextContents().then((all) => all.join()), /“Keys” is back/);
  }, { as: EURO_PARTNER }));

test("a label that tries to break out stays a label", () =>
  open(async (page) => {
    const label = "<img src=x onerror=alert(1)>\"'</script>";
    await make(page, label);
    assert.equal(await page.locator("main img[src='x'], main [onerror]").count(), 0);
    await line(page, label).getByRole("link", { name: /QR code/ }).click();
    await dialog(page).getByRole("heading", { name: label }).waitFor();
    await page.keyboard.press("Escape");
    await page.goto(tandem.url("/analytics?dimension=link"));
    assert.equal(await line(page, label).count(), 1);
    assert.equal(await page.locator("main img[src='x'], main [onerror]").count(), 0);
  }, { as: HOSTILE }));

test("without JavaScript links are read, and their QR codes opened", async () => {
  const label = "On paper";
  await open((page) => make(page, label), { as: NEW_PARTNER });
  await tandem.page({ as: NEW_PARTNER, path: "/analytics", javaScriptEnabled: false }, async (page) => {
    const href = await line(page, label).getByRole("link", { name: /QR code/ }).getAttribute("href");
    assert.equal((await page.request.get(tandem.url(href))).status(), 200);
    assert.equal(await page.getByRole("button", { name: "New link" }).isVisible(), false);
  });
});

test("the team makes a link for a partner", () =>
  tandem.page({ as: ADMIN, path: `/admin/partners?q=${encodeURIComponent("tomasz.nowicki@example.com")}` }, async (page) => {
    await page.locator(".partner-table .person-name a").first().click();
    await page.getByRole("link", { name: "Analytics" }).click();
    await page.getByRole("button", { name: "New link" }).waitFor();
    await hydrated(page);
    await make(page, "From the team");
    await line(page, "From the team").getByRole("link", { name: /QR code/ }).click();
    await dialog(page).locator("img").evaluate((image) => image.decode());
    await tandem.page({ as: AS, path: "/analytics" }, (own) => line(own, "From the team").waitFor());
  }));

test("the dialogs fit phones, and axe finds nothing in them", () =>
  open(async (page) => {
    await page.getByRole("button", { name: "New link" }).click();
    await dialog(page).getByLabel("Name").fill("For axe");
    await dialog(page).locator(".utm summary").click();
    await assertAccessible(page);
    await assertFits(page);
    await dialog(page).getByRole("button", { name: "Make link" }).click();
    await dialog(page).getByRole("heading", { name: "Your link is ready" }).waitFor();
    await assertAccessible(page);
    await assertFits(page);
  }, { as: NEW_PARTNER }));
