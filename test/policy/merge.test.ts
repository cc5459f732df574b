import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyDocument } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { mergePieces, type Piece } from "../../src/policy/merge.js";
import { assignSids } from "../../src/policy/sid.js";

const actions = ["s3:GetObject", "s3:PutObject", "s3:Get*", "kms:Decrypt"];
const resources = ["arn:aws:s3:::a/*", "arn:aws:s3:::a/x/*", "arn:aws:s3:::a/x", "arn:aws:s3:::b/?", "*"];
const conditions = [
  undefined,
  { StringEquals: { "aws:ResourceAccount": "1" } },
  { StringEquals: { "aws:ResourceAccount": ["1", "2"] } },
  { StringLike: { "s3:prefix": "raw/*" } },
  { StringNotEquals: { "aws:ResourceAccount": "1" } },
  { StringEquals: { "aws:ResourceAccount": "1" }, StringLike: { "s3:prefix": "raw/*" } },
  { Bool: { "aws:SecureTransport": "true" } },
];

const piece: fc.Arbitrary<Piece<number>> = fc.record({
  topic: fc.constantFrom("ReadModels", "WriteModels", "ReadData", "PullImages", "PullAwsImages"),
  effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
  actions: fc.subarray(actions, { minLength: 1 }),
  resources: fc.subarray(resources, { minLength: 1 }),
  condition: fc.constantFrom(...conditions) as fc.Arbitrary<never>,
  reasons: fc.array(fc.nat(9), { maxLength: 2 }),
});

const request = fc.record({
  action: fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "kms:Decrypt", "s3:DeleteObject"),
  resource: fc.constantFrom(
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::a/x/y",
    "arn:aws:s3:::a/z",
    "arn:aws:s3:::b/1",
    "arn:aws:s3:::b/12",
  ),
  context: fc.record(
    {
      "aws:ResourceAccount": fc.constantFrom("1", "2", "3"),
      "s3:prefix": fc.constantFrom("raw/a", "other"),
      "aws:SecureTransport": fc.constantFrom("true", "false"),
    },
    { requiredKeys: [] },
  ),
});

function documentOf(pieces: readonly Piece<number>[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: pieces.map(({ effect, actions: Action, resources: Resource, condition }) => ({
      Effect: effect,
      Action: [...Action],
      Resource: [...Resource],
      ...(condition && { Condition: condition }),
    })),
  };
}

function decide(pieces: readonly Piece<number>[], requests: readonly Parameters<typeof evaluate>[0][]): string[] {
  const set = { identity: [{ name: "p", document: documentOf(pieces) }] };
  return requests.map((one) => evaluate(one, set).decision);
}

describe("merged statements", () => {
  it("decide every request as the unmerged ones did", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(request, { minLength: 12, maxLength: 24 }) as fc.Arbitrary<Parameters<typeof evaluate>[0][]>,
        (pieces, requests) => {
          expect(decide(mergePieces(pieces), requests)).toEqual(decide(pieces, requests));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it("lose no reason, are no more than before, and merging again changes nothing", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const merged = mergePieces(pieces);
        expect(merged.length).toBeLessThanOrEqual(pieces.length);
        expect(new Set(merged.flatMap((one) => one.reasons))).toEqual(new Set(pieces.flatMap((one) => one.reasons)));
        expect(mergePieces(merged)).toEqual(merged);
      }),
    );
  });

  it.each([
    [["ReadModels", "WriteModels"], "ReadAndWriteModels"],
    [["ReadModels", "ReadModels"], "ReadModels"],
    [["PullImages", "PullAwsImages"], "PullImages"],
    [["ReadA", "ReadB", "ReadC"], "ReadAAndMore"],
  ])("that were named %j are named %s", (topics, name) => {
    const merged = mergePieces(
      topics.map((topic, index) => ({
        topic,
        effect: "Allow" as const,
        actions: [`s3:A${index}`],
        resources: ["*"],
        reasons: [],
      })),
    );
    expect(merged.map((one) => one.topic)).toEqual([name]);
  });

  it("grow about as fast as what goes in", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        topic: `Read${index}`,
        effect: "Allow" as const,
        actions: ["s3:GetObject"],
        resources: [`arn:aws:s3:::bucket-${index}/*`],
        condition: { StringEquals: { "aws:ResourceAccount": String(index % 7) } },
        reasons: [index],
      }));
    expect(mergePieces(many(5_000))).toHaveLength(7);
  });
});

describe("Sids", () => {
  it("are legal, unique, and say the topic", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 20 }), (topics) => {
        const sids = assignSids(
          topics.map((topic) => ({ topic, effect: "Allow" as const, actions: ["a:b"], resources: ["*"], reasons: [] })),
        ).map((one) => one.sid);
        expect(new Set(sids).size).toBe(sids.length);
        for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
      }),
    );
    const [first, second] = assignSids(
      ["Read data", "Read data"].map((topic) => ({
        topic,
        effect: "Allow" as const,
        actions: ["a:b"],
        resources: ["*"],
        reasons: [],
      })),
    );
    expect([first?.sid, second?.sid]).toEqual(["Readdata", "Readdata2"]);
  });
});
