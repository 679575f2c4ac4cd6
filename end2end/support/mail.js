// The messages that a server of the file's own wrote instead of sending them.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** The newest message to somebody about something that says `text`, with its folded lines put together. */
export async function letter(tandem, to, subject, text = "") {
  const folder = join(tandem.server.data, "mail");
  let found;
  for (let round = 0; round < 100; round += 1) {
    found = new Set();
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort().reverse();
    for (const name of names) {
      const whole = (await readFile(join(folder, name), "utf8")).replaceAll("=\r\n", "");
      found.add(/^Subject: .*/m.exec(whole)?.[0]);
      if ([to, `Subject: ${subject}`, text].every((part) => whole.includes(part))) return whole;
    }
    await pause(100);
  }
  throw new Error(`no message to ${to} about ${subject}, but ${[...found].join(", ")}`);
}

/** The private address in a message. */
export const doorOf = (text) => /(\/d\/[\w-]{43})/.exec(text)[1];
