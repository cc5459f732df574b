import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  paginateListRoles,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { open, TRUST } from "./clients.js";

const identity = (size = 0) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"b".repeat(size)}/*` }],
  });

const create = (RoleName: string, more = {}) =>
  new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more });

describe("IAM of the embedded account", () => {
  it("answers documents percent-encoded, as IAM does", async () => {
    const { iam } = open();
    await iam.send(create("r"));
    await iam.send(new PutRolePolicyCommand({ RoleName: "r", PolicyName: "p+q", PolicyDocument: identity(3) }));
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName: "r", PolicyName: "p+q" }));
    expect(PolicyDocument).toMatch(/^%7B%22Version/);
    expect(decodeURIComponent(PolicyDocument)).toBe(identity(3));
  });

  it("keeps roles that trust policies name by id: one made again under the name is another", async () => {
    const { iam } = open();
    const { Role: megan } = await iam.send(create("megan"));
    const AssumeRolePolicyDocument = TRUST.replace('"Service":"sagemaker.amazonaws.com"', `"AWS":"${megan?.Arn}"`);
    const refused = iam.send(
      create("r", { AssumeRolePolicyDocument: AssumeRolePolicyDocument.replace("megan", "nobody") }),
    );
    await expect(refused).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: /Invalid principal/,
    });
    await iam.send(create("r", { AssumeRolePolicyDocument }));
    const shown = async () => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: "r" }));
      return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
    };
    expect(await shown()).toContain(megan?.Arn);
    await iam.send(new DeleteRoleCommand({ RoleName: "megan" }));
    expect(await shown()).toContain(megan?.RoleId);
    await iam.send(create("megan"));
    expect(await shown()).toContain(megan?.RoleId);
    const PolicyDocument = await shown();
    await expect(iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "r", PolicyDocument }))).rejects.toThrow(
      /Invalid/,
    );
  });

  it.each<[string, () => unknown, string]>([
    ["a name that is taken in another case", () => create("CHURN-Training"), "EntityAlreadyExists"],
    ["a name with a space", () => create("a b"), "ValidationError"],
    ["a name of 65 characters", () => create("x".repeat(65)), "ValidationError"],
    ["a path without its end", () => create("a", { Path: "/ml" }), "ValidationError"],
    ["a description with a wide character", () => create("a", { Description: "日" }), "ValidationError"],
    ["a session of ten minutes", () => create("a", { MaxSessionDuration: 600 }), "ValidationError"],
    [
      "a boundary that is not there",
      () => create("a", { PermissionsBoundary: "arn:aws:iam::111122223333:policy/no" }),
      "NoSuchEntity",
    ],
    ["a tag of AWS's", () => create("a", { Tags: [{ Key: "aws:x", Value: "y" }] }), "InvalidInput"],
    [
      "a trust policy with a resource",
      () => new CreateRoleCommand({ RoleName: "a", AssumeRolePolicyDocument: identity() }),
      "MalformedPolicyDocument",
    ],
    [
      "a trust policy that is no JSON",
      () => new CreateRoleCommand({ RoleName: "a", AssumeRolePolicyDocument: "{" }),
      "MalformedPolicyDocument",
    ],
    [
      "an inline policy of more than 10,240",
      () => new PutRolePolicyCommand({ RoleName: "churn-training", PolicyName: "p", PolicyDocument: identity(10_300) }),
      "LimitExceeded",
    ],
    [
      "a managed policy of more than 6,144",
      () => new CreatePolicyCommand({ PolicyName: "p", PolicyDocument: identity(6_200) }),
      "LimitExceeded",
    ],
    ["a role that is not there", () => new GetRoleCommand({ RoleName: "nobody" }), "NoSuchEntity"],
    [
      "a role of AWS's",
      () => new UpdateRoleCommand({ RoleName: "AWSServiceRoleForAmazonSageMakerNotebooks" }),
      "UnmodifiableEntity",
    ],
    [
      "attaching a policy for service-linked roles",
      () =>
        new AttachRolePolicyCommand({
          RoleName: "churn-training",
          PolicyArn: "arn:aws:iam::aws:policy/aws-service-role/AmazonSageMakerNotebooksServiceRolePolicy",
        }),
      "PolicyNotAttachable",
    ],
    [
      "deleting a role that has policies",
      () => new DeleteRoleCommand({ RoleName: "churn-training" }),
      "DeleteConflict",
    ],
  ])("refuses %s", async (_, command, code) => {
    const { iam, sandbox } = open();
    const was = JSON.stringify(sandbox.iam);
    await expect(iam.send(command() as never)).rejects.toMatchObject({ Code: code });
    expect(JSON.stringify(sandbox.iam)).toBe(was);
  });

  it("keeps five versions of a managed policy, and never deletes the default", async () => {
    const { iam } = open();
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument: identity(1) }));
    const PolicyArn = Policy?.Arn ?? "";
    const version = () =>
      iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: identity(2), SetAsDefault: true }));
    for (let n = 0; n < 4; n++) await version();
    await expect(version()).rejects.toMatchObject({ Code: "LimitExceeded" });
    await expect(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v5" }))).rejects.toMatchObject({
      Code: "DeleteConflict",
    });
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    expect((await version()).PolicyVersion?.VersionId).toBe("v6");
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({ Code: "DeleteConflict" });
  });

  it("pages, and leaves out of lists what IAM leaves out", async () => {
    const { iam } = open();
    const first = await iam.send(new ListRolesCommand({ MaxItems: 2 }));
    expect(first.IsTruncated).toBe(true);
    expect(first.Roles).toHaveLength(2);
    expect(first.Roles?.[0]?.Tags).toBeUndefined();
    const names: string[] = [];
    for await (const page of paginateListRoles({ client: iam, pageSize: 3 }, {})) {
      names.push(...(page.Roles ?? []).map((role) => role.RoleName ?? ""));
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("fraud-pipeline");
  });

  it("keeps its state in a file that only its owner may read, and that a second one sees", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "sagerole-sandbox-")), "state.json");
    const one = open({ file });
    const other = open({ file });
    await one.iam.send(create("seen"));
    expect((await other.iam.send(new GetRoleCommand({ RoleName: "seen" }))).Role?.RoleName).toBe("seen");
    await other.iam.send(new TagRoleCommand({ RoleName: "seen", Tags: [{ Key: "by", Value: "other" }] }));
    expect((await one.iam.send(new GetRoleCommand({ RoleName: "seen" }))).Role?.Tags).toEqual([
      { Key: "by", Value: "other" },
    ]);
    expect(statSync(file).mode & 0o077).toBe(0);
    one.sandbox.reset();
    await expect(other.iam.send(new GetRoleCommand({ RoleName: "seen" }))).rejects.toMatchObject({
      Code: "NoSuchEntity",
    });
  });
});

describe("faults on demand", () => {
  it("fail at the n-th call, before or after it is carried out", async () => {
    const { iam, sandbox } = open({ faults: { failAt: 1 } });
    await expect(iam.send(create("a"))).rejects.toMatchObject({ Code: "ServiceFailure" });
    expect(sandbox.iam.roles.a).toBeUndefined();
    sandbox.faults.set({ failAt: 1, answerLost: true });
    await expect(iam.send(create("a"))).rejects.toMatchObject({ Code: "ServiceFailure" });
    expect(sandbox.iam.roles.a).toBeDefined();
  });

  it("throttle, deny in IAM's words, and expire", async () => {
    const { iam, sandbox } = open({ faults: { throttleEvery: 2 } });
    await iam.send(new GetRoleCommand({ RoleName: "churn-training" }));
    await expect(iam.send(new GetRoleCommand({ RoleName: "churn-training" }))).rejects.toMatchObject({
      Code: "Throttling",
    });
    sandbox.faults.set({ deny: ["iam:Update*"] });
    await expect(
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "churn-training", PolicyDocument: TRUST })),
    ).rejects.toMatchObject({
      Code: "AccessDenied",
      message: expect.stringMatching(
        /User: arn:aws:sts::.* is not authorized to perform: iam:UpdateAssumeRolePolicy on resource: arn:aws:iam::111122223333:role\/churn-training because no identity-based policy allows/,
      ),
    });
    sandbox.faults.set({ expired: true });
    await expect(iam.send(new GetRoleCommand({ RoleName: "churn-training" }))).rejects.toMatchObject({
      Code: "ExpiredToken",
    });
  });

  it("let reads see what was before, for as many reads as asked", async () => {
    const { iam } = open({ faults: { lagReads: 2 } });
    await iam.send(create("late"));
    for (let n = 0; n < 2; n++) {
      await expect(iam.send(new GetRoleCommand({ RoleName: "late" }))).rejects.toMatchObject({ Code: "NoSuchEntity" });
    }
    expect((await iam.send(new GetRoleCommand({ RoleName: "late" }))).Role?.RoleName).toBe("late");
  });
});

describe("a generated account", () => {
  it("has as many buckets as asked, the same each time, and must be paged when large", async () => {
    const { s3 } = open({ generate: { buckets: 12_000 } });
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toThrow(/paginated/);
    const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 1_000 }));
    expect(first.Buckets).toHaveLength(1_000);
    expect(first.Buckets?.[0]?.BucketRegion).toBeDefined();
    const again = await open({ generate: { buckets: 12_000 } }).s3.send(new ListBucketsCommand({ MaxBuckets: 1_000 }));
    expect(again.Buckets).toEqual(first.Buckets);
  });
});
