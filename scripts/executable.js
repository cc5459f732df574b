// Builds executable/sagerole: Node and the program in one file, for machines like this one.
// Source: https://nodejs.org/api/single-executable-applications.html
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { bundle, requireInModules } from "../esbuild.bundle.js";
import { licenceTexts } from "../esbuild.licences.js";

const { platform, arch, execPath, version } = process;
if (Number.parseInt(version.slice(1), 10) < 26) {
  console.error(
    `The executable is built with Node.js 26 or newer; this is ${version}.\nRun: npx --package node@26 node scripts/executable.js`,
  );
  process.exit(1);
}

// Where Node's archives, its Windows one, and the npm package "node" have it.
const folder = dirname(execPath);
const nodeLicence = [join(folder, ".."), folder, join(folder, "..", "node_modules", `node-${platform}-${arch}`)]
  .map((path) => join(path, "LICENSE"))
  .find(existsSync);
if (nodeLicence === undefined) {
  console.error(`Node's licence, which must go with the executable, is not beside ${execPath}.`);
  console.error("Take Node.js from https://nodejs.org, or run: npx --package node@26 node scripts/executable.js");
  process.exit(1);
}

/** In one file an import of a module of Node would be carried out at once, wherever it stands: some 100 ms of them. */
const nodeWhenNeeded = {
  name: "node-when-needed",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path }) => (isBuiltin(path) ? { path, namespace: "node" } : undefined));
    build.onLoad({ filter: /./, namespace: "node" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("${path}");`,
    }));
  },
};

const output = join("executable", platform === "win32" ? "sagerole.exe" : "sagerole");
const main = join("executable", "main.mjs");
const config = join("executable", "sea-config.json");
const stripped = join("executable", "node");
await rm("executable", { recursive: true, force: true });
await mkdir("executable");
const { metafile } = await build({
  ...bundle,
  plugins: [...bundle.plugins, nodeWhenNeeded],
  entryPoints: ["src/executable.ts"],
  format: "esm",
  banner: requireInModules,
  outfile: main,
});
// Node's names for debuggers are a fifth of it.
const isStripped = platform === "linux" && spawnSync("strip", ["-o", stripped, execPath]).status === 0;
const settings = {
  ...(isStripped && { executable: stripped }),
  main,
  mainFormat: "module",
  output,
  disableExperimentalSEAWarning: true,
  useCodeCache: true,
};
await writeFile(config, JSON.stringify(settings));
execFileSync(execPath, ["--build-sea", config], { stdio: ["ignore", "ignore", "inherit"] });
// macOS runs nothing that is not signed; "-" signs for use without a certificate.
if (platform === "darwin") execFileSync("codesign", ["--force", "--sign", "-", output], { stdio: "inherit" });
await Promise.all([main, config, stripped].map((path) => rm(path, { force: true })));

const rule = `\n${"-".repeat(80)}\n\n`;
const texts = [await licenceTexts(metafile), `Node.js ${version}\n\n${await readFile(nodeLicence, "utf8")}`];
await writeFile(join("executable", "THIRD_PARTY_LICENSES.txt"), texts.join(rule));
console.log(output);
