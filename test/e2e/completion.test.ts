import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXECUTABLE, makeHome, strangerEnv } from "./terminal.js";

const folder = mkdtempSync(join(tmpdir(), "sagerole-completion-"));
const env = strangerEnv(makeHome());
writeFileSync(join(folder, "churn.role.yaml"), "");

function sagerole(...args: string[]) {
  return spawnSync(process.execPath, [EXECUTABLE, ...args], { encoding: "utf8", env });
}

function script(shell: string): string {
  const path = join(folder, shell);
  writeFileSync(path, sagerole("completion", shell).stdout);
  return path;
}

describe("completions", () => {
  it.each<[string, string]>([
    ["exp", "explain export"],
    ["export --format cdk", "cdk-typescript cdk-python"],
    ["audit --fail-on m", "medium"],
    ["audit --sar", "--sarif"],
    ["sandbox s", "serve show"],
    ["plan --det", "--detailed-exitcode"],
    ["plan chu", "churn.role.yaml"],
    ["recover --ro", "--roll-back"],
  ])("in bash: sagerole %s", (typed, expected) => {
    const words = ["sagerole", ...typed.split(" ")].map((word) => `'${word}'`).join(" ");
    const ask = `source '${script("bash")}'; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _sagerole; echo "\${COMPREPLY[*]}"`;
    expect(execFileSync("bash", ["-c", ask], { cwd: folder, encoding: "utf8", env }).trim()).toBe(expected);
  });

  it.each(["zsh", "fish"])("are read by %s", (shell) => {
    const path = script(shell);
    const { status, error } = spawnSync(shell, ["-n", path]);
    if (error === undefined) expect(status).toBe(0);
  });

  it("know every command, and say which shells there are", () => {
    const text = sagerole("completion", "fish").stdout;
    for (const name of ["check", "plan", "apply", "import", "export", "recover", "undo", "delete", "audit", "doctor"]) {
      expect(text).toContain(`-a ${name} `);
    }
    const { status, stderr } = sagerole("completion", "bsh");
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean "bash"?');
  });
});
