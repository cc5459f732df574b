import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeRole } from "../e2e/journey.js";
import { EXECUTABLE, makeHome, strangerEnv, Terminal } from "../e2e/terminal.js";
import { type Served, serve } from "./serve.js";

/** Debian's AWS CLI: an independent client, which tells whether the embedded account is honest. */
const AWS = process.env.SAGEROLE_AWS_CLI ?? "/usr/bin/aws";

let server: Served;
let url: string;
let terminal: Terminal;
let env: Record<string, string>;

beforeAll(async () => {
  server = await serve(makeHome());
  url = server.url;
  terminal = new Terminal({ env: server.env });
  env = strangerEnv(terminal.home, server.env);
  await makeRole(terminal, "seen-by-aws-cli");
}, 60_000);

afterAll(async () => {
  terminal?.dispose();
  server?.process.kill();
});

function aws(...args: string[]) {
  return new Promise<{ code: number; json: unknown; stderr: string }>((resolve) => {
    execFile(AWS, ["--endpoint-url", url, "--output", "json", ...args], { env }, (error, stdout, stderr) =>
      resolve({
        code: error === null ? 0 : Number(error.code),
        json: stdout === "" ? undefined : JSON.parse(stdout),
        stderr,
      }),
    );
  });
}

describe("Debian's AWS CLI, through the endpoint the wizard used", () => {
  it("is there", () => {
    expect(execFileSync(AWS, ["--version"], { encoding: "utf8" })).toMatch(/aws-cli/);
  });

  it("prints an account that is audited from the file as it is by asking", async () => {
    const { json } = await aws("iam", "get-account-authorization-details", "--page-size", "5");
    const file = join(terminal.home, "details.json");
    writeFileSync(file, JSON.stringify(json, undefined, 4));
    const audit = (...args: string[]) =>
      JSON.parse(
        execFileSync(process.execPath, [EXECUTABLE, "audit", "--json", "--region", "eu-west-1", ...args], {
          env,
          encoding: "utf8",
          maxBuffer: 50_000_000,
        }),
      ).roles;
    const offline = audit("--from", file);
    expect(offline.length).toBeGreaterThan(15);
    expect(offline).toEqual(audit("--endpoint-url", url));
  });

  it("reads the role as the wizard wrote it", async () => {
    const { json } = await aws("iam", "get-role", "--role-name", "seen-by-aws-cli");
    expect(json).toMatchObject({
      Role: {
        RoleName: "seen-by-aws-cli",
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: "sagemaker.amazonaws.com" } }] },
      },
    });
    const names = await aws("iam", "list-role-policies", "--role-name", "seen-by-aws-cli");
    expect(names.json).toMatchObject({ PolicyNames: ["seen-by-aws-cli"] });
    const policy = await aws(
      "iam",
      "get-role-policy",
      "--role-name",
      "seen-by-aws-cli",
      "--policy-name",
      "seen-by-aws-cli",
    );
    expect(JSON.stringify(policy.json)).toContain("arn:aws:s3:::acme-train/raw/*");
  });

  it("lists buckets, repositories and keys", async () => {
    expect(((await aws("s3api", "list-buckets")).json as { Buckets: unknown[] }).Buckets).toHaveLength(60);
    expect(((await aws("ecr", "describe-repositories")).json as { repositories: unknown[] }).repositories).toHaveLength(
      20,
    );
    expect(((await aws("kms", "list-keys")).json as { Keys: unknown[] }).Keys).toHaveLength(12);
    expect((await aws("sts", "get-caller-identity")).json).toMatchObject({ Account: "111122223333" });
    const encryption = await aws("s3api", "get-bucket-encryption", "--bucket", "acme-train");
    expect(JSON.stringify(encryption.json)).toContain("aws:kms");
  });

  it("is told what IAM would tell it", async () => {
    const missing = await aws("iam", "get-role", "--role-name", "nobody");
    expect(missing.stderr).toContain("NoSuchEntity");
    const twice = await aws(
      "iam",
      "create-role",
      "--role-name",
      "SEEN-BY-AWS-CLI",
      "--assume-role-policy-document",
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    );
    expect(twice.stderr).toContain("EntityAlreadyExists");
  });

  it("changes the role, and plan sees it", async () => {
    const tag = await aws("iam", "tag-role", "--role-name", "seen-by-aws-cli", "--tags", "Key=by,Value=hand");
    expect(tag.code).toBe(0);
    const planned = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        [EXECUTABLE, "plan", join(terminal.work, "seen-by-aws-cli.role.yaml")],
        { env },
        (_, stdout) => resolve(stdout),
      );
    });
    expect(planned).toContain("- ");
    expect(planned).toContain("tag by: hand");
  });

  it("makes a role that the tool then updates", async () => {
    await aws(
      "iam",
      "create-role",
      "--role-name",
      "made-by-hand",
      "--assume-role-policy-document",
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    );
    const file = join(terminal.work, "made.role.yaml");
    writeFileSync(file, "sagerole: 1\nrole: { name: made-by-hand }\nuseCases: { training: }\n");
    const apply = (...flags: string[]) =>
      new Promise<number>((resolve) =>
        execFile(process.execPath, [EXECUTABLE, "apply", file, "--yes", ...flags], { env }, (error) =>
          resolve(error === null ? 0 : Number(error.code)),
        ),
      );
    expect(await apply()).toBe(2);
    const untouched = await aws("iam", "get-role", "--role-name", "made-by-hand");
    expect(JSON.stringify(untouched.json)).toContain("ec2.amazonaws.com");
    expect(await apply("--take-over", "--others", "replace")).toBe(0);
    const { json } = await aws("iam", "get-role", "--role-name", "made-by-hand");
    expect(JSON.stringify(json)).toContain("sagemaker.amazonaws.com");
    expect(JSON.stringify(json)).not.toContain("ec2.amazonaws.com");
  });
});
