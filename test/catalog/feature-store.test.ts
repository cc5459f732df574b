import { describe, expect, it } from "vitest";
import { ACCOUNT, allowed, ask, contextOf } from "./contexts.js";

const aws = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const KEY = aws("kms", "key/11111111-1111-1111-1111-111111111111");
const ONLINE = { onlineKeys: [KEY] };
const via = { "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com" };
const s3 = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
const TABLE = aws("glue", "table/sagemaker_featurestore/orders_1700000000");
const context = contextOf();

function may(who: "grants" | "caller", options: Record<string, unknown>, action: string, resource: string, more = {}) {
  const asked = ask("feature-store", options as Parameters<typeof ask>[1], context);
  return allowed(asked[who], { action, resource, context: more }, context);
}

describe("the role of Feature Store", () => {
  it.each<[Record<string, unknown>, string, string, object, boolean]>([
    [{ work: ["read"], ...ONLINE }, "kms:Decrypt", KEY, via, true],
    [{ work: ["ingest"], ...ONLINE }, "kms:Decrypt", KEY, via, true],
    [{ work: ["ingest"], ...ONLINE }, "kms:Decrypt", KEY, s3, false],
    [{ work: ["ingest"], ...ONLINE }, "kms:Decrypt", KEY, {}, false],
    [{ work: ["ingest"], ...ONLINE }, "kms:CreateGrant", KEY, via, false],
    [{ work: ["ingest"], ...ONLINE }, "kms:Decrypt", KEY.replace("1111-", "2222-"), via, false],
    [{ work: ["offline", "query"], ...ONLINE }, "kms:Decrypt", KEY, via, false],
    [{ work: ["offline"] }, "glue:UpdateTable", TABLE, {}, true],
    [{ work: ["offline"] }, "glue:CreateTable", TABLE, {}, false],
    [{ work: ["query"], athenaWorkgroups: ["primary"] }, "glue:GetDatabase", aws("glue", "database/default"), {}, true],
    [{ work: ["query"], athenaWorkgroups: ["primary"] }, "glue:GetTable", TABLE, {}, true],
    [{ work: ["query"], athenaWorkgroups: ["primary"] }, "glue:CreateTable", TABLE, {}, false],
  ])("%j: %s on %s with %j: %s", (options, action, resource, more, expected) => {
    expect(may("grants", options, action, resource, more)).toBe(expected);
  });
});

describe("whoever makes feature groups", () => {
  const group = aws("sagemaker", "feature-group/customers");
  const database = aws("glue", "database/sagemaker_featurestore");
  const own = { work: ["offline"], databases: ["features"] };

  it.each<[Record<string, unknown>, string, string, object, boolean]>([
    [{ work: ["offline"] }, "sagemaker:CreateFeatureGroup", group, {}, true],
    [{ work: ["ingest", "read"] }, "sagemaker:CreateFeatureGroup", group, {}, false],
    [
      { work: ["ingest", "read"] },
      "iam:PassRole",
      context.roleArn,
      { "iam:PassedToService": "sagemaker.amazonaws.com" },
      true,
    ],
    [{ work: ["offline"] }, "glue:CreateDatabase", database, {}, true],
    [{ work: ["offline"] }, "glue:CreateTable", TABLE, {}, true],
    [{ work: ["offline"] }, "glue:DeleteTable", TABLE, {}, false],
    [{ work: ["offline"] }, "glue:CreateTable", aws("glue", "table/sales/orders"), {}, false],
    [own, "glue:CreateTable", aws("glue", "table/features/orders"), {}, true],
    [own, "glue:CreateTable", TABLE, {}, false],
    [own, "glue:CreateDatabase", aws("glue", "database/features"), {}, false],
    [{ work: ["ingest"] }, "glue:CreateTable", TABLE, {}, false],
    [{ work: ["offline"], ...ONLINE }, "kms:CreateGrant", KEY, via, true],
    [{ work: ["offline"], ...ONLINE }, "kms:CreateGrant", KEY, {}, false],
    [{ work: ["offline"], ...ONLINE }, "kms:RevokeGrant", KEY, via, false],
    [{ work: ["offline"] }, "kms:ListAliases", "*", {}, false],
  ])("%j: %s on %s with %j: %s", (options, action, resource, more, expected) => {
    expect(may("caller", options, action, resource, more)).toBe(expected);
  });
});
