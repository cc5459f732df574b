// Builds the one bundle that ships: ESM, minified, split so that what the first screen does not need loads later.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { build } from "esbuild";
import { bundle } from "./esbuild.bundle.js";
import { licenceTexts } from "./esbuild.licences.js";

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  ...bundle,
  // The program, and its core as a library: they share their chunks.
  entryPoints: { sagerole: "src/cli.ts", index: "src/index.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunk-[hash]",
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
