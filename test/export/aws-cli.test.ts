import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportAwsCli } from "../../src/export/aws-cli.js";
import { shellLiteral } from "../../src/export/shell.js";
import type { Compiled } from "../../src/role/compile.js";
import { example, HOSTILE } from "./fixtures.js";
import { BREAKERS, tainted } from "./tainted.js";

const folder = mkdtempSync(join(tmpdir(), "sagerole-cli-"));
const calls = join(folder, "calls");
mkdirSync(join(folder, "bin"));
// In the place of the AWS CLI: writes down what it is called with, and answers as of an account without the role.
writeFileSync(
  join(folder, "bin", "aws"),
  `#!/bin/sh
printf '%s\\0' "$@" >> '${calls}'
printf '\\n\\0' >> '${calls}'
case "$*" in
  *Role.Tags*) echo "\${TAGS:-}" ;;
  *Role.PermissionsBoundary*) echo None ;;
  *get-caller-identity*) echo "\${ACCOUNT:-111122223333}" ;;
  *"get-role "*|*get-policy\\ *) [ -n "\${THERE:-}" ] && echo "$THERE" || { echo "An error occurred (NoSuchEntity)" >&2; exit 254; } ;;
esac
`,
  { mode: 0o755 },
);

/** Runs a script, and tells with what the AWS CLI was called. */
function run(compiled: Compiled, env: Record<string, string> = {}, file?: string) {
  const script = join(folder, "role.sh");
  writeFileSync(script, exportAwsCli(compiled, file === undefined ? {} : { file }));
  rmSync(calls, { force: true });
  const { status, stdout, stderr } = spawnSync("sh", [script], {
    encoding: "utf8",
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, ...env },
  });
  const made = existsSync(calls) ? readFileSync(calls, "utf8").split("\0\n\0").slice(0, -1) : [];
  return { code: status, stdout, stderr, made: made.map((call) => call.split("\0")) };
}

/** What follows a flag in the call of an operation. */
function argument(made: readonly string[][], operation: string, flag: string): string {
  const call = made.find((words) => words[1] === operation) ?? [];
  return call[call.indexOf(flag) + 1] ?? "";
}

const SAFE = [...BREAKERS, ...HOSTILE].filter((text) => !text.includes("\0"));

describe("the script for the AWS CLI", () => {
  it("makes the role, and says its ARN", () => {
    const compiled = example();
    const { code, stdout, made } = run(compiled);
    expect(code).toBe(0);
    expect(stdout).toBe(`${compiled.roleArn}\n`);
    expect(made.map(([, operation]) => operation)).toEqual(
      expect.arrayContaining(["get-caller-identity", "create-role", "put-role-policy"]),
    );
    expect(JSON.parse(argument(made, "create-role", "--cli-input-json"))).toEqual({
      RoleName: "churn-training",
      Path: "/sagemaker/",
      Description: "Trains and serves the churn model",
      MaxSessionDuration: 3600,
      PermissionsBoundary: "arn:aws:iam::111122223333:policy/ml-boundary",
      Tags: [{ Key: "team", Value: "churn" }],
    });
  });

  it("stops before it writes anything in another account, and at a role of another path", () => {
    const other = run(example(), { ACCOUNT: "999988887777" });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("credentials of account 999988887777; the role is for 111122223333");
    const elsewhere = run(example(), { THERE: "arn:aws:iam::111122223333:role/churn-training" });
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.stderr).toContain("cannot change its path");
    for (const { made } of [other, elsewhere]) {
      expect(made.filter(([, operation]) => !operation?.startsWith("get-"))).toEqual([]);
    }
  });

  it.each(SAFE)("keeps text from outside as data: %j", (text) => {
    const compiled = tainted(text);
    const { code, stderr, made } = run(compiled, {}, text);
    expect(code, stderr).toBe(0);
    const input = JSON.parse(argument(made, "create-role", "--cli-input-json"));
    expect(input.Description ?? "").toBe(text);
    expect(input.Tags).toContainEqual({ Key: "team", Value: text });
    const document = JSON.parse(argument(made, "put-role-policy", "--policy-document"));
    expect(document).toEqual(compiled.definition.policies[0]?.document);
  });

  it("keeps any text as data", () => {
    // A lone surrogate has no bytes.
    const texts = fc.array(fc.string({ unit: "binary", maxLength: 40 }).filter((text) => !text.includes("\0")));
    fc.assert(
      fc.property(texts, (given) => {
        const script = `for text in ${given.map(shellLiteral).join(" ")}; do printf '%s\\0' "$text"; done`;
        const read = execFileSync("sh", ["-c", script], { encoding: "utf8" });
        expect(read).toBe(given.map((text) => `${text}\0`).join(""));
      }),
    );
  });

  it("names the tags that others gave, and gives a name that begins with a hyphen as one", () => {
    const compiled = example();
    const { name, ...rest } = compiled.definition;
    const there = { ...compiled, definition: { ...rest, name: `-${name}` } };
    const { code, stderr, made } = run(there, { THERE: compiled.roleArn, TAGS: "cost center\nowner" });
    expect(code).toBe(0);
    expect(stderr).toContain("Left as it is, though not in the role file: the tag cost center.");
    expect(stderr).toContain("Left as it is, though not in the role file: the tag owner.");
    for (const call of made) expect(call).not.toContain("-churn-training");
  });

  it.skipIf(spawnSync("shellcheck", ["--version"]).error)("leaves shellcheck nothing to say", () => {
    for (const kind of ["inline", "managed"] as const) {
      const script = join(folder, `${kind}.sh`);
      writeFileSync(script, exportAwsCli(tainted('it\'s "x" $(id) `id`', kind)));
      const { stdout } = spawnSync("shellcheck", [script], { encoding: "utf8" });
      expect(stdout).toBe("");
    }
  });

  it.each(["dash", "bash", "busybox"])("is read by %s", (shell) => {
    if (spawnSync(shell, ["--help"]).error !== undefined) return;
    const script = join(folder, "managed.sh");
    writeFileSync(script, exportAwsCli(tainted('it\'s "x"', "managed")));
    execFileSync(shell, [...(shell === "busybox" ? ["sh"] : []), "-n", script]);
  });
});
