import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accessChange, lineStatements } from "../../src/policy/access-change.js";
import { patternContains, patternsMeet } from "../../src/policy/contain.js";
import type { PolicyDocument, Statement } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { lookupIn, matches, parsePattern } from "../../src/policy/pattern.js";
import type { AccessRequest } from "../../src/policy/request.js";

const pattern = fc.stringMatching(/^([ab]|\*|\?|\$\{\*\}|\$\{v\}){0,6}$/);
const text = fc.stringMatching(/^[ab*]{0,6}$/);
const lookup = lookupIn({ v: "b" });

describe("patterns", () => {
  it.each([
    ["*", "arn:x", true],
    ["a*", "ab*", true],
    ["a*", "a?b", true],
    ["a?", "a*", false],
    ["a*b", "a*", false],
    ["a${*}", "a*", false],
    ["a*", "a${*}", true],
    ["?", "${v}", false],
    ["*", "${v}", true],
    ["x${v}*", "x${v}y", true],
    ["raw/*", "raw-old/*", false],
  ])("%s contains %s: %s", (wide, narrow, expected) => {
    expect(patternContains(wide, narrow)).toBe(expected);
  });

  it("that contain another fit all that it fits; those that do not meet share no text", () => {
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, sample) => {
        const fits = (one: string) => matches(parsePattern(one), sample, lookup);
        if (fits(b) && patternContains(a, b)) expect(fits(a)).toBe(true);
        if (fits(a) && fits(b)) expect(patternsMeet(a, b)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});

const action = fc.constantFrom("s3:GetObject", "S3:get*", "s3:*", "s3:PutObject", "kms:Decrypt", "*");
const resource = fc.constantFrom("*", "arn:a", "arn:a/*", "arn:a/b", "arn:b/*", "arn:?/b");
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { minLength: 1, maxLength: 3 });
const condition = fc.constantFrom<Statement["Condition"]>(
  undefined,
  { StringEquals: { "aws:k": "x" } },
  { StringEquals: { "aws:k": ["x", "y"] } },
  { StringLike: { "aws:k": "x*" } },
  { StringNotEquals: { "aws:k": "x" } },
  { StringNotEquals: { "aws:k": ["x", "y"] } },
  { StringEqualsIfExists: { "aws:k": "x" } },
  { "ForAnyValue:StringEquals": { "aws:k": ["x", "y"] } },
  { "ForAnyValue:StringNotEquals": { "aws:k": ["x"] } },
  { "ForAllValues:StringNotEquals": { "aws:k": ["x"] } },
  { "ForAllValues:StringEquals": { "aws:k": "x" } },
  { Null: { "aws:k": "true" } },
  { StringEquals: { "aws:k": "x" }, Bool: { "aws:b": "true" } },
);
const statement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom<Statement["Effect"]>("Allow", "Allow", "Deny"),
    actions: some(action),
    notAction: fc.boolean(),
    resources: some(resource),
    notResource: fc.boolean(),
    Condition: condition,
  })
  .map(({ Effect, actions, notAction, resources, notResource, Condition }) => ({
    Effect,
    ...(notAction ? { NotAction: actions } : { Action: actions }),
    ...(notResource ? { NotResource: resources } : { Resource: resources }),
    ...(Condition && { Condition }),
  }));
const document: fc.Arbitrary<PolicyDocument> = fc
  .array(statement, { maxLength: 4 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));
const request = fc.record({
  action: fc.constantFrom("s3:GetObject", "s3:PutObject", "kms:Decrypt", "ec2:RunInstances"),
  resource: fc.constantFrom("arn:a", "arn:a/b", "arn:a/c", "arn:b/b", "arn:c"),
  context: fc.constantFrom<Record<string, string | string[]>>(
    {},
    { "aws:k": "x" },
    { "aws:k": "y", "aws:b": "true" },
    { "aws:k": "xz" },
    { "aws:k": ["x", "y"] },
    { "aws:k": ["y", "z"] },
  ),
});

