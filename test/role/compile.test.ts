import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { useCaseIds } from "../../src/catalog/index.js";
import { asList, type PolicyDocument } from "../../src/policy/document.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import type { AccountFacts } from "../../src/role/facts.js";
import { prove } from "../../src/role/prove.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { roleFile } from "./arbitrary.js";

const ACCOUNT = "111122223333";
const OTHER = "999988887777";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const OTHER_KEY = `arn:aws:kms:eu-west-1:${OTHER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

function file(change: Partial<RoleFile> = {}): RoleFile {
  return {
    ...emptyRoleFile("churn"),
    account: ACCOUNT,
    region: "eu-west-1",
    useCases: { training: {} },
    data: [
      { bucket: "acme-train", access: "read", prefixes: ["raw/"] },
      { bucket: "acme-out", access: "write", prefixes: ["results/"] },
    ],
    ...change,
  };
}

function findings(change: Partial<RoleFile>, facts: AccountFacts = {}): string[] {
  return compile(file(change), facts).findings.map(({ id }) => id);
}

function problem(change: Partial<RoleFile>): Problem {
  try {
    compile(file(change));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("It compiled.");
}

/** Does any statement allow an action on a resource, by the letter? */
function names(document: PolicyDocument, action: string, resource: string): boolean {
  return document.Statement.some(
    (statement) => asList(statement.Action).includes(action) && asList(statement.Resource).includes(resource),
  );
}

function shuffled<T>(value: T, turn: number): T {
  if (Array.isArray(value)) return [...value].reverse().map((item) => shuffled(item, turn)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, turn)] as const);
  const from = entries.length === 0 ? 0 : turn % entries.length;
  return Object.fromEntries([...entries.slice(from), ...entries.slice(0, from)]) as T;
}

describe("compile", () => {
  it("makes the role the file describes", () => {
    const { definition, roleArn } = compile(
      file({
        role: {
          name: "churn",
          path: "/ml/",
          description: "Trains",
          maxSessionSeconds: 7200,
          permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/b`,
          tags: { z: "1", a: "2" },
        },
        attach: ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"],
      }),
    );
    expect(roleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/ml/churn`);
    expect(definition).toMatchObject({
      name: "churn",
      path: "/ml/",
      description: "Trains",
      maxSessionSeconds: 7200,
      permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/b`,
      attachedManagedPolicies: ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"],
    });
    expect(Object.keys(definition.tags)).toEqual(["a", "z"]);
    expect(definition.policies.map(({ kind }) => kind)).toEqual(["inline"]);
    expect(JSON.stringify(definition.policies)).toContain("arn:aws:s3:::acme-train/raw/*");
  });

  it("has a reason for every statement, and nothing but statements it has reasons for", () => {
    const all = Object.fromEntries(useCaseIds.map((id) => [id, {}]));
    const { definition, provenance } = compile(file({ useCases: all, delivery: "managed" }));
    const statements = definition.policies.flatMap(({ name, document }) =>
      document.Statement.map(({ Sid }) => `${name} ${Sid}`),
    );
    expect(provenance.map(({ policy, sid }) => `${policy} ${sid}`)).toEqual(statements);
    for (const { reasons } of provenance) {
      expect(reasons.length).toBeGreaterThan(0);
      for (const { why, source, useCase } of reasons) {
        expect(why).toMatch(/\S/);
        expect(source).toMatch(/^https:\/\//);
        expect(useCaseIds).toContain(useCase);
      }
    }
  });

  it("says the same, byte for byte, whatever order the file is in", () => {
    fc.assert(
      fc.property(roleFile, fc.nat(20), (given, turn) => {
        const whole = {
          ...given,
          account: given.account ?? ACCOUNT,
          region: "eu-west-1",
          attach: given.attach.slice(0, 3),
        };
        whole.trust = { ...whole.trust, sourceArn: "none" };
        const outcome = (it: RoleFile) => {
          try {
            const { context, findings, ...rest } = compile(it);
            // Where in the file something stands is what its order changes.
            const found = findings.map(({ place, ...finding }) => [finding, place?.replace(/\d+/, "n")]);
            return JSON.stringify([rest, found, { ...context, useCases: [...context.useCases] }]);
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            return JSON.stringify([error.code, error.message]);
          }
        };
        expect(outcome(shuffled(whole, turn))).toBe(outcome(whole));
      }),
      { numRuns: 60 },
    );
  });

  it("puts what the caller needs beside the role, PassRole on this role included", () => {
    const { callerPolicy, roleArn, definition } = compile(file());
    expect(names(callerPolicy, "iam:PassRole", roleArn)).toBe(true);
    expect(callerPolicy.Statement.every(({ Sid }) => /^[A-Za-z0-9]+$/.test(Sid ?? ""))).toBe(true);
    expect(JSON.stringify(definition.policies)).not.toContain("iam:PassRole");
  });

  it("brings along the key that encrypts a bucket by default", () => {
    const facts: AccountFacts = {
      buckets: { "acme-train": { encryption: { algorithm: "aws:kms", keyArn: KEY, bucketKey: true } } },
    };
    const text = (given?: AccountFacts) => JSON.stringify(compile(file(), given).definition.policies);
    expect(text(facts)).toContain(KEY);
    expect(text()).not.toContain("kms:");
  });

  it("lies in the partition of its region", () => {
    const { definition, roleArn, partition } = compile(file({ region: "cn-north-1" }));
    expect([partition, roleArn]).toEqual(["aws-cn", `arn:aws-cn:iam::${ACCOUNT}:role/churn`]);
    expect(JSON.stringify(definition)).not.toMatch(/arn:aws:/);
  });
});

