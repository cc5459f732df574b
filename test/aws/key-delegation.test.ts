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
  ])("%s", (_, Statement, verdict) => {
    expect(keyDelegation(JSON.stringify({ Version: "2012-10-17", Statement }), ACCOUNT)).toBe(verdict);
  });

  it("is not known from a policy that cannot be read", () => {
    expect(keyDelegation("<html>", ACCOUNT)).toBe("unreadable");
  });
});
