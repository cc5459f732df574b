import { beforeAll, describe, expect, it } from "vitest";
import type { AuditedRole } from "../../src/audit/judge.js";
import { judgeRole } from "../../src/audit/judge.js";
import { foundFrom } from "../../src/audit/yardstick.js";
import { catalog } from "../../src/catalog/index.js";
import { compile } from "../../src/role/compile.js";
import { embedded } from "../aws/fixtures.js";
import { sampleFiles } from "../catalog/samples.js";
import { allow, allRoles, findingsOf, GUARDED, NOW, roleWith, words } from "./fixtures.js";

describe("the example account", () => {
  let audited: Map<string, AuditedRole>;
  beforeAll(async () => {
    const { account } = await embedded();
    const roles = await Promise.all((await allRoles(account)).map((role) => judgeRole(role, Date.now())));
    audited = new Map(roles.map((role) => [role.name, role]));
  });

  it.each<[string, string[]]>([
    ["ml-admin", ["high admin-access", "low no-boundary"]],
    ["pricing-all-but-iam", ["high allow-by-exclusion", "high escalation", "low no-boundary"]],
    ["labeling-all-buckets", ["high all-data"]],
    ["ml-platform-builder", ["high escalation", "low no-boundary"]],
    ["open-to-anybody", ["high trust-anybody"]],
    ["notebooks-of-partner", ["medium trust-other-account"]],
    ["voice-shared-with-lambda", ["medium trust-others"]],
    ["search-any-caller", ["medium confused-deputy"]],
    ["ranking-all-of-sagemaker", ["medium wildcard-actions", "medium escalation"]],
    ["supply-any-queue", ["medium any-resource"]],
    ["forecast-retired", ["low unused-role"]],
    ["hyperopt-never-ran", ["low never-used"]],
    // Its wide policy is a shortened copy in the embedded account.
    [
      "AmazonSageMaker-ExecutionRole-20240117T101010",
      [
        "high all-data",
        "medium confused-deputy",
        "medium wildcard-actions",
        "medium wide-managed-policy",
        "medium escalation",
        "medium escalation",
        "low no-boundary",
      ],
    ],
    ["fraud-pipeline", ["medium confused-deputy", "medium escalation", "low no-boundary"]],
    ["experiments-odd-text", ["medium confused-deputy"]],
    ["churn-training", []],
    ["vision-old-rights", []],
  ])("has in %s what was put into it, and nothing else", (name, expected) => {
    expect(words(audited.get(name) as AuditedRole)).toEqual(expected);
  });

  it("has no role that is not looked at here, and none of AWS's or other services'", () => {
    expect(audited.size).toBe(17);
    expect([...audited.keys()]).not.toContain("payments-service");
    expect([...audited.keys()]).not.toContain("AWSServiceRoleForAmazonSageMakerNotebooks");
  });

  it("tells how an attacker goes on, step by step", () => {
    expect(audited.get("ml-platform-builder")?.attack).toEqual([
      "iam:PassRole on * + lambda:CreateFunction → any role Lambda may assume",
    ]);
    expect(audited.get("labeling-all-buckets")?.attack).toContain("reads every object of every bucket");
    expect(audited.get("ml-admin")?.verdict).toBe("Dangerous: may do anything in the account.");
    expect(audited.get("churn-training")?.verdict).toBe("Tight: nothing found.");
  });
});

describe("roles that sagerole makes", () => {
  const samples = catalog.flatMap(({ id }) => sampleFiles(id, 4).map((file, index) => [id, index, file] as const));

  it.each(samples)("have no finding above low: %s (%i)", async (_, __, file) => {
    const { findings } = await judgeRole(foundFrom(compile(file)), NOW);
    expect(findings.filter(({ severity }) => severity !== "low")).toEqual([]);
  });
});

