import {
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { open, sized, TRUST } from "./clients.js";

const create = (RoleName: string, more = {}) =>
  new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more });

describe("names and texts that people choose", () => {
  // Each is a name by IAM's rules, and a property that every JavaScript object has.
  it.each(["constructor", "__proto__"])("may be %s, of roles, policies and tags", async (name) => {
    const { iam } = open();
    await expect(iam.send(new GetRoleCommand({ RoleName: name }))).rejects.toMatchObject({ Code: "NoSuchEntity" });
    await iam.send(create(name, { Tags: [{ Key: name, Value: "v" }] }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    expect(Role).toMatchObject({ RoleName: name, Tags: [{ Key: name, Value: "v" }] });
    const inline = { RoleName: name, PolicyName: name };
    await expect(iam.send(new GetRolePolicyCommand(inline))).rejects.toMatchObject({ Code: "NoSuchEntity" });
    await iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: sized(150) }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: name }))).PolicyNames).toEqual([name]);
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(inline));
    expect(decodeURIComponent(PolicyDocument)).toBe(sized(150));
    await iam.send(new DeleteRolePolicyCommand(inline));
    await iam.send(new DeleteRoleCommand({ RoleName: name }));
    await expect(iam.send(new GetRoleCommand({ RoleName: name }))).rejects.toMatchObject({ Code: "NoSuchEntity" });

    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: sized(150) }));
    await expect(
      iam.send(new GetPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: name })),
    ).rejects.toMatchObject({ Code: "NoSuchEntity" });
  });

  it.each([" spaces at both ends ", "a\r\nb\rc\nd\te", `<b>&amp; "quoted" 'too' ]]>`, "é ÿ ¡"])(
    "come back as they were sent: the description %j",
    async (Description) => {
      const { iam } = open();
      await iam.send(create("r", { Description }));
      expect((await iam.send(new GetRoleCommand({ RoleName: "r" }))).Role?.Description).toBe(Description);
    },
  );

  it("come back as they were sent: documents with plus, percent, quotes and apostrophes", async () => {
    const { iam } = open();
    const PolicyDocument = sized(260, {
      Sid: "A",
      Condition: { StringEquals: { "aws:PrincipalTag/a+b": "50% 'off'" } },
    });
    await iam.send(create("r"));
    await iam.send(new PutRolePolicyCommand({ RoleName: "r", PolicyName: "p", PolicyDocument }));
    const answer = await iam.send(new GetRolePolicyCommand({ RoleName: "r", PolicyName: "p" }));
    expect(answer.PolicyDocument).not.toMatch(/[{}" +'*()]/);
    expect(decodeURIComponent(answer.PolicyDocument ?? "")).toBe(PolicyDocument);
  });

  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
  it("keep one tag of a key, whatever its case, and the last spelling", async () => {
    const { iam } = open();
    await iam.send(
      create("r", {
        Tags: [
          { Key: "Team", Value: "a" },
          { Key: "stage", Value: "dev" },
        ],
      }),
    );
    await iam.send(new TagRoleCommand({ RoleName: "r", Tags: [{ Key: "team", Value: "b" }] }));
    const { Tags = [] } = await iam.send(new ListRoleTagsCommand({ RoleName: "r" }));
    expect(Tags).toHaveLength(2);
    expect(Tags).toContainEqual({ Key: "team", Value: "b" });
    const twice = [
      { Key: "x", Value: "1" },
      { Key: "X", Value: "2" },
    ];
    await expect(iam.send(new TagRoleCommand({ RoleName: "r", Tags: twice }))).rejects.toMatchObject({
      Code: "InvalidInput",
    });
  });
});
