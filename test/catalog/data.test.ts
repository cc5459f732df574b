import { describe, expect, it } from "vitest";
import type { GrantContext } from "../../src/catalog/use-case.js";
import { ACCOUNT, allowed, ask, contextOf, location, OTHER } from "./contexts.js";

const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`;
const OWN_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/22222222-2222-2222-2222-222222222222`;
const MINE = { "aws:ResourceAccount": ACCOUNT };

function training(change: Partial<GrantContext>) {
  const context = contextOf(change);
  const { grants } = ask("training", {}, context);
  return (action: string, resource: string, more = {}) => allowed(grants, { action, resource, context: more }, context);
}

describe("prefixes", () => {
  it.each<[string[], string, boolean]>([
    [["raw/"], "raw/a.csv", true],
    [["raw/"], "raw/2026/a.csv", true],
    [["raw/"], "raw", false],
    [["raw/"], "raw-old/a.csv", false],
    [["raw/"], "RAW/a.csv", false],
    [["raw"], "raw", true],
    [["raw"], "raw/a.csv", true],
    [["raw"], "raw-old/a.csv", false],
    [["raw"], "raw.csv", false],
    [["a*/"], "a*/x", true],
    [["a*/"], "ab/x", false],
    [["a?"], "a?", true],
    [["a?"], "ab", false],
    [["${aws:username}/"], "${aws:username}/x", true],
    [["é/"], "é/x", true],
    [["one/", "two/"], "two/x", true],
    [["one/", "two/"], "three/x", false],
    [[], "anything", true],
  ])("%j: is %s reached: %s", (prefixes, key, expected) => {
    const may = training({ data: [location("acme", { prefixes })] });
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]) {
      expect(may(action, `arn:aws:s3:::acme/${key}`, MINE), action).toBe(expected);
      expect(may(action, `arn:aws:s3:::acme-two/${key}`, MINE), action).toBe(false);
    }
  });

  it.each<[string[], string, boolean]>([
    [["raw/"], "raw", true],
    [["raw/"], "raw/", true],
    [["raw/"], "raw/2026", true],
    [["raw"], "raw", true],
    [["raw"], "raw/", true],
    [["raw"], "raw-old", false],
    [["raw/"], "ra", false],
    [["raw/"], "", false],
    [["a*/"], "ab/", false],
    [[], "", true],
    [[], "anything", true],
  ])("%j: may %j be listed: %s", (prefixes, prefix, expected) => {
    const may = training({ data: [location("acme", { prefixes })] });
    expect(may("s3:ListBucket", "arn:aws:s3:::acme", { ...MINE, "s3:prefix": prefix })).toBe(expected);
  });

  it("are not listed as a whole by leaving the prefix out", () => {
    const may = training({ data: [location("acme", { prefixes: ["raw/"] })] });
    expect(may("s3:ListBucket", "arn:aws:s3:::acme", MINE)).toBe(false);
  });
});

describe("buckets", () => {
  it.each([
    ["read", location("acme", { write: false }), { list: true, get: true, put: false }],
    ["write", location("acme", { read: false }), { list: false, get: false, put: true }],
    ["read-write", location("acme"), { list: true, get: true, put: true }],
  ])("with access %s", (_, entry, expected) => {
    const may = training({ data: [entry] });
    expect({
      list: may("s3:ListBucket", "arn:aws:s3:::acme", { ...MINE, "s3:prefix": "" }),
      get: may("s3:GetObject", "arn:aws:s3:::acme/x", MINE),
      put: may("s3:PutObject", "arn:aws:s3:::acme/x", MINE),
    }).toEqual(expected);
  });

  it("are not written by an endpoint unless it records or answers there", () => {
    const context = contextOf({ data: [location("acme")] });
    const call = { action: "s3:PutObject", resource: "arn:aws:s3:::acme/x", context: MINE };
    const writes = (invocation: string[], dataCapture: boolean) =>
      allowed(
        ask("endpoint", { invocation, snsTopics: [], multiModel: false, dataCapture }, context).grants,
        call,
        context,
      );
    expect(writes(["real-time", "serverless"], false)).toBe(false);
    expect(writes(["real-time"], true)).toBe(true);
    expect(writes(["async"], false)).toBe(true);
  });

  it("must belong to the account that is named", () => {
    for (const owner of [ACCOUNT, OTHER]) {
      const may = training({ data: [location("acme", { owner })] });
      for (const account of [ACCOUNT, OTHER]) {
        const context = { "aws:ResourceAccount": account, "s3:prefix": "" };
        expect(may("s3:GetObject", "arn:aws:s3:::acme/x", context)).toBe(owner === account);
        expect(may("s3:PutObject", "arn:aws:s3:::acme/x", context)).toBe(owner === account);
        expect(may("s3:ListBucket", "arn:aws:s3:::acme", context)).toBe(owner === account);
      }
      expect(may("s3:GetObject", "arn:aws:s3:::acme/x")).toBe(false);
    }
  });
});

