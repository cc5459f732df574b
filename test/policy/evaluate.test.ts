import { describe, expect, it } from "vitest";
import type { ConditionBlock, Statement } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import type { RequestContext } from "../../src/policy/request.js";
import { validateDocument } from "../../src/policy/validate.js";

const ROLE = "arn:aws:iam::111122223333:role/r";

function named(...statements: Statement[]) {
  return { name: "p", document: { Version: "2012-10-17" as const, Statement: statements } };
}

const allowAll: Statement = { Sid: "All", Effect: "Allow", Action: "*", Resource: "*" };

function underCondition(condition: ConditionBlock, context: RequestContext): boolean {
  const set = { identity: [named({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Condition: condition })] };
  return (
    evaluate({ principal: ROLE, action: "s3:GetObject", resource: "arn:aws:s3:::b/k", context }, set).decision ===
    "allowed"
  );
}

describe("condition operators", () => {
  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  it.each<[string, string | string[], string, boolean]>([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", "a*", "ab", false],
    ["StringNotEquals", "a", "b", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringEqualsIgnoreCase", "aB", "Ab", true],
    ["StringNotEqualsIgnoreCase", "a", "A", false],
    ["StringLike", "a*c?", "abbcd", true],
    ["StringLike", "a*", "ba", false],
    ["StringNotLike", "a*", "ba", true],
    ["NumericEquals", "10", "10.0", true],
    ["NumericLessThan", "10", "9", true],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "10", "10", false],
    ["NumericGreaterThanEquals", "10", "10", true],
    ["NumericNotEquals", "10", "11", true],
    ["NumericEquals", "10", "ten", false],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", true],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", false],
    ["DateEquals", "1767225600", "2026-01-01T00:00:00Z", true],
    ["Bool", "true", "true", true],
    ["Bool", "true", "false", false],
    ["IpAddress", "203.0.113.0/24", "203.0.113.7", true],
    ["IpAddress", "203.0.113.0/24", "203.0.114.7", false],
    ["NotIpAddress", "203.0.113.0/24", "203.0.114.7", true],
    ["IpAddress", "2001:db8::/32", "2001:db8:1::1", true],
    [
      "ArnLike",
      "arn:aws:sagemaker:*:111122223333:training-job/*",
      "arn:aws:sagemaker:eu-west-1:111122223333:training-job/x",
      true,
    ],
    ["ArnLike", "arn:aws:sagemaker:*:x", "arn:aws:sagemaker:eu:111122223333:x", false],
    ["ArnEquals", "arn:aws:s3:::b", "arn:aws:s3:::b", true],
    ["ArnNotLike", "arn:aws:s3:::a*", "arn:aws:s3:::b", true],
    ["BinaryEquals", "QUJD", "QUJD", true],
  ])("%s %j against %j: %s", (operator, wanted, actual, holds) => {
    expect(underCondition({ [operator]: { "x:y": wanted } }, { "X:Y": actual })).toBe(holds);
  });

  it.each<[string, boolean]>([
    ["StringEquals", false],
    ["StringNotEquals", true],
    ["StringEqualsIfExists", true],
    ["ArnLike", false],
    ["ArnNotLike", true],
    ["Bool", false],
    ["BoolIfExists", true],
    ["IpAddress", false],
    ["NotIpAddress", true],
    ["ForAllValues:StringEquals", true],
    ["ForAnyValue:StringEquals", false],
    ["NoSuchOperator", false],
  ])("%s on a key that the request does not carry: %s", (operator, holds) => {
    expect(underCondition({ [operator]: { "x:y": "a" } }, {})).toBe(holds);
  });

  it.each<[string, string[], boolean]>([
    ["ForAllValues:StringEquals", ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a", "c"], false],
    ["ForAnyValue:StringEquals", ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["c"], false],
    ["ForAllValues:StringNotEquals", ["c", "d"], true],
    ["ForAnyValue:StringNotEquals", ["a", "c"], true],
  ])("%s [a, b] on %j: %s", (operator, values, holds) => {
    expect(underCondition({ [operator]: { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": values })).toBe(holds);
  });

  it("Null asks whether the key is there", () => {
    expect(underCondition({ Null: { "x:y": "true" } }, {})).toBe(true);
    expect(underCondition({ Null: { "x:y": "true" } }, { "x:y": "1" })).toBe(false);
    expect(underCondition({ Null: { "x:y": "false" } }, { "x:y": "1" })).toBe(true);
  });

  it("all entries must hold", () => {
    const both = { StringEquals: { "a:a": "1", "b:b": "2" } };
    expect(underCondition(both, { "a:a": "1", "b:b": "2" })).toBe(true);
    expect(underCondition(both, { "a:a": "1", "b:b": "3" })).toBe(false);
  });
});

describe("actions and resources", () => {
  it.each<[Partial<Statement>, string, string, boolean]>([
    [{ Action: "s3:getobject", Resource: "*" }, "s3:GetObject", "arn:aws:s3:::b/k", true],
    [{ Action: "s3:Get*", Resource: "*" }, "s3:GetObject", "arn:aws:s3:::b/k", true],
    [{ Action: "s3:Get?", Resource: "*" }, "s3:GetObject", "arn:aws:s3:::b/k", false],
    [{ NotAction: "s3:*", Resource: "*" }, "s3:GetObject", "arn:aws:s3:::b/k", false],
    [{ NotAction: "s3:*", Resource: "*" }, "iam:PassRole", ROLE, true],
    [{ Action: "*", NotResource: "arn:aws:s3:::b/*" }, "s3:GetObject", "arn:aws:s3:::b/k", false],
    [{ Action: "*", NotResource: "arn:aws:s3:::b/*" }, "s3:GetObject", "arn:aws:s3:::c/k", true],
    [{ Action: "*", Resource: "arn:aws:s3:::B/*" }, "s3:GetObject", "arn:aws:s3:::b/k", false],
    [{ Action: "*", Resource: "arn:aws:s3:::b/${aws:PrincipalAccount}/*" }, "s3:GetObject", "arn:aws:s3:::b/1/k", true],
    [{ Action: "*", Resource: "arn:aws:s3:::b/${no:key}/*" }, "s3:GetObject", "arn:aws:s3:::b//k", false],
    [{ Action: "*", Resource: "arn:aws:s3:::b/${no:key, 'd'}/*" }, "s3:GetObject", "arn:aws:s3:::b/d/k", true],
    [{ Action: "*", Resource: "arn:aws:s3:::b/${*}" }, "s3:GetObject", "arn:aws:s3:::b/*", true],
    [{ Action: "*", Resource: "arn:aws:s3:::b/${*}" }, "s3:GetObject", "arn:aws:s3:::b/x", false],
  ])("%j on %s %s: %s", (statement, action, resource, allowed) => {
    const set = { identity: [named({ Effect: "Allow", ...statement })] };
    const context = { "aws:PrincipalAccount": "1" };
    expect(evaluate({ action, resource, context }, set).decision === "allowed").toBe(allowed);
  });

  it("reads no variables in the old version", () => {
    const document = {
      Version: "2008-10-17" as const,
      Statement: [{ Effect: "Allow" as const, Action: "*", Resource: "arn:aws:s3:::${aws:PrincipalAccount}" }],
    };
    const decide = (resource: string) =>
      evaluate(
        { action: "s3:ListBucket", resource, context: { "aws:PrincipalAccount": "1" } },
        { identity: [{ name: "p", document }] },
      ).decision;
    expect(decide("arn:aws:s3:::1")).toBe("implicitDeny");
    expect(decide("arn:aws:s3:::${aws:PrincipalAccount}")).toBe("allowed");
  });
});

describe("what decides", () => {
  const request = { principal: ROLE, action: "s3:GetObject", resource: "arn:aws:s3:::b/k" };
  const deny: Statement = { Sid: "No", Effect: "Deny", Action: "s3:*", Resource: "*" };
  const account = "111122223333";

  it("an explicit deny wins, wherever it stands, and is named", () => {
    const decision = evaluate(request, { identity: [named(allowAll), named(deny)] });
    expect(decision).toMatchObject({ decision: "explicitDeny", by: { sid: "No", effect: "Deny" } });
    expect(evaluate(request, { identity: [named(allowAll)], permissionsBoundary: named(deny) }).decision).toBe(
      "explicitDeny",
    );
    const bucket = named({ ...deny, Principal: "*" });
    expect(evaluate(request, { identity: [named(allowAll)], resource: [bucket] }).decision).toBe("explicitDeny");
  });

  it("nothing is allowed by default, and the nearest miss is told", () => {
    expect(evaluate(request, { identity: [] })).toMatchObject({
      decision: "implicitDeny",
      reason: "no statement allows s3:GetObject",
    });
    const elsewhere = named({ Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::c/*" });
    expect(evaluate(request, { identity: [elsewhere] }).reason).toBe(
      "Read allows it on other resources only: arn:aws:s3:::c/*",
    );
  });

  it("a boundary caps identity policies", () => {
    const boundary = named({ Effect: "Allow", Action: "ec2:*", Resource: "*" });
    expect(evaluate(request, { identity: [named(allowAll)], permissionsBoundary: boundary })).toMatchObject({
      decision: "implicitDeny",
      reason: "the permissions boundary does not allow it",
    });
  });

  it("in one account a resource policy is enough; across accounts both must allow", () => {
    const bucket = named({ Effect: "Allow", Principal: { AWS: ROLE }, Action: "s3:*", Resource: "*" });
    const within = { account, resourceAccount: account };
    const across = { account, resourceAccount: "999988887777" };
    expect(evaluate(request, { identity: [], resource: [bucket], ...within }).decision).toBe("allowed");
    expect(evaluate(request, { identity: [], resource: [bucket], ...across }).decision).toBe("implicitDeny");
    expect(evaluate(request, { identity: [named(allowAll)], ...across }).decision).toBe("implicitDeny");
    expect(evaluate(request, { identity: [named(allowAll)], resource: [bucket], ...across }).decision).toBe("allowed");
    const theirRoot = named({ Effect: "Allow", Principal: { AWS: account }, Action: "s3:*", Resource: "*" });
    expect(evaluate(request, { identity: [named(allowAll)], resource: [theirRoot], ...across }).decision).toBe(
      "allowed",
    );
  });

  it("a key's policy must let IAM decide before identity policies count", () => {
    const use = { principal: ROLE, action: "kms:Decrypt", resource: `arn:aws:kms:eu-west-1:${account}:key/k` };
    const set = (Principal: Statement["Principal"]) => ({
      identity: [named(allowAll)],
      resource: [named({ Effect: "Allow", Principal: Principal as never, Action: "kms:*", Resource: "*" })],
      account,
      resourceAccount: account,
    });
    expect(evaluate(use, set({ AWS: `arn:aws:iam::${account}:root` })).decision).toBe("allowed");
    expect(evaluate(use, set({ AWS: `arn:aws:iam::${account}:role/other` }))).toMatchObject({
      decision: "implicitDeny",
      reason: "the key's own policy does not let IAM policies decide",
    });
  });

  it("a role's trust policy must let people assume it, in its own account too", () => {
    const assume = { principal: ROLE, action: "sts:AssumeRole", resource: `arn:aws:iam::${account}:role/other` };
    const set = (Principal: Statement["Principal"]) => ({
      identity: [named(allowAll)],
      resource: [named({ Effect: "Allow", Principal: Principal as never, Action: "sts:AssumeRole" })],
      account,
      resourceAccount: account,
    });
    const sagemaker = { Service: "sagemaker.amazonaws.com" };
    expect(evaluate(assume, set({ AWS: `arn:aws:iam::${account}:root` })).decision).toBe("allowed");
    expect(evaluate(assume, set(sagemaker))).toMatchObject({
      decision: "implicitDeny",
      reason: "the role's own policy does not let IAM policies decide",
    });
    const { principal: _, ...byService } = assume;
    const decide = (service: string) =>
      evaluate({ ...byService, service }, { ...set(sagemaker), identity: [] }).decision;
    expect(decide("sagemaker.amazonaws.com")).toBe("allowed");
    expect(decide("lambda.amazonaws.com")).toBe("implicitDeny");
  });

  it("a resource policy is about a session's role too", () => {
    const bucket = named({ Effect: "Allow", Principal: { AWS: ROLE }, Action: "s3:*", Resource: "*" });
    const session = { ...request, principal: `arn:aws:sts::${account}:assumed-role/r/job` };
    expect(evaluate(session, { identity: [], resource: [bucket], account, resourceAccount: account }).decision).toBe(
      "allowed",
    );
  });
});

describe("documents that IAM would refuse", () => {
  const identity = (statement: object) => ({ Version: "2012-10-17", Statement: [statement] });
  it.each<[unknown, "identity" | "trust", RegExp | undefined]>([
    [identity({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }), "identity", undefined],
    ["text", "identity", /Syntax/],
    [{ Version: "2020-01-01", Statement: [] }, "identity", /Syntax/],
    [identity({ Effect: "Maybe", Action: "s3:GetObject", Resource: "*" }), "identity", /Syntax/],
    [identity({ Effect: "Allow", Resource: "*" }), "identity", /must contain actions/],
    [identity({ Effect: "Allow", Action: "GetObject", Resource: "*" }), "identity", /prefaced by a vendor/],
    [identity({ Effect: "Allow", Action: "s3:GetObject" }), "identity", /must contain resources/],
    [identity({ Effect: "Allow", Action: "s3:GetObject", Resource: "bucket" }), "identity", /ARN format/],
    [identity({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Principal: "*" }), "identity", /principal/],
    [identity({ Sid: "a b", Effect: "Allow", Action: "s3:GetObject", Resource: "*" }), "identity", /alpha-numeric/],
    [
      identity({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Condition: { Like: { "a:b": "c" } } }),
      "identity",
      /Invalid Condition type/,
    ],
    [
      identity({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "sagemaker.amazonaws.com" } }),
      "trust",
      undefined,
    ],
    [
      identity({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "sagemaker" } }),
      "trust",
      /Invalid principal/,
    ],
    [identity({ Effect: "Allow", Action: "sts:AssumeRole" }), "trust", /Principal element/],
    [
      identity({ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*", Resource: "*" }),
      "trust",
      /prohibited field Resource/,
    ],
    [identity({ Effect: "Allow", Action: "s3:GetObject", Principal: "*" }), "trust", /AssumeRole/],
  ])("%j as %s", (document, kind, fault) => {
    if (fault === undefined) expect(validateDocument(document, kind)).toBeUndefined();
    else expect(validateDocument(document, kind)).toMatch(fault);
  });
});