describe("ways to other rights", () => {
  const ROLES = "arn:aws:iam::111122223333:role/";
  const to = (service: string) => ({ Condition: { StringEquals: { "iam:PassedToService": service } } });

  it.each<[string, Parameters<typeof findingsOf>[0], string | undefined]>([
    [
      "a named role for a named service is what AWS tells to do",
      [
        allow("iam:PassRole", `${ROLES}train`, to("sagemaker.amazonaws.com")),
        allow("sagemaker:CreateTrainingJob", "*"),
      ],
      undefined,
    ],
    [
      "any role for a service that it can start",
      [
        allow("iam:PassRole", `${ROLES}*`, to("sagemaker.amazonaws.com")),
        allow("sagemaker:CreateTrainingJob", "arn:aws:sagemaker:eu-west-1:111122223333:training-job/*"),
      ],
      "high escalation",
    ],
    [
      "any role for a service that it cannot start",
      [allow("iam:PassRole", "*", to("glue.amazonaws.com")), allow("lambda:CreateFunction", "*")],
      "low escalation",
    ],
    [
      "one step of two",
      [allow("iam:PassRole", "*"), allow("glue:CreateJob", "arn:aws:glue:eu-west-1:111122223333:job/a")],
      "medium escalation",
    ],
    [
      "both steps, in two statements",
      [allow("iam:PassRole", "*"), allow(["glue:CreateJob"], "*"), allow("glue:Start*", "*")],
      "high escalation",
    ],
    ["its own policies", [allow("iam:PutRolePolicy", `${ROLES}tried`)], "high escalation"],
    ["any other role", [allow("sts:AssumeRole", `${ROLES}*`)], "high escalation"],
    ["one other role", [allow("sts:AssumeRole", `${ROLES}reader`)], "low escalation"],
    [
      "a denial closes it",
      [
        allow("iam:PassRole", "*"),
        allow("lambda:CreateFunction", "*"),
        { Effect: "Deny", Action: "iam:*", Resource: "*" },
      ],
      undefined,
    ],
    [
      "a denial under a condition may not",
      [
        allow("iam:PutRolePolicy", "*"),
        {
          Effect: "Deny",
          Action: "iam:*",
          Resource: "*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
        },
      ],
      "high escalation",
    ],
  ])("%s", async (_, statements, expected) => {
    const found = await findingsOf(statements);
    expect(found.find((word) => word.endsWith(" escalation"))).toBe(expected);
  });

  it("end at the boundary", async () => {
    const role = roleWith([allow("*", "*")], { permissionsBoundary: "arn:aws:iam::111122223333:policy/b" });
    const bounded = (Action: string) => ({
      ...role,
      texts: {
        "arn:aws:iam::111122223333:policy/b": { Version: "2012-10-17" as const, Statement: [allow(Action, "*")] },
      },
    });
    expect(words(await judgeRole(bounded("s3:ListBucket"), NOW))).toEqual(["medium admin-access"]);
    expect(words(await judgeRole(bounded("iam:*"), NOW))).toContain("high escalation");
    // A boundary that cannot be read is said, and bounds nothing.
    expect(words(await judgeRole(role, NOW))).toEqual(["high admin-access", "medium managed-policy-unread"]);
  });
});

describe("statements", () => {
  it.each<[string, Parameters<typeof findingsOf>[0], string[]]>([
    [
      "one bucket",
      [allow("s3:*", ["arn:aws:s3:::a", "arn:aws:s3:::a/*"])],
      ["low wildcard-actions", "medium escalation", "low no-boundary"],
    ],
    ["every bucket, in its own words", [allow("s3:Get*", "arn:aws:s3:::*")], ["high all-data"]],
    [
      "every bucket of the account",
      [allow("s3:GetObject", "*", { Condition: { StringEquals: { "aws:ResourceAccount": "1" } } })],
      ["high all-data"],
    ],
    [
      "objects with a tag",
      [allow("s3:GetObject", "*", { Condition: { StringEquals: { "s3:ExistingObjectTag/a": "b" } } })],
      [],
    ],
    [
      "every secret",
      [allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*")],
      ["high all-data"],
    ],
    [
      "everything but some",
      [{ Effect: "Allow", Action: "sqs:*", NotResource: "arn:aws:sqs:*:*:a" }],
      ["medium allow-by-exclusion"],
    ],
    ["what can only be allowed on everything", [allow(["ecr:GetAuthorizationToken", "ec2:DescribeVpcs"], "*")], []],
    ["reading what could be named", [allow("sagemaker:Describe*", "*")], ["low any-resource"]],
    ["all of IAM", [allow("iam:*", "*")], ["high wildcard-actions", "high escalation", "low no-boundary"]],
  ])("%s", async (_, statements, expected) => {
    expect((await findingsOf(statements)).toSorted()).toEqual(expected.toSorted());
  });
});

describe("who may assume the role", () => {
  const named = (Principal: object | string, more: object = {}) =>
    findingsOf([], {
      trustPolicy: {
        ...GUARDED,
        Statement: [...GUARDED.Statement, { Effect: "Allow", Principal, Action: "sts:*", ...more } as never],
      },
    });

  it.each<[string, object | string, object, string[]]>([
    ["a role of the account", { AWS: "arn:aws:iam::111122223333:role/ci" }, {}, ["low trust-others"]],
    ["all of the account", { AWS: "111122223333" }, {}, ["medium trust-others"]],
    ["another account", { AWS: ["999988887777"] }, {}, ["medium trust-other-account"]],
    [
      "another account with an id",
      { AWS: "999988887777" },
      { Condition: { StringEquals: { "sts:ExternalId": "x" } } },
      ["low trust-other-account"],
    ],
    ["everybody", { AWS: "*" }, {}, ["high trust-anybody"]],
    [
      "everybody of an organisation",
      "*",
      { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
      ["medium trust-anybody"],
    ],
    [
      "a service for this account",
      { Service: "glue.amazonaws.com" },
      { Condition: { StringEquals: { "aws:SourceAccount": "1" } } },
      ["low trust-others"],
    ],
    ["a pool of identities", { Federated: "cognito-identity.amazonaws.com" }, {}, ["medium trust-others"]],
    [
      "another part of SageMaker, unguarded",
      { Service: "sagemaker-geospatial.amazonaws.com" },
      {},
      ["medium confused-deputy"],
    ],
    ["who may only tag the session", { AWS: "999988887777" }, { Action: "sts:TagSession" }, []],
  ])("%s", async (_, principal, more, expected) => {
    expect(await named(principal, more)).toEqual(expected);
  });
});
