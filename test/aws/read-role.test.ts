import { describe, expect, it } from "vitest";
import type { AwsAccount } from "../../src/aws/account.js";
import { all, embedded, problemOf } from "./fixtures.js";

const OWN = "arn:aws:iam::111122223333:policy/";
const AWS_OWN = "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly";
const permission = (Resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource }],
});
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

async function makeRole(account: AwsAccount, RoleName: string): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const input = { RoleName, Path: "/ml/", AssumeRolePolicyDocument, MaxSessionDuration: 7200, Description: "D" };
  await account.write({ api: "CreateRole", input });
}

async function makePolicy(account: AwsAccount, PolicyName: string): Promise<string> {
  const PolicyDocument = JSON.stringify(permission(`arn:aws:s3:::${PolicyName}/a+b c*`));
  await account.write({ api: "CreatePolicy", input: { PolicyName, Path: "/", PolicyDocument } });
  return `${OWN}${PolicyName}`;
}

const attach = (account: AwsAccount, RoleName: string, PolicyArn: string) =>
  account.write({ api: "AttachRolePolicy", input: { RoleName, PolicyArn } });

describe("reading a role", () => {
  it("tells policies that are the role's own from those that are only attached", async () => {
    const { account } = await embedded();
    await makeRole(account, "serve");
    await makeRole(account, "other");
    for (const name of ["serve", "serve-2", "serve-3", "shared"]) await makePolicy(account, name);
    for (const name of ["serve", "serve-2", "shared"]) await attach(account, "serve", `${OWN}${name}`);
    await attach(account, "other", `${OWN}serve-2`);
    await attach(account, "serve", AWS_OWN);
    const role = await account.readRole("serve");
    expect(role?.definition).toEqual({
      name: "serve",
      path: "/ml/",
      description: "D",
      maxSessionSeconds: 7200,
      tags: {},
      trustPolicy: trust,
      policies: [{ name: "serve", kind: "managed", document: permission("arn:aws:s3:::serve/a+b c*") }],
      attachedManagedPolicies: [AWS_OWN, `${OWN}serve-2`, `${OWN}shared`].sort(),
    });
    expect(Object.keys(role?.versions ?? {})).toContain(`${OWN}serve`);
    expect(role?.versions[`${OWN}serve`]).toEqual({ versions: ["v1"], defaultVersion: "v1" });
  });

  it("shows the version in force of a managed policy, and which there are", async () => {
    const { account } = await embedded();
    await makeRole(account, "serve");
    const PolicyArn = await makePolicy(account, "serve");
    await attach(account, "serve", PolicyArn);
    const PolicyDocument = JSON.stringify(permission("arn:aws:s3:::new/*"));
    await account.write({ api: "CreatePolicyVersion", input: { PolicyArn, PolicyDocument, SetAsDefault: true } });
    const role = await account.readRole("serve");
    expect(role?.definition.policies[0]?.document).toEqual(permission("arn:aws:s3:::new/*"));
    expect(role?.versions[PolicyArn]).toEqual({ versions: ["v2", "v1"], defaultVersion: "v2" });
  });

  it("reads many inline policies and tags, boundary and all", async () => {
    const { account } = await embedded();
    const RoleName = "many";
    await makeRole(account, RoleName);
    for (let n = 0; n < 60; n++) {
      const PolicyDocument = JSON.stringify(permission(`arn:aws:s3:::b/${n}`));
      await account.write({ api: "PutRolePolicy", input: { RoleName, PolicyName: `p${n}`, PolicyDocument } });
    }
    const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: `v ${n}` }));
    await account.write({ api: "TagRole", input: { RoleName, Tags } });
    await account.write({ api: "PutRolePermissionsBoundary", input: { RoleName, PermissionsBoundary: AWS_OWN } });
    const role = (await account.readRole(RoleName))?.definition;
    expect(role?.policies).toHaveLength(60);
    expect(role?.policies.find((policy) => policy.name === "p42")?.document).toEqual(permission("arn:aws:s3:::b/42"));
    expect(role?.tags).toEqual(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
    expect(role?.permissionsBoundary).toBe(AWS_OWN);
  });

  it.each(["iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"])(
    "names the very permission that is missing: %s",
    async (action) => {
      const { account, sandbox } = await embedded();
      sandbox.faults.set({ deny: [action] });
      const problem = await problemOf(account.readRole("churn-training"));
      expect(problem.code).toBe("access-denied");
      expect(problem.message).toContain(`${action} is missing`);
      expect(problem.next).toContain(`Ask an administrator for ${action}`);
    },
  );

  it("does without policies that were only left behind where they may not be read", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ deny: ["iam:GetPolicy"] });
    expect((await account.readRole("churn-training"))?.definition.name).toBe("churn-training");
  });
});

describe("listing roles", () => {
  it("gives each role once however many there are, and none that is AWS's", async () => {
    const { account } = await embedded({ generate: { roles: 450 } });
    const roles = await all(account.listRoles());
    expect(new Set(roles.map((role) => role.name)).size).toBe(roles.length);
    expect(roles.length).toBeGreaterThan(450);
    expect(roles.filter((role) => role.path.startsWith("/aws-service-role/"))).toEqual([]);
    expect(roles).toContainEqual({
      name: "churn-training",
      path: "/",
      arn: "arn:aws:iam::111122223333:role/churn-training",
      description: "Trains the churn model",
    });
  });
});

describe("the account's quotas", () => {
  it("are read where they may be, and nothing where not", async () => {
    const { account, sandbox } = await embedded();
    const quotas = { inlineTotal: 10_240, managedPolicy: 6_144, trustPolicy: 2_048, attachedPolicies: 10 };
    expect(await account.readQuotas()).toEqual(quotas);
    sandbox.faults.set({ deny: ["iam:GetAccountSummary"] });
    expect(await account.readQuotas()).toEqual({});
  });
});
