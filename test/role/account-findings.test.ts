import { describe, expect, it } from "vitest";
import type { PolicyDocument, Statement } from "../../src/policy/document.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import type { AccountFacts } from "../../src/role/facts.js";
import type { RoleFile } from "../../src/role/role-file.js";

const REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/churn";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";

function found(facts: AccountFacts, change: Partial<RoleFile> = {}) {
  const file: RoleFile = {
    ...emptyRoleFile("f"),
    account: "111122223333",
    region: "eu-west-1",
    useCases: { training: {} },
    data: [{ bucket: "acme-in", access: "read-write", prefixes: [] }],
    ...change,
  };
  return compile(file, facts).findings;
}

const document = (...statements: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement: statements });
const deny = (condition: Statement["Condition"], more: Partial<Statement> = {}): Statement => ({
  Sid: "Guard",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::acme-in", "arn:aws:s3:::acme-in/*"],
  ...(condition && { Condition: condition }),
  ...more,
});
const bucket = (...statements: Statement[]): AccountFacts => ({
  buckets: { "acme-in": { policy: document(...statements) } },
});

describe("what the account holds against a role", () => {
  it.each<[string, Statement, Partial<RoleFile>, RegExp | undefined]>([
    ["a VPC endpoint", deny({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }), {}, /VPC endpoint/],
    ["other accounts", deny({ StringNotEquals: { "aws:PrincipalAccount": "999988887777" } }), {}, /certain principals/],
    ["a tag", deny({ StringNotEquals: { "aws:PrincipalTag/team": "churn" } }), {}, /certain principals/],
    [
      "a tag that the role has",
      deny({ StringNotEquals: { "aws:PrincipalTag/team": "churn" } }),
      { role: { ...emptyRoleFile("f").role, tags: { team: "churn" } } },
      undefined,
    ],
    ["ids", deny({ StringNotLike: { "aws:userid": "AROAEXAMPLE:*" } }), {}, /only once it exists/],
    [
      "addresses of what no service calls for somebody",
      deny({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" }, Bool: { "aws:ViaAWSService": "false" } }),
      {},
      /addresses/,
    ],
    ["addresses", deny({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), {}, /addresses/],
    ["TLS, which SageMaker uses", deny({ Bool: { "aws:SecureTransport": "false" } }), {}, undefined],
    [
      "encryption, with no key named",
      deny({ StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } }, { Action: "s3:PutObject" }),
      {},
      /encrypted as it asks/,
    ],
    [
      "encryption, with the key named",
      deny({ StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": KEY } }, { Action: "s3:PutObject" }),
      { data: [{ bucket: "acme-in", access: "read-write", prefixes: [], key: KEY }] },
      undefined,
    ],
    ["another bucket's objects", deny(undefined, { Resource: "arn:aws:s3:::other/*" }), {}, undefined],
    ["everybody", deny(undefined), {}, /asks for nobody/],
  ])("tells of a bucket policy that asks for %s", (_, statement, change, expected) => {
    const [one, ...others] = found(bucket(statement), change).filter(({ id }) => id === "bucket-policy-denies");
    expect(others).toEqual([]);
    if (expected === undefined) expect(one).toBeUndefined();
    else expect(one).toMatchObject({ place: "data[0]", severity: "warning", message: expect.stringMatching(expected) });
  });

  it("does not claim to know of which organisation the account is", () => {
    const findings = found(bucket(deny({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })));
    const finding = findings.find(({ id }) => id === "bucket-policy-denies");
    expect(finding).toMatchObject({ severity: "note", message: expect.stringMatching(/is not known here/) });
  });

  it("only notes an endpoint's policy where jobs run in a VPC", () => {
    const facts = bucket(deny({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }));
    const findings = found(facts, { network: { vpc: true, subnets: [], securityGroups: [] } });
    expect(findings.find(({ id }) => id === "bucket-policy-denies")?.severity).toBe("note");
  });

  it("tells of a repository that denies pulling, and of what a boundary cuts off", () => {
    const pulls = { Action: ["ecr:BatchGetImage"], Resource: undefined } as Partial<Statement>;
    const { Resource: _, ...statement } = deny(
      { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::1:role/x" } },
      pulls,
    );
    const boundary = document({ Effect: "Allow", Action: ["s3:*", "logs:*"], Resource: "*" });
    const findings = found(
      { repositories: { [REPOSITORY]: { policy: document(statement) } }, boundary },
      {
        images: { repositories: [REPOSITORY], awsProvided: false },
        role: { ...emptyRoleFile("f").role, permissionsBoundary: "arn:aws:iam::111122223333:policy/ml-boundary" },
      },
    );
    expect(findings.find(({ id }) => id === "repository-policy-denies")).toMatchObject({
      place: "images.repositories[0]",
    });
    const cut = findings.find(({ id }) => id === "boundary-cuts-off");
    expect(cut?.message).toMatch(/cloudwatch:PutMetricData/);
    expect(cut?.message).not.toMatch(/s3:GetObject/);
  });

  it("tells of a use case's own key that another account keeps, with the statement to add there", () => {
    const key = KEY.replace("111122223333", "999988887777");
    const useCases = { "feature-store": { work: ["ingest"], onlineKeys: [key] } };
    const finding = found({}, { useCases, data: [] }).find(({ id }) => id === "key-of-other-account");
    expect(finding?.message).toContain("999988887777");
    expect(finding?.remedy).toMatch(/"kms:Decrypt"[\s\S]*"kms:ViaService": "sagemaker\.eu-west-1\.amazonaws\.com"/);
  });

  it("notes results without a key beside others with one", () => {
    const data: RoleFile["data"] = [
      { bucket: "acme-in", access: "read-write", prefixes: [], key: KEY },
      { bucket: "acme-out", access: "write", prefixes: [] },
    ];
    expect(found({}, { data }).find(({ id }) => id === "written-without-key")?.place).toBe("data[1]");
  });
});
