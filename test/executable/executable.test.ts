import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import { makeRole } from "../e2e/journey.js";
import { strangerEnv, Terminal } from "../e2e/terminal.js";
import { EXAMPLE } from "../role/example.js";

const BUILT = join(import.meta.dirname, "../../executable");

/** A folder with the executable alone, and no PATH on which a Node could be found. */
const folder = mkdtempSync(join(tmpdir(), "sagerole-executable-"));
const executable = join(folder, "sagerole");
copyFileSync(join(BUILT, "sagerole"), executable);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "example.role.yaml");
writeFileSync(file, EXAMPLE.replace("name: churn-training", "name: from-executable"));

/** Runs it. What it says on stderr is taken as said on stdout: a warning of Node would be there. */
function run(args: string, env: Record<string, string> = {}): string {
  return execFileSync("/bin/sh", ["-c", `./sagerole ${args} 2>&1`], {
    cwd: folder,
    encoding: "utf8",
    env: strangerEnv(folder, { PATH: "", ...env }),
  });
}

describe("the executable, alone in a folder, without Node", () => {
  it("says its version and nothing else", () => {
    const { version } = JSON.parse(readFileSync(join(BUILT, "../package.json"), "utf8"));
    expect(run("--version")).toBe(`${version}\n`);
  });

  it("checks a role file, plans it against the embedded account, applies it and finds it there", () => {
    expect(run(`check ${file}`)).toMatch(/^Proof: (\d+) of \1 calls/);
    expect(run(`plan ${file} --sandbox`)).toContain("Plan: 2 to add, 0 to change, 0 to remove.");
    run(`apply ${file} --sandbox --yes`);
    expect(run(`plan ${file} --sandbox`)).toContain("is already exactly this");
    expect(run("import from-executable --sandbox")).toContain("name: from-executable");
  });

  it("knows the levels of actions, which tell the worst change first", () => {
    writeFileSync(file, readFileSync(file, "utf8").replace("access: read,", "access: read-write,"));
    const { access } = JSON.parse(run(`plan ${file} --sandbox --json --quiet`));
    expect(access.items.map(({ level }: { level: string }) => level)).toContain("Write");
  });

  it("talks to an account over HTTP", async () => {
    const served = spawn(executable, ["sandbox", "serve"], { env: strangerEnv(folder, { PATH: "" }) });
    try {
      const url = await new Promise<string>((resolve) => {
        createInterface(served.stdout).on("line", (line) => {
          const [found] = /http:\S+\d/.exec(line) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const said = run("doctor", {
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: "embedded",
        AWS_SECRET_ACCESS_KEY: "embedded",
        AWS_REGION: "eu-west-1",
      });
      expect(said).toMatch(/✓ list buckets +60 or more/);
    } finally {
      served.kill();
    }
  });

  it("draws the wizard, and takes a stranger to a role", async () => {
    const terminal = new Terminal({ node: executable, nodeArgs: [], env: { PATH: "" } });
    try {
      await terminal.waitFor("Try it on the embedded account");
      expect(terminal.raw).not.toMatch(/warning|experimental/i);
      await terminal.press("enter");
      await makeRole(terminal, "from-the-wizard");
    } finally {
      terminal.dispose();
    }
  });
});

it("comes with the licences of what is in it, Node's among them", () => {
  const texts = readFileSync(join(BUILT, "THIRD_PARTY_LICENSES.txt"), "utf8");
  expect(texts).toMatch(/^Node\.js v\d/m);
  expect(texts).toMatch(/^ink \d/m);
  expect(texts).toContain("Copyright Node.js contributors.");
});
