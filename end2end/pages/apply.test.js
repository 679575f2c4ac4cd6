// From the form to the dashboard: somebody applies with and without JavaScript, the team approves, and the mailed address opens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { assertFits, hydrated } from "../support/browser.js";
import { doorOf, letter } from "../support/mail.js";
import { ADMIN, useTandem } from "../support/tandem.js";

// Messages are files of the server's own folder, and the form is the whole channel's.
const tandem = useTandem({ own: true });
const PASSWORD = "correct horse battery";
const QUESTION = "Which trails do you walk?";

const visit = (path, use, options = {}) => tandem.page({ path, allowed: [/status of 422/], ...options }, use);
const asTeam = (path, use) =>
  tandem.page({ as: ADMIN, path, allowed: [/status of 422/] }, async (page) => {
    await hydrated(page);
    await use(page);
  });
const said = (page, text) => page.locator("#said", { hasText: text }).waitFor();

async function fill(page, { name, email }) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Where can we find you?").fill("https://trails.example");
  for (const area of await page.locator("textarea[id^=answer-][required]").all()) await area.fill("All over\nthe Alps");
}

test("the team adds a question to the form, and it is asked", () =>
  asTeam("/admin/program", async (page) => {
    await page.getByRole("button", { name: "Add a question" }).click();
    await page.getByRole("button", { name: "Save the form" }).click();
    await page.getByText("Write each question, or take it away.").waitFor();
    await page.getByLabel("Question", { exact: true }).last().fill(QUESTION);
    await page.getByRole("button", { name: "Move up" }).last().click();
    assert.equal(await page.getByLabel("Question", { exact: true }).first().inputValue(), QUESTION);
    await page.getByRole("button", { name: "Save the form" }).click();
    await said(page, "The application form is saved.");
    const address = await page.locator(".address code").textContent();
    assert.equal(new URL(address).pathname, "/apply");
    await page.goto(address);
    assert.ok(await page.getByLabel(`${QUESTION} (optional)`).isVisible());
    await assertAccessible(page);
    await assertFits(page);
  }));

for (const javaScriptEnabled of [true, false]) {
  const form = javaScriptEnabled ? "hydrated" : "JavaScript off";
  const who = javaScriptEnabled ? { name: "Iris Vale", email: "iris@apply.example" } : { name: "Otto Berg", email: "otto@apply.example" };
  test(`somebody applies, ${form}`, () =>
    visit("/apply", async (page) => {
      await fill(page, { ...who, email: "nobody" });
      await page.getByRole("button", { name: "Apply" }).click();
      await page.locator("#email-note.fault").waitFor();
      assert.equal(await page.getByLabel("Your name").inputValue(), who.name, "what was typed is kept");
      assert.match(await page.locator("textarea[id^=answer-][required]").first().inputValue(), /All over\r?\nthe Alps/);
      await page.getByLabel("E-mail").fill(who.email);
      await page.getByRole("button", { name: "Apply" }).click();
      await page.getByRole("heading", { name: "Your application is on its way" }).waitFor();
      if (javaScriptEnabled) await assertAccessible(page);
    }, { javaScriptEnabled }));
}

tandem.forEachForm("the applications", "/admin/applications", { as: ADMIN }, async (page) => {
  assert.match(await page.locator(".applications").textContent(), /Iris Vale[\s\S]*All over/);
});
tandem.forEachForm("the mail", "/admin/mail", { as: ADMIN }, async (page) => {
  assert.match(await page.locator(".mail-table").textContent(), /iris@apply\.example/);
});

test("one is approved, the other turned down with a reason", () =>
  asTeam("/admin/applications", async (page) => {
    await page.getByLabel("Choose Otto Berg").check();
    await page.getByLabel("Decision").selectOption("reject");
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await page.locator("#bulk-reason-note.fault").waitFor();
    await page.getByLabel("Reason, the partner reads it").fill("Too steep for us");
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await said(page, "1 application is rejected.");
    await page.getByLabel("Choose Iris Vale").check();
    await page.getByLabel("Decision").selectOption("approve");
    await page.getByRole("button", { name: "Apply to 1" }).click();
    await said(page, "1 application is approved.");
    await page.getByLabel("Status").selectOption("rejected");
    await page.waitForURL((url) => url.searchParams.get("state") === "rejected");
    await page.locator(".applications", { hasText: "Otto Berg" }).waitFor();
    assert.equal(await page.getByLabel("Choose Otto Berg").count(), 0, "about them was decided");
    await letter(tandem, "otto@apply.example", "Your application", "Too steep for us");
  }));

test("the mailed address sets a password and leads to the dashboard", async () => {
  const path = doorOf(await letter(tandem, "iris@apply.example", "Welcome"));
  await visit(path, async (page) => {
    await assertAccessible(page);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByLabel("The same password again").fill(PASSWORD);
    await page.getByRole("button", { name: "Set password" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.getByRole("heading", { level: 1 }).waitFor();
  });
  // Elsewhere the address asks for it; who forgot it gets a link.
  await visit(path, async (page) => {
    await assertAccessible(page);
    await page.getByRole("button", { name: "Send me a link" }).click();
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  }, { javaScriptEnabled: true });
  const reset = doorOf(await letter(tandem, "iris@apply.example", "A new password"));
  assert.notEqual(reset, path);
  await visit(reset, async (page) => assert.ok(await page.getByLabel("New password").isVisible()));
});

test("the team reads a message without its private address, and replaces the address", () =>
  asTeam("/admin/mail", async (page) => {
    const line = page.locator(".mail-table tr", { hasText: "Welcome" });
    await line.getByRole("button", { name: /^Read/ }).click();
    const text = page.locator("dialog[open] .mail-text");
    const looks = page.frameLocator("dialog[open] .mail-html").locator("body");
    await looks.getByText("private address, put in when the message goes out").waitFor();
    assert.match(await looks.textContent(), /Open your dashboard/);
    assert.equal(await page.locator("dialog[open] .mail-html").getAttribute("sandbox"), "");
    await page.getByText("As plain text").click();
    await text.waitFor();
    assert.match(await text.textContent(), /private address, put in when the message goes out/);
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await line.locator(".m-to a").click();
    await page.locator(".door .address code").waitFor();
    const before = await page.locator(".door .address code").textContent();
    assert.ok(await page.getByText("Password set").isVisible());
    assert.match(await page.locator(".answers").textContent(), /https:\/\/trails\.example/);
    await page.getByRole("button", { name: "Reset password" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Reset password" }).click();
    await said(page, "The password is forgotten");
    await page.getByText("Waits for the first visit").waitFor();
    assert.equal(await page.locator(".door .address code").textContent(), before);
    await page.getByRole("button", { name: "Make a new one" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Make one", exact: true }).click();
    await said(page, "The new address is made");
    await page.locator(".door .address code").filter({ hasNotText: before }).waitFor();
    await page.getByText("Waits for the first visit").waitFor();
    await assertAccessible(page);
    await assertFits(page);
  }));
