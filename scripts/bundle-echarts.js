// Builds public/vendor/echarts.js (a global `echarts`) from npm's ECharts: only the charts and components we draw with.
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const LIMIT = 190_000;
const root = fileURLToPath(new URL("..", import.meta.url));
const entry = `${root}scripts/echarts-entry.js`;
const out = `${root}public/vendor/echarts.js`;

const changed = (file) => stat(file).then((found) => found.mtimeMs, () => 0);
const built = await changed(out);
const inputs = await Promise.all([entry, `${root}scripts/bundle-echarts.js`, `${root}package-lock.json`].map(changed));
if (built > Math.max(...inputs)) process.exit(0);

const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  write: false,
  minify: true,
  format: "iife",
  globalName: "echarts",
  target: "es2022",
  footer: { js: "globalThis.echarts=echarts;" },
  legalComments: "inline",
  define: { "process.env.NODE_ENV": '"production"' },
});
const code = Buffer.from(outputFiles[0].contents);
const brotli = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const report = `ECharts bundle: ${code.length} bytes, ${brotli} with brotli 11 (limit ${LIMIT})`;
if (/\beval\(|new Function|Function\("/.test(code.toString())) throw new Error("the bundle needs 'unsafe-eval'");
if (brotli > LIMIT) throw new Error(report);

await mkdir(`${root}public/vendor`, { recursive: true });
await writeFile(out, code);
console.log(report);
