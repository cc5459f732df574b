import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportFormats } from "../../src/export/formats.js";
import { compile } from "../../src/role/compile.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { writeRoleFile } from "../../src/role/write.js";
import { EXECUTABLE, makeHome, strangerEnv } from "../e2e/terminal.js";
import { everyUseCase } from "./every-use-case.js";
import { type Served, serve } from "./serve.js";

/** A folder with providers, where Terraform's registry cannot be reached. */
const PLUGINS = process.env.SAGEROLE_TERRAFORM_PLUGINS;
const AWS = process.env.SAGEROLE_AWS_CLI ?? "/usr/bin/aws";

const home = makeHome();
const folder = mkdtempSync(join(tmpdir(), "sagerole-exports-"));
let server: Served;

// Older versions of the AWS CLI know no variable for the endpoint.
const bin = join(folder, "bin");
mkdirSync(bin);
writeFileSync(join(bin, "aws"), `#!/bin/sh\nexec ${AWS} --endpoint-url "$AWS_ENDPOINT_URL" "$@"\n`, { mode: 0o755 });

/** One role more, whose name and folders mean something to a command line and to HCL. */
const awkward: RoleFile = {
  ...(everyUseCase[0] as RoleFile),
  role: { ...(everyUseCase[0] as RoleFile).role, name: "-begins-with-a-hyphen" },
  data: [{ bucket: "acme-in", access: "read", prefixes: ["$111122223333/", "$$111122223333/", "%111122223333/"] }],
};
const files = [...everyUseCase, awkward];

function written(file: RoleFile): string {
  const path = join(folder, `${file.role.name}.role.yaml`);
  writeFileSync(path, writeRoleFile(file));
  return path;
}

function environment(): Record<string, string> {
  return { ...strangerEnv(home, server?.env), PATH: `${bin}:${process.env.PATH}`, TF_IN_AUTOMATION: "1" };
}

function run(command: string, args: readonly string[], cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: 240_000,
    env: environment(),
  });
  return { code: status, stdout: stdout ?? "", said: `${stdout ?? ""}${stderr ?? ""}` };
}

function later(command: string, args: readonly string[]) {
  return new Promise<{ code: number; stdout: string; said: string }>((resolve) => {
    execFile(command, args, { cwd: folder, env: environment() }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, said: stdout + stderr }),
    );
  });
}

const sagerole = (...args: string[]) => run(process.execPath, [EXECUTABLE, ...args]);

/** What sagerole would change of each role, as things are. */
function changes(): string[] {
  return files.map((file) => {
    const { code, said } = sagerole("plan", written(file), "--detailed-exitcode");
    return code === 0 ? "" : `${file.role.name}: ${said}`;
  });
}

/** An account as it was at first. */
async function fresh(): Promise<void> {
  server?.process.kill();
  rmSync(join(home, "state"), { recursive: true, force: true });
  sagerole("sandbox", "reset");
  server = await serve(home);
}

beforeAll(fresh, 30_000);
afterAll(() => void server?.process.kill());

const terraformFolder = join(folder, "terraform");
mkdirSync(terraformFolder);
writeFileSync(
  join(terraformFolder, "provider.tf"),
  `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
provider "aws" {
  skip_metadata_api_check = true
}
`,
);
const terraform = (...args: string[]) => run("terraform", args, terraformFolder);
// Without Terraform, or where it cannot get its provider, there is nothing to ask.
const hasTerraform =
  terraform("init", "-no-color", ...(PLUGINS === undefined ? [] : [`-plugin-dir=${PLUGINS}`])).code === 0;
const none = files.map(() => "");

function writeTerraform(imports: boolean, accounts?: string[]): void {
  const format = exportFormats.find(({ id }) => id === "terraform");
  for (const file of files) {
    const text = format?.write(compile(file), { imports, ...(accounts && { accounts }) }) ?? "";
    writeFileSync(join(terraformFolder, `${file.role.name}.tf`), text);
  }
}

