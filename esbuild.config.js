// Builds the one bundle that ships: ESM, minified, split so that what the first screen does not need loads later.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { build } from "esbuild";
import { actionsInBundle } from "./esbuild.actions.js";
import { inkKeepsLines } from "./esbuild.ink.js";
import { licenceTexts } from "./esbuild.licences.js";

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  // The program, and its core as a library: they share their chunks.
  entryPoints: { sagerole: "src/cli.ts", index: "src/index.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  platform: "node",
  // The ES modules of the AWS SDK: they can be split and shaken, and their names survive dynamic imports.
  mainFields: ["module", "main"],
  target: "node20.19",
  jsx: "automatic",
  metafile: true,
  // THIRD_PARTY_LICENSES.txt has the whole texts.
  legalComments: "none",
  chunkNames: "chunk-[hash]",
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  // Ink imports its devtools only when DEV is set; the package is optional and not installed.
  alias: { "react-devtools-core": "./src/base/empty.ts" },
  plugins: [inkKeepsLines, actionsInBundle],
  banner: {
    // What CommonJS modules in the bundle expect to find.
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
  },
});

await writeFile("dist/THIRD_PARTY_LICENSES.txt", await licenceTexts(metafile));

// What ships beside the program is made from it, so that the two never disagree.
const made = await build({
  entryPoints: ["src/published.ts"],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
});
const module = "dist/published.js";
await writeFile(module, made.outputFiles[0].contents);
const { published } = await import(`./${module}`);
await rm(module);
for (const [file, text] of Object.entries(published())) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
