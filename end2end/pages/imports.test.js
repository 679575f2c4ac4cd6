// Files of orders and partners: brought, looked at, confirmed, watched until they are in, and what was wrong with them.
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { assertFits, hydrated } from "../support/browser.js";
import { ADMIN, useTandem } from "../support/tandem.js";

// What is imported here is missing in no other file.
const tandem = useTandem({ own: true });
const PATH = "/admin/imports";
const HEAD = "affiliate_code,order_id,total_amount,customer_email,colour\n";
const good = (count) => Array.from({ length: count }, (_, index) => `MAYA15,file-${index},19.99,c${index}@example.com,red\n`).join("");
const ORDERS = `${HEAD}${good(2500)}NOBODY,lost,5.00,max@example.com,red\nMAYA15,comma,"8,20",max@example.com,red\nMAYA15,=1+1,1e3,max,red\n`;

const csv = (text, name = "orders.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const onPage = (path, use, options = {}) =>
  tandem.page({ as: ADMIN, path, allowed: [/status of 4(15|22) .*imports\/upload/], ...options }, async (page) => {
    if (options.javaScriptEnabled !== false) await hydrated(page);
    await use(page);
  });
const upload = async (page, file, kind = "Orders") => {
  await page.getByLabel(kind, { exact: true }).check();
  await page.getByLabel("CSV file").setInputFiles(file);
  await page.getByRole("button", { name: "Upload and look at it" }).click();
};
const count = async (page, name) => page.locator(".import-counts div", { hasText: name }).locator("dd").textContent();
let done;

tandem.forEachForm("imports", PATH, { as: ADMIN }, async (page) => {
  await page.getByRole("heading", { level: 1, name: "Imports" }).waitFor();
  await page.locator(".import-table tbody tr", { hasText: "weekend-market.csv" }).waitFor();
});

test("a file of orders is looked at, confirmed, and taken in while one watches", () =>
  onPage("/admin/commissions", async (page) => {
    await page.getByRole("link", { name: "Import CSV" }).click();
    await page.waitForURL((url) => url.pathname === PATH);
    await upload(page, csv(ORDERS));
    await page.getByRole("heading", { level: 1, name: "orders.csv" }).waitFor();
    await page.getByText("2,503 lines. 2 cannot be read").waitFor();
    await page.getByText("One column is not known and will be left out: colour.").waitFor();
    assert.match(await page.locator(".import-lines tbody tr").first().textContent(), /#file-0MAYA15c0@example.com.*\$19\.99/);
    assert.equal(await page.locator(".import-lines tbody tr").count(), 20);
    await page.locator(".fault-table tr", { hasText: "2503" }).filter({ hasText: "a point before the cents" }).waitFor();
    await assertAccessible(page);
    await assertFits(page);
    done = new URL(page.url()).pathname;
    await page.getByRole("button", { name: "Import 2,501 lines" }).click();
    await page.getByText("All 2,503 lines were read.").waitFor({ timeout: 60_000 });
    assert.deepEqual(await Promise.all(["New", "Known already", "Not readable", "Nobody’s"].map((name) => count(page, name))), ["2,500", "0", "2", "1"]);
    assert.equal(await page.locator("progress").getAttribute("value"), "100");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
    const lines = (await text(await file.createReadStream())).trim().split("\r\n");
    assert.equal(lines[0], "line,column,problem");
    assert.deepEqual(lines.slice(1).map((line) => line.split(",").slice(0, 2).join()), ["2502,affiliate_code", "2503,total_amount", "2504,total_amount", "2504,customer_email"]);
  }));

tandem.forEachForm("an import that is done", PATH, { as: ADMIN, go: (page) => tandem.open(page, done) }, async (page) => {
  await page.getByText("All 2,503 lines were read.").waitFor();
});

test("what is no such file is refused where it was brought, and a file can be dropped there", () =>
  onPage(PATH, async (page) => {
    await upload(page, csv("name,price\na,1\n"));
    await page.getByRole("alert").filter({ hasText: "“affiliate_code” is missing" }).waitFor();
    await upload(page, csv("PK\u0003\u0004", "orders.xlsx"));
    await page.getByRole("alert").filter({ hasText: "This is a workbook" }).waitFor();
    await assertAccessible(page);
    const dropped = await page.evaluateHandle((text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
      return files;
    }, `${HEAD}MAYA15,dropped,1.00,max@example.com,red\n`);
    await page.locator(".import-form").dispatchEvent("drop", { dataTransfer: dropped });
    await page.getByRole("button", { name: "Upload and look at it" }).click();
    await page.getByRole("heading", { level: 1, name: "dropped.csv" }).waitFor();
    await page.getByRole("button", { name: "Throw away" }).click();
    await page.waitForURL((url) => url.pathname === PATH);
    await page.locator(".import-table", { hasText: "orders.csv" }).waitFor();
    assert.equal(await page.locator(".import-table", { hasText: "dropped.csv" }).count(), 0);
  }));

test("partners are brought from a phone", () =>
  onPage("/admin/partners", async (page) => {
    await page.getByRole("link", { name: "Import CSV" }).click();
    await page.waitForURL((url) => url.searchParams.get("kind") === "partners");
    assert.ok(await page.getByLabel("Partners", { exact: true }).isChecked());
    await page.getByText("Columns of a file of partners").click();
    await page.getByText("Only your team sees them.").waitFor();
    await assertAccessible(page);
    await assertFits(page);
    const kim = "kim@fern.example;Kim;KIM15;yes;12.5;50 / 45 EUR;DE89370400440532013000;Kim Ray";
    await upload(page, csv(`email;first_name;code;approved;rate;minimum;iban;account_name\n${kim}\nbad;;;;;;;\n`, "partners.csv"), "Partners");
    await page.getByText("2 lines. 1 cannot be read").waitFor();
    const line = await page.locator(".import-lines tbody tr").first().textContent();
    assert.match(line, /12\.5.%, minimum €45\.00 or \$50\.00Bank transfer DE …3000/);
    await page.getByRole("button", { name: "Import 1 line" }).click();
    await page.getByText("All 2 lines were read.").waitFor({ timeout: 30_000 });
    assert.equal(await count(page, "New"), "1");
    await assertFits(page);
  }, { viewport: { width: 390, height: 844 } }));

test("a plain form brings a file too", () =>
  onPage(PATH, async (page) => {
    await upload(page, csv(`${HEAD}MAYA15,plain,1.00,max@example.com,red\n`, "plain.csv"));
    await page.getByRole("heading", { level: 1, name: "plain.csv" }).waitFor();
    await page.getByText("1 line, readable as orders, with a comma").waitFor();
  }, { javaScriptEnabled: false }));