const named = (doc: PolicyDocument) => [{ name: "p", document: doc }];
const allows = (doc: PolicyDocument, one: AccessRequest) =>
  evaluate(one, { identity: named(doc) }).decision === "allowed";

describe("the access change", () => {
  it("holds every request that is decided differently, in a line of the right kind", () => {
    fc.assert(
      fc.property(document, document, fc.array(request, { minLength: 5, maxLength: 30 }), (before, after, requests) => {
        const lines = accessChange(named(before), named(after));
        for (const one of requests) {
          const was = allows(before, one);
          const is = allows(after, one);
          if (was === is) continue;
          const kind = is ? "gained" : "lost";
          const covering = lines.filter(
            (line) => line.change === kind && allows({ Version: "2012-10-17", Statement: lineStatements(line) }, one),
          );
          expect(covering.length, JSON.stringify({ before, after, one })).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("is empty between equal roles, however they are written", () => {
    fc.assert(
      fc.property(document, (doc) => {
        const turned = { ...doc, Statement: doc.Statement.toReversed() };
        const split: PolicyDocument[] = doc.Statement.map((one) => ({ Version: "2012-10-17", Statement: [one] }));
        expect(accessChange(named(doc), named(turned))).toEqual([]);
        expect(
          accessChange(
            named(doc),
            split.map((part, index) => ({ name: String(index), document: part })),
          ),
        ).toEqual([]);
      }),
    );
  });

  const allow = (
    Action: string | string[],
    Resource: string | string[],
    Condition?: Statement["Condition"],
  ): Statement => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  const change = (before: Statement[], after: Statement[]) =>
    accessChange(
      named({ Version: "2012-10-17", Statement: before }),
      named({ Version: "2012-10-17", Statement: after }),
    ).map(({ change, by, actions, resources }) => [
      change,
      by,
      actions.map((a) => a.pattern),
      resources.map((r) => r.pattern),
    ]);

  it("names the new value of a condition alone", () => {
    const prefix = (...values: string[]) => allow("s3:ListBucket", "b", { StringLike: { "s3:prefix": values } });
    const [line, ...others] = accessChange(
      named({ Version: "2012-10-17", Statement: [prefix("raw/*", "out/*")] }),
      named({ Version: "2012-10-17", Statement: [prefix("raw/*", "out/*", "new/*")] }),
    );
    expect(others).toEqual([]);
    expect(line?.condition).toEqual({ StringLike: { "s3:prefix": "new/*" } });
  });

  it.each<[string, Statement[], Statement[], unknown[]]>([
    [
      "a folder of what was allowed",
      [allow("s3:GetObject", "b/*")],
      [allow("s3:GetObject", "b/raw/*")],
      [["lost", "Allow", ["s3:getobject"], ["b/*"]]],
    ],
    [
      "a condition that goes",
      [allow("s3:GetObject", "b/*", { Bool: { "aws:SecureTransport": "true" } })],
      [allow("s3:GetObject", "b/*")],
      [["gained", "Allow", ["s3:getobject"], ["b/*"]]],
    ],
    [
      "one more action and one more resource",
      [allow("s3:GetObject", "a/*")],
      [allow(["s3:GetObject", "s3:PutObject"], ["a/*", "b/*"])],
      [
        ["gained", "Allow", ["s3:putobject"], ["a/*"]],
        ["gained", "Allow", ["s3:getobject", "s3:putobject"], ["b/*"]],
      ],
    ],
    [
      "a denial that goes",
      [allow("s3:*", "*"), { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" }],
      [allow("s3:*", "*")],
      [["gained", "Deny", ["s3:deleteobject"], ["*"]]],
    ],
    [
      "a denial of what nobody may",
      [allow("s3:GetObject", "*")],
      [allow("s3:GetObject", "*"), { Effect: "Deny", Action: "iam:*", Resource: "*" }],
      [],
    ],
  ])("tells %s", (_, before, after, expected) => {
    expect(change(before, after)).toEqual(expected);
  });
});