describe("keys", () => {
  const S3 = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
  const of = (arn: string) => ({ ...S3, "kms:EncryptionContext:aws:s3:arn": arn });

  it.each([
    ["an object, without a bucket key", of("arn:aws:s3:::acme/raw/x"), true],
    ["the bucket, with a bucket key", of("arn:aws:s3:::acme"), true],
    ["an object outside the prefix", of("arn:aws:s3:::acme/else/x"), false],
    ["another bucket", of("arn:aws:s3:::acme-two"), false],
    ["no encryption context", S3, false],
    ["not through S3", { "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::acme" }, false],
    [
      "through S3 of another region",
      { ...of("arn:aws:s3:::acme"), "kms:ViaService": "s3.us-east-1.amazonaws.com" },
      false,
    ],
  ])("decrypt %s", (_, context, expected) => {
    const may = training({ data: [location("acme", { prefixes: ["raw/"], key: KEY })] });
    expect(may("kms:Decrypt", KEY, context)).toBe(expected);
    expect(may("kms:GenerateDataKey", KEY, context)).toBe(expected);
    expect(may("kms:Decrypt", OWN_KEY, context)).toBe(false);
  });

  it.each([
    ["read", location("acme", { write: false, key: KEY }), { decrypt: true, generate: false }],
    ["write", location("acme", { read: false, key: KEY }), { decrypt: true, generate: true }],
  ])("of buckets with access %s", (_, entry, expected) => {
    const may = training({ data: [entry] });
    const context = of("arn:aws:s3:::acme");
    expect({ decrypt: may("kms:Decrypt", KEY, context), generate: may("kms:GenerateDataKey", KEY, context) }).toEqual(
      expected,
    );
    expect(may("kms:Encrypt", KEY, context)).toBe(false);
  });

  it("of a bucket go before those for data, which serve buckets without one", () => {
    const may = training({
      keys: [{ arn: KEY, data: true, volume: false }],
      data: [location("plain"), location("special", { key: OWN_KEY })],
    });
    expect(may("kms:Decrypt", KEY, of("arn:aws:s3:::plain"))).toBe(true);
    expect(may("kms:Decrypt", KEY, of("arn:aws:s3:::special"))).toBe(false);
    expect(may("kms:Decrypt", OWN_KEY, of("arn:aws:s3:::special"))).toBe(true);
    expect(may("kms:CreateGrant", KEY, { "kms:GrantIsForAWSResource": "true" })).toBe(false);
  });

  it("of volumes are granted to AWS's services, by the role for jobs and by the caller for endpoints", () => {
    const context = contextOf({ keys: [{ arn: KEY, data: false, volume: true }] });
    const grant = (value: string) => ({
      action: "kms:CreateGrant",
      resource: KEY,
      context: { "kms:GrantIsForAWSResource": value },
    });
    const job = ask("training", {}, context);
    expect(allowed(job.grants, grant("true"), context)).toBe(true);
    expect(allowed(job.grants, grant("false"), context)).toBe(false);
    expect(allowed(job.grants, { ...grant("true"), context: {} }, context)).toBe(false);
    const options = { invocation: ["real-time"], snsTopics: [], multiModel: false, dataCapture: false };
    const endpoint = ask("endpoint", options, context);
    expect(allowed(endpoint.grants, grant("true"), context)).toBe(false);
    expect(allowed(endpoint.caller, grant("true"), context)).toBe(true);
  });
});