describe("compile refuses", () => {
  it.each<[string, Partial<RoleFile>, string, RegExp]>([
    ["no account", { account: undefined }, "account-missing", /account/],
    ["no region", { region: undefined }, "region-missing", /region/],
    ["an unknown region", { region: "eu-wset-1" }, "region-unknown", /Did you mean "eu-west-1"/],
    [
      "values that cannot be",
      { attach: [`arn:aws:iam::${OTHER}:policy/a`] },
      "role-file",
      /belongs to account 999988887777/,
    ],
    [
      "what IAM cannot hold",
      {
        data: Array.from({ length: 120 }, (_, i) => ({
          bucket: `acme-bucket-with-a-long-name-${i}`,
          access: "read-write" as const,
          prefixes: [`team/${i}/data/`],
        })),
      },
      "policy-too-large",
      /./,
    ],
  ])("%s", (_, change, code, words) => {
    const found = problem(change);
    expect(found.code).toBe(code);
    expect([found.message, ...found.details].join("\n")).toMatch(words);
    expect(found.next).toMatch(/\S/);
  });
});

describe("findings", () => {
  it("has none of warning for a plain, tight role", () => {
    expect(compile(file()).findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  it.each<[string, Partial<RoleFile>, AccountFacts?]>([
    ["no-use-case", { useCases: {} }],
    ["nothing-to-read", { data: [{ bucket: "acme-out", access: "write", prefixes: ["a/"] }] }],
    ["nowhere-to-write", { data: [{ bucket: "acme-in", access: "read", prefixes: ["a/"] }] }],
    ["write-location-unused", { useCases: { endpoint: {} } }],
    ["bucket-in-other-region", {}, { buckets: { "acme-train": { region: "us-east-1" } } }],
    ["bucket-of-other-account", { data: [{ bucket: "acme-in", access: "read", prefixes: ["a/"], owner: OTHER }] }],
    ["bucket-of-other-account", {}, { buckets: { "acme-train": { owner: OTHER } } }],
    ["whole-bucket", { data: [{ bucket: "acme-in", access: "read-write", prefixes: [] }] }],
    ["prefix-wildcard", { data: [{ bucket: "acme-in", access: "read-write", prefixes: ["a*b/"] }] }],
    ["prefix-starts-with-slash", { data: [{ bucket: "acme-in", access: "read-write", prefixes: ["/a/"] }] }],
    [
      "repository-of-other-account",
      { images: { repositories: [`arn:aws:ecr:eu-west-1:${OTHER}:repository/churn`], awsProvided: true } },
    ],
    ["no-images", { images: { repositories: [], awsProvided: false } }],
    [
      "key-not-delegated",
      { keys: [{ key: KEY, for: ["volume"] }] },
      { keys: { [KEY]: { aliases: [], delegation: "not-delegated" } } },
    ],
    [
      "key-conditional",
      { keys: [{ key: KEY, for: ["volume"] }] },
      { keys: { [KEY]: { aliases: [], delegation: "conditional" } } },
    ],
    [
      "key-policy-unreadable",
      { keys: [{ key: KEY, for: ["volume"] }] },
      { keys: { [KEY]: { aliases: [], delegation: "unreadable" } } },
    ],
    ["key-of-other-account", { keys: [{ key: OTHER_KEY, for: ["data"] }] }],
    [
      "key-in-other-region",
      {
        data: [
          { bucket: "acme-in", access: "read-write", prefixes: ["a/"], key: KEY.replace("eu-west-1", "us-east-1") },
        ],
      },
    ],
    ["data-key-unused", { data: [], keys: [{ key: KEY, for: ["data"] }] }],
    ["volume-key-unused", { useCases: {}, keys: [{ key: KEY, for: ["volume"] }] }],
    [
      "repository-unused",
      {
        useCases: {},
        images: { repositories: [`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/churn`], awsProvided: true },
      },
    ],
    ["wide-managed-policy", { attach: ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"] }],
    ["managed-policy-not-proved", { attach: ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"] }],
    ["confused-deputy", { trust: { sourceAccount: false, sourceArn: "none" } }],
    ["vpc-without-subnets", { network: { vpc: true, subnets: [], securityGroups: [] } }],
  ])("%s", (id, change, facts) => {
    expect(findings(change, facts)).toContain(id);
    expect(findings({})).not.toContain(id);
  });

  it("gives the owner of a bucket, a key or a repository the very statements to add", () => {
    const compiled = compile(
      file({
        data: [
          { bucket: "acme-in", access: "read", prefixes: ["a/"], owner: OTHER, key: OTHER_KEY },
          { bucket: "acme-out", access: "write", prefixes: ["b/"] },
        ],
        images: { repositories: [`arn:aws:ecr:eu-west-1:${OTHER}:repository/churn`], awsProvided: false },
      }),
    );
    const statements = (id: string) => {
      const remedy = compiled.findings.find((finding) => finding.id === id)?.remedy ?? "";
      return JSON.parse(`[${remedy.slice(remedy.indexOf("\n"))}]`) as PolicyDocument["Statement"];
    };
    const bucket = statements("bucket-of-other-account");
    expect(bucket.flatMap(({ Action }) => asList(Action))).toEqual(
      expect.arrayContaining(["s3:GetObject", "s3:ListBucket"]),
    );
    expect(JSON.stringify(bucket)).not.toMatch(/acme-out|PutObject|ResourceAccount/);
    const key = statements("key-of-other-account");
    expect(key.map(({ Resource }) => Resource)).toEqual(key.map(() => "*"));
    expect(key.flatMap(({ Action }) => asList(Action))).toContain("kms:Decrypt");
    const repository = statements("repository-of-other-account");
    expect(repository.flatMap(({ Action }) => asList(Action))).toContain("ecr:BatchGetImage");
    expect(repository.every((statement) => !("Resource" in statement))).toBe(true);
    for (const statement of [...bucket, ...key, ...repository]) {
      expect(statement.Principal).toEqual({ AWS: compiled.roleArn });
    }
  });

  it("shows the gravest first", () => {
    const { findings } = compile(
      file({
        useCases: {},
        data: [],
        trust: { sourceAccount: false, sourceArn: "none" },
        network: { vpc: true, subnets: [], securityGroups: [] },
      }),
    );
    expect(findings.map(({ severity }) => severity)).toEqual(["error", "warning", "note"]);
  });
});

describe("prove", () => {
  const KEYS = [{ key: KEY, for: ["data" as const, "volume" as const] }];
  it.each<[string, Partial<RoleFile>]>([
    ...useCaseIds.map((id) => [id, { useCases: { [id]: {} } }] as [string, Partial<RoleFile>]),
    ["all use cases", { useCases: Object.fromEntries(useCaseIds.map((id) => [id, {}])), delivery: "managed" }],
    ["keys", { keys: KEYS, data: [{ bucket: "acme-in", access: "read-write", prefixes: ["a/"], key: KEY }] }],
    ["whole buckets", { data: [{ bucket: "acme-in", access: "read-write", prefixes: [] }] }],
    [
      "prefixes with wildcards",
      { data: [{ bucket: "acme-in", access: "read-write", prefixes: ["a*b/", "${x}/", "é?/"] }] },
    ],
    [
      "a VPC",
      { network: { vpc: true, subnets: ["subnet-0123456789abcdef0"], securityGroups: ["sg-0123456789abcdef0"] } },
    ],
    ["another partition", { region: "cn-north-1" }],
    [
      "reading and writing in one bucket",
      {
        data: [
          { bucket: "acme", access: "read", prefixes: ["a/"] },
          { bucket: "acme", access: "write", prefixes: ["b/"] },
        ],
      },
    ],
  ])("finds every call decided as it should be: %s", (_, change) => {
    const lines = prove(compile(file(change)));
    const wrong = lines
      .filter(({ decision, expected }) => (decision.decision === "allowed") !== (expected === "allowed"))
      .map(({ useCase, step, call }) => `${useCase}: ${step}: ${call.action} ${call.resource}`);
    expect(wrong).toEqual([]);
    expect(lines.filter(({ expected }) => expected === "allowed").length).toBeGreaterThan(3);
    expect(lines.filter(({ expected }) => expected === "denied").length).toBeGreaterThan(10);
  });

  it("notices a policy that is too wide, and one that is too narrow", () => {
    const compiled = compile(file({ keys: KEYS }));
    const decided = (Action: string, Resource: string) => {
      const document: PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] };
      const definition = { ...compiled.definition, policies: [{ name: "x", kind: "inline" as const, document }] };
      const lines = prove({ ...compiled, definition }).filter(({ useCase }) => useCase !== "trust");
      const allowed = lines.filter(({ decision }) => decision.decision === "allowed");
      return { total: lines.length, allowed: allowed.length };
    };
    const wide = decided("*", "*");
    expect(wide.allowed).toBe(wide.total);
    expect(decided("s3:GetObject", "arn:aws:s3:::acme-train/*").allowed).toBeLessThan(wide.total / 2);
  });

  it("asks for the step outside the prefixes only where prefixes limit", () => {
    const steps = (prefixes: string[]) =>
      prove(compile(file({ data: [{ bucket: "acme-in", access: "read-write", prefixes }] }))).map(({ step }) => step);
    expect(steps(["a/"])).toContain("read acme-in outside its prefixes");
    expect(steps([])).not.toContain("read acme-in outside its prefixes");
  });
});
