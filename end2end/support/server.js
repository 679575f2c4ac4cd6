// Starts Tandem on free ports with a data folder of its own: the demo (server, sandbox, seeded merchant), or the two apart.
import { spawn } from "node:child_process";
import { mkdtemp, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const results = join(root, "end2end/results");
// The debug build and its pages, unless another build is named.
const { TANDEM_E2E_PROGRAM, LEPTOS_SITE_ROOT = "target/debug-site", LEPTOS_HASH_FILES = "false" } = process.env;
const program = TANDEM_E2E_PROGRAM ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/tandem");
const READY_MS = 120_000;
const STOP_MS = 15_000;

/** Asks until `look` finds something, and fails when the program ends before. */
async function until(look, running) {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found) return found;
    if (running.code !== undefined) break;
    await pause(50);
  }
  const tail = (await readFile(running.log, "utf8")).split("\n").slice(-20).join("\n");
  throw new Error(`not ready (${running.code === undefined ? "no answer" : `it ended: ${running.code}`})\n${tail}`);
}

/** Runs the program. `stop()` ends it and fails when it does not end by itself. `log` is the file that holds what it said. */
async function run(name, args, { cwd = root, env = {} } = {}) {
  await mkdir(results, { recursive: true });
  const log = join(results, `${name}.log`);
  const out = await open(log, "w");
  const child = spawn(program, args, {
    cwd,
    stdio: ["ignore", out.fd, out.fd],
    env: {
      ...process.env,
      LEPTOS_SITE_ROOT: join(root, LEPTOS_SITE_ROOT),
      LEPTOS_HASH_FILES,
      ...env,
    },
  });
  const running = { log };
  const end = new Promise((resolve) => {
    const note = (code) => resolve((running.code = code ?? "killed"));
    child.once("exit", note);
    child.once("error", (error) => note(error.message));
  });
  running.stop = async () => {
    child.kill("SIGTERM");
    const inTime = await Promise.race([end.then(() => true), pause(STOP_MS, false, { ref: false })]);
    if (!inTime) child.kill("SIGKILL");
    await out.close();
    if (!inTime) throw new Error(`the server did not end ${STOP_MS} ms after SIGTERM: see ${log}`);
  };
  return running;
}

const readText = (file) => readFile(file, "utf8").catch(() => "");
const folder = () => mkdtemp(join(tmpdir(), "tandem-e2e-"));

/** The demo, once its first reading is done. */
export async function startServer(name = "server", env = {}) {
  const dir = await folder();
  const readyFile = join(dir, "ready.json");
  const listen = ["--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--live", "0"];
  const running = await run(name, ["demo", ...listen, "--data", join(dir, "data"), "--ready-file", readyFile], { env });
  const stop = async () => {
    await running.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const text = await until(() => readText(readyFile), running);
    const { app, sandbox, admin_email, admin_password, api_key } = JSON.parse(text);
    return { app, sandbox, adminEmail: admin_email, adminPassword: admin_password, apiKey: api_key, data: join(dir, "data"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The stand-ins alone. `settings` is the part of `tandem.toml` that points at them. */
export async function startSandbox(name = "sandbox") {
  const running = await run(name, ["sandbox", "--listen", "127.0.0.1:0", "--live", "0"]);
  const said = await until(async () => {
    const text = await readText(running.log);
    return text.includes("[hubspot]") && text.endsWith("\n\n") && text;
  }, running);
  const [, sandbox] = /The demo portal is at (\S+)/.exec(said);
  return { sandbox, settings: said.slice(said.indexOf("[channel]")), stop: running.stop };
}

/**
 * Tandem as it is run in production, with nothing in its store. Resolves as soon as it answers. `halt()` ends the program and
 * `resume()` starts it again on what it kept, at the same address.
 */
export async function startEmpty({ sandbox, settings }, name = "empty", env = {}) {
  const dir = await folder();
  const app = `http://127.0.0.1:${await freePort()}`;
  const own = `listen = "${new URL(app).host}"\npublic_url = "${app}"\nimg_sources = "${sandbox}"\nlog = "warn"\n`;
  await writeFile(join(dir, "tandem.toml"), `${own}\n${settings}`);
  let running;
  const halt = () => running.stop();
  const resume = async () => {
    running = await run(name, ["serve"], { cwd: dir, env });
    await until(() => fetch(new URL("/sign-in", app)).then(({ ok }) => ok, () => false), running);
  };
  const stop = async () => {
    await halt();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await resume();
    return { app, sandbox, stop, halt, resume };
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
