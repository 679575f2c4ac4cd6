// The content manager as its tests use it, and CC's stand-in as its own API shows and changes it.
import assert from "node:assert/strict";
import { hydrated } from "./browser.js";

const TOKEN = "cc-demo-channel-token";
const CHANNEL = "northtrail.myshopify.com";

/** A partner's page at CC. Nothing of Tandem is asked: what a test reads here is what CC was told. */
export class AtCc {
  static async of(tandem, handle) {
    const people = await tandem.people();
    const { collab_id: id } = people.find((person) => person.handle === handle);
    return new AtCc(new URL("/cc/", tandem.server.sandbox), id);
  }

  constructor(base, id) {
    Object.assign(this, { base, id });
  }

  async #ask(path, body) {
    const answer = await fetch(new URL(path, this.base), {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path} answered ${answer.status}`);
    return answer.json();
  }

  async #collab() {
    const { collab } = await this.#ask(`channels/${CHANNEL}/collabs/${this.id}`);
    return collab;
  }

  async bio() {
    const { customFields } = await this.#collab();
    return customFields.find(({ handle }) => handle === "cc-bio")?.value ?? "";
  }

  /** `[{ id, title, description, picture, products: [{ id, note }] }]`, in the page's order. */
  async drops() {
    const { drops } = await this.#collab();
    return drops.map((drop) => ({
      id: drop._id,
      title: drop.title,
      description: drop.description,
      picture: drop.media[0]?.url,
      products: drop.products.map((product) => ({
        id: product.shopifyId.split("/").at(-1),
        handle: product.shopifyHandle,
        note: drop.enhancements.find((it) => it.product === product._id)?.note ?? "",
      })),
    }));
  }

  /** As if somebody at CC had done it. */
  setBio(text) {
    return this.#ask(`channels/${CHANNEL}/collabs/${this.id}`, { custom: { "cc-bio": text } });
  }

  setDrop(id, fields) {
    return this.#ask(`channels/${CHANNEL}/collabs/${this.id}/drops/${id}`, fields);
  }
}

/** The parts of the page. */
export const bio = (page) => page.locator("#bio");
export const picks = (page) => page.locator("ol.picks > li");
export const drops = (page) => page.locator("ol.drop-list > li");
export const products = (page) => page.locator("ul.shelf .shelf-product");
export const preview = (page) => page.frameLocator("iframe[title^='Preview']");
export const titles = (list) => list.locator("b").allTextContents();

/** Opened, alive, with the first products and the preview there. */
export async function ready(page) {
  await hydrated(page);
  await products(page).first().waitFor();
  await preview(page).locator("h1").waitFor();
}

/** The server has everything that was typed. */
export const saved = (page) => page.locator(".save-state", { hasText: /^Saved / }).waitFor();

/** Publishes and closes the dialog. */
export async function publish(page) {
  await page.locator("#publish").click();
  await page.locator("#publish-now").click();
  await page.getByRole("heading", { name: "Your page is published" }).waitFor();
  await page.locator("dialog[open]").getByRole("button", { name: "Close" }).first().click();
}

/**
 * Elements as text that two documents can be compared by: names, attributes by name, and joined text. What only marks where
 * a view begins, or which browser quirk split a text, is not in it.
 */
export const canonical = (body) =>
  body.evaluate((root) => {
    const lines = [];
    const walk = (node, depth) => {
      let text = "";
      const say = () => {
        if (text !== "") lines.push(`${"  ".repeat(depth)}${JSON.stringify(text)}`);
        text = "";
      };
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) text += child.data;
        if (child.nodeType !== Node.ELEMENT_NODE) continue;
        say();
        const attributes = [...child.attributes].map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).sort();
        lines.push(`${"  ".repeat(depth)}<${child.localName}${attributes.join("")}>`);
        walk(child, depth + 1);
      }
      say();
    };
    lines.push(root.className);
    walk(root, 0);
    return lines.join("\n");
  });
