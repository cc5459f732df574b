import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { canonicalDocument, canonicalText, sameDocument } from "../../src/policy/canonical.js";
import { asList, type ConditionBlock, type PolicyDocument } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { literal } from "../../src/policy/literal.js";
import { packPolicies, trustFits } from "../../src/policy/pack.js";
import { DEFAULT_QUOTAS } from "../../src/policy/quotas.js";

function pieces(count: number, width: number) {
  return Array.from({ length: count }, (_, index) => ({
    topic: `Read${index}`,
    sid: `Read${index}`,
    effect: "Allow" as const,
    actions: ["s3:GetObject"],
    resources: Array.from({ length: width }, (_, at) => `arn:aws:s3:::bucket-${index}-${at}/*`),
    reasons: [index],
  }));
}

/** Characters without white space outside strings, counted by hand. */
function countOf(value: unknown): number {
  return JSON.stringify(value, undefined, 3)
    .split("\n")
    .map((line) => line.trim().replace(/": /, '":').length)
    .reduce((a, b) => a + b, 0);
}

const options = { quotas: DEFAULT_QUOTAS, baseName: "role", attached: 0 };

describe("packing", () => {
  it("loses no permission and keeps to IAM's quotas, whatever there is to pack", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 40 }), (count, width) => {
        const all = pieces(count, width);
        let packed: ReturnType<typeof packPolicies<number>>;
        try {
          packed = packPolicies(all, { ...options, delivery: "auto" });
        } catch (error) {
          expect((error as Problem).code).toBe("policy-too-large");
          return;
        }
        const granted = packed.flatMap((policy) =>
          policy.document.Statement.flatMap((statement) => asList(statement.Resource)),
        );
        expect(granted.sort()).toEqual(all.flatMap((piece) => piece.resources).sort());
        const inline = packed.filter((policy) => policy.kind === "inline");
        expect(inline.reduce((sum, policy) => sum + countOf(policy.document), 0)).toBeLessThanOrEqual(10_240);
        for (const policy of packed) {
          if (policy.kind === "managed") expect(countOf(policy.document)).toBeLessThanOrEqual(6_144);
        }
        expect(packed.filter((policy) => policy.kind === "managed").length).toBeLessThanOrEqual(10);
        expect(new Set(packed.map((policy) => policy.name)).size).toBe(packed.length);
      }),
    );
  });

  it("moves to managed policies when inline is full", () => {
    expect(packPolicies(pieces(10, 5), { ...options, delivery: "auto" }).map((policy) => policy.kind)).toEqual([
      "inline",
    ]);
    const kinds = packPolicies(pieces(40, 8), { ...options, delivery: "auto" }).map((policy) => policy.kind);
    expect(new Set(kinds)).toEqual(new Set(["managed"]));
  });

  it("says by how much it does not fit, and what takes the room", () => {
    const all = pieces(40, 8);
    const inline = catchProblem(() => packPolicies(all, { ...options, delivery: "inline" }));
    expect(inline.message).toMatch(/IAM allows 10,240 .*: [\d,]+ too many/);
    expect(inline.next).toMatch(/delivery: auto/);
    expect(inline.details.join("\n")).toMatch(/Read\d+: [\d,]+ characters, 8 resources/);
    const full = catchProblem(() => packPolicies(all, { ...options, delivery: "auto", attached: 10 }));
    expect(full.message).toMatch(/only 0 more can be attached/);
  });

  it("splits one statement that no managed policy could hold, and nothing is lost", () => {
    const packed = packPolicies(pieces(1, 400), { ...options, delivery: "managed" });
    expect(packed.length).toBeGreaterThan(1);
    const granted = packed.flatMap((policy) => policy.document.Statement.flatMap((one) => asList(one.Resource)));
    expect(new Set(granted).size).toBe(400);
  });

  it("holds the trust policy to the account's own quota", () => {
    const trust = { Version: "2012-10-17" as const, Statement: [{ Effect: "Allow" as const, Sid: "x".repeat(2_100) }] };
    expect(catchProblem(() => trustFits(trust, DEFAULT_QUOTAS)).code).toBe("trust-too-large");
    expect(() => trustFits(trust, { ...DEFAULT_QUOTAS, trustPolicy: 4_096 })).not.toThrow();
  });
});

describe("a person's text in a policy", () => {
  it("matches itself and nothing else", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "$", "{", "}", "/", "é", ":") });
    fc.assert(
      fc.property(text, text, (typed, other) => {
        const document = {
          Version: "2012-10-17" as const,
          Statement: [
            { Effect: "Allow" as const, Action: "s3:GetObject", Resource: `arn:aws:s3:::b/${literal(typed)}` },
          ],
        };
        const allows = (key: string) =>
          evaluate(
            { action: "s3:GetObject", resource: `arn:aws:s3:::b/${key}` },
            { identity: [{ name: "p", document }] },
          ).decision === "allowed";
        expect(allows(typed)).toBe(true);
        expect(allows(other)).toBe(other === typed);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["données/日本/", "a\u0007b", "“quoted”", "🚀"])(
    "is refused where IAM refuses its characters: %j",
    (typed) => {
      expect(catchProblem(() => literal(typed)).message).toMatch(/U\+[0-9A-F]{4,}/);
    },
  );
});

describe("the canonical form", () => {
  const document: fc.Arbitrary<PolicyDocument> = fc.record({
    Version: fc.constant("2012-10-17" as const),
    Statement: fc.array(
      fc.record({
        Effect: fc.constantFrom("Allow" as const, "Deny" as const),
        Action: fc.oneof<fc.Arbitrary<string | string[]>[]>(
          fc.constant("s3:GetObject"),
          fc.subarray(["s3:GetObject", "s3:PutObject"], { minLength: 1 }),
        ),
        Resource: fc.subarray(["arn:aws:s3:::a", "arn:aws:s3:::b"], { minLength: 1 }),
        Condition: fc.constantFrom<ConditionBlock>(
          { StringEquals: { "a:b": "1" } },
          { StringEquals: { "a:b": ["1"] } },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  });

  it("is the same when made again, and does not care how a document is written", () => {
    fc.assert(
      fc.property(document, (one) => {
        const canonical = canonicalDocument(one);
        expect(canonicalText(canonical)).toBe(canonicalText(one));
        const shuffled = {
          Statement: one.Statement.toReversed().map((statement) => ({
            ...(statement.Condition && { Condition: statement.Condition }),
            Resource: asList(statement.Resource).toReversed(),
            Action: asList(statement.Action).map((action) => action.toUpperCase()),
            Effect: statement.Effect,
          })),
          Version: one.Version,
        };
        expect(sameDocument(one, shuffled)).toBe(true);
      }),
    );
  });

  it("tells documents apart that say different things", () => {
    const base = {
      Version: "2012-10-17" as const,
      Statement: [{ Effect: "Allow" as const, Action: "a:b", Resource: "*" }],
    };
    for (const change of [{ Effect: "Deny" as const }, { Action: "a:c" }, { Resource: "arn:x" }, { Sid: "S" }]) {
      const [statement] = base.Statement;
      expect(sameDocument(base, { ...base, Statement: [{ ...statement, ...change } as never] })).toBe(false);
    }
  });
});

function catchProblem(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
