// Runs the browser tests: the files of pages/ side by side against one server, then those of switches/, each with servers
// of its own because it breaks the outside systems. `node end2end/run.js earnings` picks files by name.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { launchShared } from "./support/browser.js";
import { root, startServer } from "./support/server.js";

const wanted = process.argv.slice(2);
const filesIn = (folder) =>
  readdirSync(join(root, "end2end", folder))
    .filter((name) => name.endsWith(".test.js") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
    .map((name) => join("end2end", folder, name));

/** Node's own runner, told to end with counts that the caller adds up. */
function runTests(files, concurrency, env = {}) {
  if (files.length === 0) return 0;
  // The limit is that of a whole file.
  const options = [`--test-concurrency=${concurrency}`, "--test-timeout=600000", "--test-reporter=spec"];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--test", ...options, ...files], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function runShared(files, env) {
  if (files.length === 0) return 0;
  const { stop, ...server } = await startServer();
  try {
    return await runTests(files, 2, { ...env, TANDEM_E2E_SERVER: JSON.stringify(server) });
  } finally {
    await stop();
  }
}

const browser = await launchShared();
const env = { TANDEM_E2E_BROWSER: browser.wsEndpoint() };
try {
  const codes = [await runShared(filesIn("pages"), env), await runTests(filesIn("switches"), 2, env)];
  process.exitCode = Math.max(...codes);
} finally {
  await browser.close();
}