describe.skipIf(!hasTerraform)("exports for Terraform, of every use case", () => {
  it("are formatted as Terraform formats them", () => {
    for (const accounts of [undefined, ["111122223333", "444455556666"]]) {
      writeTerraform(accounts === undefined, accounts);
      const { code, said } = terraform("fmt", "-check", "-diff", "-no-color");
      expect(code, said).toBe(0);
    }
  });

  it("come to what sagerole would make", async () => {
    await fresh();
    writeTerraform(false);
    const applied = terraform("apply", "-no-color", "-input=false", "-auto-approve");
    expect(applied.code, applied.said).toBe(0);
    expect(changes()).toEqual(none);

    writeTerraform(false, ["444455556666", "111122223333"]);
    const forSeveral = terraform("plan", "-no-color", "-input=false", "-detailed-exitcode");
    expect(forSeveral.code, forSeveral.said).toBe(0);
  }, 300_000);

  it("take over what sagerole has made, and change nothing", async () => {
    await fresh();
    for (const file of files) expect(sagerole("apply", written(file), "--yes").code).toBe(0);
    rmSync(join(terraformFolder, "terraform.tfstate"), { force: true });
    writeTerraform(true);
    const { said } = terraform("plan", "-no-color", "-input=false");
    expect(said).toMatch(/Plan: \d+ to import, 0 to add, 0 to change, 0 to destroy/);
  }, 300_000);

  it("stop in an account that they are not for", () => {
    const elsewhere = compile({ ...awkward, account: "444455556666" });
    const format = exportFormats.find(({ id }) => id === "terraform");
    for (const { role } of files) rmSync(join(terraformFolder, `${role.name}.tf`));
    writeFileSync(join(terraformFolder, "elsewhere.tf"), format?.write(elsewhere, {}) ?? "");
    const { code, said } = terraform("plan", "-no-color", "-input=false");
    expect(code).toBe(1);
    expect(said.replace(/\s*│\s*|\s+/g, " ")).toContain("is for account 444455556666: use credentials of it.");
  }, 120_000);
});

describe("exports for the AWS CLI, of every use case", () => {
  it("come to what sagerole would make, however often they are run", async () => {
    await fresh();
    const format = exportFormats.find(({ id }) => id === "cli");
    for (const file of files) writeFileSync(scriptOf(file), format?.write(compile(file), {}) ?? "");
    await inTurns(files, async (file) => {
      const { code, stdout, said } = await later("sh", [scriptOf(file)]);
      expect(code, said).toBe(0);
      expect(stdout).toBe(`${compile(file).roleArn}\n`);
    });
    expect(changes()).toEqual(none);
    // Of managed policies and of inline ones.
    for (const role of files.slice(-2)) {
      const second = run("sh", [scriptOf(role)]);
      expect(second.code, second.said).toBe(0);
      expect(second.said).not.toMatch(/Put a new version|Create|Left as it is/);
    }
    expect(changes()).toEqual(none);
  }, 600_000);

  it("leave what others gave the role, and name it", () => {
    const { name } = awkward.role;
    const iam = (operation: string, ...args: string[]) => {
      const { code, stdout, said } = run("aws", ["iam", operation, `--role-name=${name}`, ...args]);
      expect(code, said).toBe(0);
      return stdout;
    };
    const policy = "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly";
    iam("tag-role", "--tags", "Key=cost center,Value=12");
    iam("attach-role-policy", "--policy-arn", policy);
    iam("put-role-permissions-boundary", "--permissions-boundary", "arn:aws:iam::111122223333:policy/ml-boundary");
    const document = JSON.stringify(compile(awkward).definition.policies[0]?.document);
    iam("put-role-policy", "--policy-name", "by-hand", "--policy-document", document);
    const before = iam("get-role") + iam("list-role-policies") + iam("list-attached-role-policies");

    const { code, said } = run("sh", [scriptOf(awkward)]);
    expect(code, said).toBe(0);
    expect(said.match(/(?<=^Left as it is, though not in the role file: ).*(?=\.$)/gm)).toEqual([
      "the permissions boundary arn:aws:iam::111122223333:policy/ml-boundary",
      "the inline policy by-hand",
      `the attached policy ${policy}`,
      "the tag cost center",
    ]);
    expect(iam("get-role") + iam("list-role-policies") + iam("list-attached-role-policies")).toBe(before);
  }, 120_000);

  it("leave a role that was made for something else, unless they are told to take it over", () => {
    const file: RoleFile = { ...awkward, role: { ...awkward.role, name: "theirs" } };
    const format = exportFormats.find(({ id }) => id === "cli");
    writeFileSync(scriptOf(file), format?.write(compile(file), {}) ?? "");
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const { path } = file.role;
    run("aws", ["iam", "create-role", "--role-name=theirs", "--path", path, "--assume-role-policy-document", trust]);
    const document = JSON.stringify(compile(file).definition.policies[0]?.document);
    run("aws", ["iam", "put-role-policy", "--role-name=theirs", "--policy-name=web", "--policy-document", document]);
    const read = () => run("aws", ["iam", "get-role", "--role-name=theirs"]).stdout;
    const before = read();
    expect(before).toContain("ec2.amazonaws.com");

    const refused = run("sh", [scriptOf(file)]);
    expect(refused.code).toBe(1);
    expect(refused.said).toContain("There is a role theirs that was made for something else");
    expect(read()).toBe(before);

    const taken = run("env", ["TAKE_OVER=yes", "sh", scriptOf(file)]);
    expect(taken.code, taken.said).toBe(0);
    expect(read()).toContain("sagemaker.amazonaws.com");
  }, 120_000);
});

function scriptOf({ role }: RoleFile): string {
  return join(folder, `${role.name}.sh`);
}

/** Does a piece of work for each, some at once: the AWS CLI takes a second to start. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: 3 }, worker));
}
