// Runs a TypeScript file of test/ with Node: node test/run-ts.js FILE [ARGUMENTS]
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

const [file, ...rest] = process.argv.slice(2);
// Beside its source, so that paths relative to the file stay right.
const outfile = join(dirname(file), `.${basename(file)}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
});
const { status } = spawnSync(process.execPath, [outfile, ...rest], { stdio: "inherit" });
rmSync(outfile);
process.exit(status ?? 1);
