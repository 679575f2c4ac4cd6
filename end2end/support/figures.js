// Reads what pages say in figures, as numbers that can be compared.
import assert from "node:assert/strict";

/** `−$1,234.50` as `{ symbol: "$", minor: -123450 }`; undefined for what is no amount. */
export function money(text) {
  const found = /([-−]?)\s*([^\d\s.,−-]+)([\d,]+\.\d{2})/.exec(text);
  if (!found) return undefined;
  const [, sign, symbol, digits] = found;
  const minor = Number(digits.replaceAll(/[,.]/g, ""));
  return { symbol, minor: sign ? -minor : minor };
}

/** The minor units of an amount that must be there. */
export function minor(text) {
  const amount = money(text);
  assert.ok(amount, `no amount in “${text}”`);
  return amount.minor;
}

/** A tile's figure as text, by the tile's label. */
export const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) }).locator(".v");

/** All tiles as `{ label: figure }`. */
export const tiles = (page) =>
  page.locator(".tile").evaluateAll((all) =>
    Object.fromEntries(all.map((it) => [it.querySelector(".k").textContent, it.querySelector(".v").textContent])));

/** The cells of a table's body, as text, line by line; also while the table is folded. */
export const cells = (table) =>
  table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Lines of a CSV file (RFC 4180) as objects by heading. */
export function csv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  const [headings, ...lines] = rows;
  return lines.map((line) => {
    assert.equal(line.length, headings.length, `a line of ${line.length} cells: ${line}`);
    return Object.fromEntries(headings.map((heading, index) => [heading, line[index]]));
  });
}
