import { describe, expect, it } from "vitest";
import type { IamWrite } from "../../src/aws/account.js";
import { embedded, problemOf } from "./fixtures.js";

function create(service = "sagemaker.amazonaws.com", Path = "/"): IamWrite {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
  return { api: "CreateRole", input: { RoleName: "new", Path, AssumeRolePolicyDocument, MaxSessionDuration: 3600 } };
}

function permission(Resource = "*"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource }],
  });
}

function createPolicy(Resource?: string): IamWrite {
  return { api: "CreatePolicy", input: { PolicyName: "new", Path: "/", PolicyDocument: permission(Resource) } };
}

describe("a write whose answer was lost", () => {
  it.each<[string, IamWrite]>([
    ["CreateRole", create()],
    ["CreatePolicy", createPolicy()],
  ])("is taken as done when %s finds its own work", async (api, call) => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ failAt: 1, answerLost: true });
    await account.write(call);
    expect(sandbox.calls.filter((made) => made === `iam:${api}`)).toHaveLength(2);
  });

  const RoleName = "new";
  const PolicyArn = "arn:aws:iam::111122223333:policy/new";
  const version = (n: number): IamWrite => ({
    api: "CreatePolicyVersion",
    input: { PolicyArn, PolicyDocument: permission(`arn:aws:s3:::b/${n}`), SetAsDefault: true },
  });

  it.each<[IamWrite, IamWrite]>([
    [
      { api: "PutRolePolicy", input: { RoleName, PolicyName: "p", PolicyDocument: permission() } },
      { api: "DeleteRolePolicy", input: { RoleName, PolicyName: "p" } },
    ],
    [
      { api: "AttachRolePolicy", input: { RoleName, PolicyArn } },
      { api: "DetachRolePolicy", input: { RoleName, PolicyArn } },
    ],
    [
      { api: "PutRolePermissionsBoundary", input: { RoleName, PermissionsBoundary: PolicyArn } },
      { api: "DeleteRolePermissionsBoundary", input: { RoleName } },
    ],
    [version(1), { api: "DeletePolicyVersion", input: { PolicyArn, VersionId: "v1" } }],
  ])("is taken as done when it finds nothing left to remove: %j, %j", async (before, removal) => {
    const { account, sandbox } = await embedded();
    for (const call of [create(), createPolicy(), before]) await account.write(call);
    sandbox.faults.set({ failAt: 1, answerLost: true });
    await account.write(removal);
    expect(sandbox.calls.filter((made) => made === `iam:${removal.api}`).length).toBeGreaterThan(1);
  });

  it("is not taken as done when it was sent once and finds nothing to remove", async () => {
    const { account } = await embedded();
    await account.write(create());
    const removal: IamWrite = { api: "DeleteRolePolicy", input: { RoleName, PolicyName: "p" } };
    expect((await problemOf(account.write(removal))).code).toBe("missing");
  });

  it("is taken as done when the version it made was the last there may be, and only then", async () => {
    const { account, sandbox } = await embedded();
    for (const call of [createPolicy(), version(1), version(2), version(3)]) await account.write(call);
    sandbox.faults.set({ failAt: 1, answerLost: true });
    await account.write(version(4));
    expect(Object.keys(sandbox.iam.policies[PolicyArn]?.versions ?? {})).toHaveLength(5);
    expect((await problemOf(account.write(version(5)))).code).toBe("quota");
  });

  it.each<[string, IamWrite, IamWrite]>([
    ["a role with another trust policy", create("ec2.amazonaws.com"), create()],
    ["a role on another path", create(undefined, "/ml/"), create()],
    ["a policy that says something else", createPolicy("arn:aws:s3:::a/*"), createPolicy()],
  ])("is not taken as done when it finds %s", async (_, others, call) => {
    const { account, sandbox } = await embedded();
    await account.write(others);
    const was = JSON.stringify(sandbox.iam);
    sandbox.faults.set({ failAt: 1 });
    const problem = await problemOf(account.write(call));
    expect(problem.code).toBe("exists");
    expect(JSON.stringify(sandbox.iam)).toBe(was);
  });

  it("is not taken as done when it finds the same, made before", async () => {
    const { account, sandbox } = await embedded();
    await account.write(create());
    expect((await problemOf(account.write(create()))).code).toBe("exists");
    const made = sandbox.iam.roles.new;
    if (made !== undefined) made.created = "2025-01-01T00:00:00Z";
    sandbox.faults.set({ failAt: 1 });
    expect((await problemOf(account.write(create()))).code).toBe("exists");
  });
});

describe("a write that IAM refuses", () => {
  it.each<[string, IamWrite, string, RegExp]>([
    [
      "on a role of AWS's",
      { api: "DeleteRolePermissionsBoundary", input: { RoleName: "AWSServiceRoleForAmazonSageMakerNotebooks" } },
      "protected",
      /remove the permissions boundary/,
    ],
    [
      "on a role that is gone",
      { api: "UntagRole", input: { RoleName: "gone", TagKeys: ["a"] } },
      "missing",
      /remove tags from the role.*gone/,
    ],
    [
      "for its document",
      { api: "PutRolePolicy", input: { RoleName: "churn-training", PolicyName: "p", PolicyDocument: "{}" } },
      "malformed-policy",
      /write the inline policy/,
    ],
  ])("%s says what could not be done", async (_, call, code, message) => {
    const { account } = await embedded();
    const problem = await problemOf(account.write(call));
    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(message);
  });

  it("for want of a permission names it", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ deny: ["iam:CreateRole"] });
    const problem = await problemOf(account.write(create()));
    expect(problem.message).toBe(
      "AWS does not let you create the role: iam:CreateRole is missing on arn:aws:iam::111122223333:role/new.",
    );
    expect(sandbox.iam.roles.new).toBeUndefined();
  });

  it("gets through throttling", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ throttleEvery: 2 });
    for (const Value of ["1", "2", "3"]) {
      await account.write({ api: "TagRole", input: { RoleName: "churn-training", Tags: [{ Key: "n", Value }] } });
    }
    expect(sandbox.iam.roles["churn-training"]?.tags.n).toBe("3");
  });
});
