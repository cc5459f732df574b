import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeRepositoriesCommand } from "@aws-sdk/client-ecr";
import { CreateRoleCommand, GetRoleCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListKeysCommand } from "@aws-sdk/client-kms";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { type Faults, parseFaults } from "../../src/sandbox/faults.js";
import { open, TRUST } from "./clients.js";

/** One call of each service. */
function calls({ iam, sts, s3, ecr, kms }: ReturnType<typeof open>) {
  return [
    () => iam.send(new ListRolesCommand({})),
    () => sts.send(new GetCallerIdentityCommand({})),
    () => s3.send(new ListBucketsCommand({})),
    () => ecr.send(new DescribeRepositoriesCommand({})),
    () => kms.send(new ListKeysCommand({})),
  ];
}

describe("what goes wrong on demand", () => {
  it.each<[string, Faults, RegExp]>([
    ["expired credentials", { expired: true }, /^ExpiredToken(Exception)?$/],
    ["throttling", { throttleEvery: 1 }, /^Throttling(Exception)?$/],
    ["no access", { deny: ["*"] }, /^AccessDenied(Exception)?$/],
    ["breaking down", { failAt: 1 }, /^ServiceFailure(Exception)?$/],
  ])("is %s, in each service's own words", async (_, faults, name) => {
    const opened = open();
    for (const call of calls(opened)) {
      opened.sandbox.faults.set(faults);
      await expect(call()).rejects.toMatchObject({ name: expect.stringMatching(name) });
      opened.sandbox.faults.set({});
      await call();
    }
  });

  it("is slowness: each answer takes its time", async () => {
    const { iam } = open({ faults: { slowMs: 120 } });
    const started = Date.now();
    await iam.send(new ListRolesCommand({}));
    await iam.send(new ListRolesCommand({}));
    expect(Date.now() - started).toBeGreaterThanOrEqual(230);
  });

  it("denies the actions it names and no other", async () => {
    const { iam, s3, ecr } = open({ faults: { deny: ["s3:ListAll*", "IAM:createrole"] } });
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
    const create = new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: TRUST });
    await expect(iam.send(create)).rejects.toMatchObject({ Code: "AccessDenied" });
    await ecr.send(new DescribeRepositoriesCommand({}));
    await expect(iam.send(new GetRoleCommand({ RoleName: "r" }))).rejects.toMatchObject({ Code: "NoSuchEntity" });
  });

  it("is read from JSON, and refused by name where there is no such thing", () => {
    expect(parseFaults('{"slowMs": 5, "deny": ["iam:*"]}')).toEqual({ slowMs: 5, deny: ["iam:*"] });
    expect(() => parseFaults('{"slow": 5}')).toThrow(/"slow" is not a fault; there are slowMs, /);
    expect(() => parseFaults("{")).toThrow(SyntaxError);
  });
});

describe("the state of the embedded account", () => {
  const create = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST });
  const file = () => join(mkdtempSync(join(tmpdir(), "sagerole-state-")), "deep", "state.json");

  it("is not written by reading, nor by a call that is refused", async () => {
    const path = file();
    const { iam } = open({ file: path });
    await iam.send(new ListRolesCommand({}));
    await expect(iam.send(create("a b"))).rejects.toMatchObject({ Code: "ValidationError" });
    expect(existsSync(path)).toBe(false);
    await iam.send(create("a"));
    const kept = readFileSync(path, "utf8");
    await expect(iam.send(create("A"))).rejects.toMatchObject({ Code: "EntityAlreadyExists" });
    expect(readFileSync(path, "utf8")).toBe(kept);
  });

  it("loses no role though two write it in turn", async () => {
    const path = file();
    const one = open({ file: path });
    const other = open({ file: path });
    for (let n = 0; n < 5; n++) {
      await one.iam.send(create(`one-${n}`));
      await other.iam.send(create(`other-${n}`));
    }
    const { Roles = [] } = await open({ file: path }).iam.send(new ListRolesCommand({}));
    expect(Roles.filter((role) => /^(one|other)-\d$/.test(role.RoleName ?? ""))).toHaveLength(10);
  });

  it.each(["{", '{"format":"sagerole.sandbox/9"}', ""])("is told to be unreadable: %j", (text) => {
    const path = join(mkdtempSync(join(tmpdir(), "sagerole-state-")), "state.json");
    writeFileSync(path, text);
    const { sandbox } = open({ file: path });
    expect(() => sandbox.iam).toThrow(expect.objectContaining({ code: "sandbox-state" }));
    sandbox.reset();
    expect(sandbox.iam.roles["churn-training"]?.name).toBe("churn-training");
  });
});
