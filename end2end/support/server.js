// Starts Tandem's demo (server, sandbox, seeded merchant) on free ports with a data folder of its own.
import { spawn } from "node:child_process";
import { mkdtemp, mkdir, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const results = join(root, "end2end/results");
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/server");
const READY_MS = 120_000;
const STOP_MS = 15_000;

/** Resolves with what the ready file says, fails when the process ends before it is there. */
async function ready(file, ended, log) {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.endsWith("}") || text.endsWith("}\n")) return JSON.parse(text);
    if (ended.code !== undefined) break;
    await pause(50);
  }
  const tail = (await readFile(log, "utf8")).split("\n").slice(-20).join("\n");
  throw new Error(`the server was not ready (${ended.code === undefined ? "no answer" : `it ended: ${ended.code}`})\n${tail}`);
}

/** `stop()` ends the server and fails when it does not end by itself. `log` is the file that holds what it said. */
export async function startServer(name = "server") {
  await mkdir(results, { recursive: true });
  const dir = await mkdtemp(join(tmpdir(), "tandem-e2e-"));
  const log = join(results, `${name}.log`);
  const out = await open(log, "w");
  const readyFile = join(dir, "ready.json");
  const child = spawn(
    program,
    ["demo", "--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--live", "0", "--data", join(dir, "data"), "--ready-file", readyFile],
    {
      cwd: root,
      stdio: ["ignore", out.fd, out.fd],
      env: { ...process.env, LEPTOS_SITE_ROOT: process.env.LEPTOS_SITE_ROOT ?? "target/debug-site", LEPTOS_HASH_FILES: "false" },
    },
  );
  const ended = {};
  const end = new Promise((resolve) => {
    const note = (code) => resolve((ended.code = code ?? "killed"));
    child.once("exit", note);
    child.once("error", (error) => note(error.message));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const inTime = await Promise.race([end.then(() => true), pause(STOP_MS, false, { ref: false })]);
    if (!inTime) child.kill("SIGKILL");
    await out.close();
    await rm(dir, { recursive: true, force: true });
    if (!inTime) throw new Error(`the server did not end ${STOP_MS} ms after SIGTERM: see ${log}`);
  };
  try {
    const { app, sandbox, admin_email, admin_password } = await ready(readyFile, ended, log);
    return { app, sandbox, adminEmail: admin_email, adminPassword: admin_password, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server that `run.js` started for all files, or one of this file's own. */
export async function sharedServer() {
  const given = process.env.TANDEM_E2E_SERVER;
  return given ? { ...JSON.parse(given), stop: async () => {} } : startServer();
}
