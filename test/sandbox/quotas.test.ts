import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetAccountSummaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { open, sized, TRUST } from "./clients.js";

const LIMIT = { Code: "LimitExceeded" };

/** A trust policy of exactly so many characters. */
function trustOf(size: number): string {
  const text = (filler: string) => TRUST.replace(`"Effect"`, `"Sid":"${filler}","Effect"`);
  return text("x".repeat(size - text("").length));
}

async function withRole() {
  const made = open();
  await made.iam.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: TRUST }));
  return made;
}

// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
describe("IAM's quotas", () => {
  it("let inline policies have 10,240 characters in all, counted without white space", async () => {
    const { iam } = await withRole();
    const put = (PolicyName: string, PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName: "r", PolicyName, PolicyDocument }));
    await put("a", sized(10_000));
    await put("b", JSON.stringify(JSON.parse(sized(240)), undefined, 8));
    await expect(put("c", sized(150))).rejects.toMatchObject(LIMIT);
    await expect(put("b", sized(241))).rejects.toMatchObject(LIMIT);
    await put("a", sized(9_999));
    await put("b", sized(241));
  });

  it("let a managed policy have 6,144 characters, and a trust policy 2,048", async () => {
    const { iam } = await withRole();
    const create = (size: number) =>
      iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument: sized(size) }));
    await expect(create(6_145)).rejects.toMatchObject(LIMIT);
    await create(6_144);
    const trust = (size: number) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "r", PolicyDocument: trustOf(size) }));
    await expect(trust(2_049)).rejects.toMatchObject(LIMIT);
    await trust(2_048);
  });

  it("let ten policies be attached, one no more than once, and 50 tags", async () => {
    const { iam } = await withRole();
    const arns: string[] = [];
    for (let n = 0; n < 11; n++) {
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: `p${n}`, PolicyDocument: sized(150) }));
      arns.push(Policy?.Arn ?? "");
    }
    const attach = (PolicyArn: string | undefined) =>
      iam.send(new AttachRolePolicyCommand({ RoleName: "r", PolicyArn }));
    for (const arn of arns.slice(0, 10)) await attach(arn);
    await attach(arns[0]);
    await expect(attach(arns[10])).rejects.toMatchObject(LIMIT);
    expect((await iam.send(new GetPolicyCommand({ PolicyArn: arns[0] }))).Policy?.AttachmentCount).toBe(1);

    const tags = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ Key: `k${from + n}`, Value: "v" }));
    await iam.send(new TagRoleCommand({ RoleName: "r", Tags: tags(0, 50) }));
    await iam.send(new TagRoleCommand({ RoleName: "r", Tags: tags(49, 1) }));
    await expect(iam.send(new TagRoleCommand({ RoleName: "r", Tags: tags(50, 1) }))).rejects.toMatchObject(LIMIT);
    expect((await iam.send(new GetRoleCommand({ RoleName: "r" }))).Role?.Tags).toHaveLength(50);
  });

  it("are what the account says they are", async () => {
    const { SummaryMap } = await open().iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({
      RolePolicySizeQuota: 10_240,
      PolicySizeQuota: 6_144,
      AssumeRolePolicySizeQuota: 2_048,
      AttachedPoliciesPerRoleQuota: 10,
      VersionsPerPolicyQuota: 5,
    });
  });
});

describe("what stands in the way", () => {
  it("of a managed policy is another of its name, in any case and on any path", async () => {
    const { iam } = open();
    await iam.send(new CreatePolicyCommand({ PolicyName: "Mine", PolicyDocument: sized(150) }));
    await expect(
      iam.send(new CreatePolicyCommand({ PolicyName: "mINE", Path: "/ml/", PolicyDocument: sized(150) })),
    ).rejects.toMatchObject({ Code: "EntityAlreadyExists" });
  });

  it("of deleting a role is what is attached to it", async () => {
    const { iam } = await withRole();
    const attached = { RoleName: "r", PolicyArn: "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly" };
    await iam.send(new AttachRolePolicyCommand(attached));
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName: "R" }));
    await expect(remove()).rejects.toMatchObject({ Code: "DeleteConflict" });
    await iam.send(new DetachRolePolicyCommand(attached));
    await expect(iam.send(new DetachRolePolicyCommand(attached))).rejects.toMatchObject({ Code: "NoSuchEntity" });
    await remove();
    await expect(remove()).rejects.toMatchObject({ Code: "NoSuchEntity" });
  });
});
