import { describe, expect, it } from "vitest";
import { keyDelegation } from "../../src/aws/key-delegation.js";

const ACCOUNT = "111122223333";
const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

describe("whether IAM policies count for a key", () => {
  // Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  it.each<[string, object[], string]>([
    ["the default statement", [{ Effect: "Allow", Principal: root, Action: "kms:*" }], "delegated"],
    [
      "the account as twelve digits",
      [{ Effect: "Allow", Principal: { AWS: [ACCOUNT] }, Action: "kms:*" }],
      "delegated",
    ],
    [
      "named actions that cover what a role needs",
      [{ Effect: "Allow", Principal: root, Action: ["kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant"] }],
      "delegated",
    ],
    ["named actions that do not", [{ Effect: "Allow", Principal: root, Action: ["kms:Decrypt"] }], "not-delegated"],
    [
      "one role only",
      [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` }, Action: "kms:*" }],
      "not-delegated",
    ],
    ["another account", [{ Effect: "Allow", Principal: { AWS: "999988887777" }, Action: "kms:*" }], "not-delegated"],
    [
      "only under a condition",
      [
        {
          Effect: "Allow",
          Principal: root,
          Action: "kms:*",
          Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
        },
      ],
      "conditional",
    ],
    [
      "a deny beside it",
      [
        { Effect: "Allow", Principal: root, Action: "kms:*" },
        { Effect: "Deny", Principal: "*", Action: "kms:Decrypt" },
      ],
      "conditional",
    ],
    [
      "the account in another partition",
      [{ Effect: "Allow", Principal: { AWS: `arn:aws-cn:iam::${ACCOUNT}:root` }, Action: "KMS:*" }],
      "delegated",
    ],
    [
      "needed actions in statements of their own",
      ["kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"].map((Action) => ({
        Effect: "Allow",
        Principal: root,
        Action,
      })),
      "delegated",
    ],
    [
      "everything but what is needed",
      [{ Effect: "Allow", Principal: root, NotAction: ["kms:Decrypt"] }],
      "not-delegated",
    ],
    [
      "everything but what is not needed",
      [{ Effect: "Allow", Principal: root, NotAction: "kms:ScheduleKeyDeletion" }],
      "delegated",
    ],
    [
      "everybody, as callers of one account",
      [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "kms:*",
          Condition: { StringEquals: { "kms:CallerAccount": ACCOUNT } },
        },
      ],
      "conditional",
    ],
    [
      "one action only under a condition, the others without",
      [
        { Effect: "Allow", Principal: root, Action: ["kms:Decrypt", "kms:GenerateDataKey"] },
        {
          Effect: "Allow",
          Principal: root,
          Action: "kms:CreateGrant",
          Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
      ],
      "conditional",
    ],
    [
      "a service only",
      [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "kms:*" }],
      "not-delegated",
    ],
    [
      "an account whose number this one's only contains",
      [{ Effect: "Allow", Principal: { AWS: "1111222233334" }, Action: "kms:*" }],
      "not-delegated",
    ],
    ["nothing", [], "not-delegated"],
  ])("%s", (_, Statement, verdict) => {
    expect(keyDelegation(JSON.stringify({ Version: "2012-10-17", Statement }), ACCOUNT)).toBe(verdict);
  });

  it("is read from a policy whose statement stands alone, not in a list", () => {
    const Statement = { Effect: "Allow", Principal: root, Action: "kms:*" };
    expect(keyDelegation(JSON.stringify({ Version: "2012-10-17", Statement }), ACCOUNT)).toBe("delegated");
  });

  it("is not known from a policy that cannot be read", () => {
    expect(keyDelegation("<html>", ACCOUNT)).toBe("unreadable");
  });
});
