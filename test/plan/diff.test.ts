import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffRole } from "../../src/plan/diff.js";
import { asList, type PolicyDocument, type Statement } from "../../src/policy/document.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { permissions } from "./arbitrary.js";
import { allow, document, guarded, inline, managed, role, trust } from "./fixtures.js";

function shown(before: RoleDefinition | undefined, after: RoleDefinition): string {
  return diffRole(before, after)
    .map(({ sign, indent, text }) => `${sign} ${"  ".repeat(indent)}${text}`.trimEnd())
    .join("\n");
}

const read = allow("Read", ["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::a", "arn:aws:s3:::a/raw/*"]);
const logs = allow("Logs", "logs:PutLogEvents", "*");

describe("the diff of two roles", () => {
  it("shows a new role whole, each element on a line of its own", () => {
    const made = role({
      path: "/ml/",
      tags: { team: "churn", empty: "" },
      permissionsBoundary: "arn:aws:iam::111122223333:policy/b",
      policies: [
        inline("churn", {
          ...read,
          Condition: { StringLike: { "s3:prefix": ["raw/", "raw/*"] }, Bool: { "aws:SecureTransport": "true" } },
        }),
      ],
      attachedManagedPolicies: ["arn:aws:iam::aws:policy/P"],
    });
    expect(shown(undefined, made)).toBe(`\
+ role churn
+   path: /ml/
+   description: Trains
+   session length: 3600 s
+   permissions boundary: arn:aws:iam::111122223333:policy/b
+   tag team: churn
+   tag empty: (empty)
+   trust policy
+     Allow (no Sid)
+       Principal Service: sagemaker.amazonaws.com
+       Action: sts:AssumeRole
+       Condition StringEquals aws:SourceAccount: 111122223333
+   inline policy churn
+     Allow Read
+       Action
+         s3:GetObject
+         s3:ListBucket
+       Resource
+         arn:aws:s3:::a
+         arn:aws:s3:::a/raw/*
+       Condition Bool aws:SecureTransport: true
+       Condition StringLike s3:prefix
+         raw/
+         raw/*
+   attached policies: arn:aws:iam::aws:policy/P`);
  });

  it("folds and counts what stays, down to the elements of a list", () => {
    const before = role({ policies: [inline("churn", read, logs), managed("churn", logs)], tags: { team: "a" } });
    const after = role({
      policies: [
        inline("churn", logs, { ...read, Resource: ["arn:aws:s3:::a", "arn:aws:s3:::a/clean/*"] }),
        managed("churn", logs),
      ],
      maxSessionSeconds: 7200,
      tags: { team: "a" },
    });
    expect(shown(before, after)).toBe(`\
~ role churn
~   session length: 3600 s -> 7200 s
~   inline policy churn
~     Allow Read
~       Resource
-         arn:aws:s3:::a/raw/*
+         arn:aws:s3:::a/clean/*
          (1 unchanged)
      (1 statement unchanged)
    (3 settings, 2 documents unchanged)`);
  });

  it("puts long values that change below each other", () => {
    expect(shown(role({ description: "Trains the model" }), role({ description: "Trains and serves it" }))).toBe(`\
~ role churn
~   description
-     Trains the model
+     Trains and serves it
    (2 settings, 1 document unchanged)`);
  });

  it("knows a statement that got another name, and one that only moved", () => {
    const before = role({ policies: [inline("churn", logs, { ...read, Sid: "OldName" })] });
    const after = role({ policies: [inline("churn", read, logs)] });
    expect(shown(before, after)).toBe(`\
~ role churn
~   inline policy churn
~     Allow Read
~       Sid: OldName -> Read
      (1 statement unchanged)
    (3 settings, 1 document unchanged)`);
  });

  it("pairs statements that say the same by their names", () => {
    const twice = [
      { ...logs, Sid: "One" },
      { ...logs, Sid: "Two" },
    ];
    const lines = shown(
      role({ policies: [inline("churn", ...twice)] }),
      role({ policies: [inline("churn", ...twice.slice(1))] }),
    );
    expect(lines).toContain("-     Allow One");
    expect(lines).toContain("(1 statement unchanged)");
  });

  it.each<[string, Statement]>([
    ["have little in common", logs],
    ["are an Allow and a Deny", { ...read, Sid: "Other", Effect: "Deny" }],
  ])("does not take statements for one that %s", (_, after) => {
    const lines = shown(role({ policies: [inline("churn", read)] }), role({ policies: [inline("churn", after)] }));
    expect(lines).toContain(`+     ${after.Effect} ${after.Sid}`);
    expect(lines).toContain("-     Allow Read");
  });

  it("takes the names of actions in any case", () => {
    const before = { ...logs, Action: ["logs:PutLogEvents", "logs:Get*"] };
    const after = { ...logs, Action: ["logs:putlogevents"] };
    expect(shown(role({ policies: [inline("churn", before)] }), role({ policies: [inline("churn", after)] }))).toBe(`\
~ role churn
~   inline policy churn
~     Allow Logs
~       Action
-         logs:Get*
          (1 unchanged)
    (3 settings, 1 document unchanged)`);
  });

  it("does not let a new statement take the partner of one that stays", () => {
    const similar = { ...read, Sid: "Also", Action: ["s3:GetObject", "s3:ListBucket", "s3:GetObjectTagging"] };
    const lines = shown(
      role({ policies: [inline("churn", read)] }),
      role({ policies: [inline("churn", similar, read)] }),
    );
    expect(lines).toContain("+     Allow Also");
    expect(lines).toContain("(1 statement unchanged)");
    expect(lines).not.toContain("Allow Read");
  });

  it.each<[string, PolicyDocument, PolicyDocument, string]>([
    [
      "an Allow that becomes a Deny",
      document(logs),
      document({ ...logs, Effect: "Deny" }),
      "~       Effect: Allow -> Deny",
    ],
    ["a condition that goes", guarded, trust(), "-       Condition StringEquals aws:SourceAccount: 111122223333"],
    ["a version", { ...trust(), Version: "2008-10-17" }, trust(), "~     Version: 2008-10-17 -> 2012-10-17"],
    ["a statement that goes", document(...trust().Statement, logs), trust(), "-     Allow Logs"],
    [
      "who is trusted",
      trust(),
      document({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }),
      "+       Principal: *",
    ],
  ])("shows %s", (_, before, after, line) => {
    expect(shown(role({ trustPolicy: before }), role({ trustPolicy: after })).split("\n")).toContain(line);
  });

  it("reads documents as IAM lets people write them", () => {
    const loose = {
      Statement: { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" },
    } as unknown as PolicyDocument;
    expect(shown(role({ trustPolicy: loose }), role({ trustPolicy: trust() }))).toContain("+     Version: 2012-10-17");
    const bare = { Bool: { "aws:SecureTransport": true } } as unknown as Statement["Condition"];
    const quoted = { Bool: { "aws:SecureTransport": "true" } };
    expect(shown(role({ trustPolicy: trust(bare) }), role({ trustPolicy: trust(quoted) }))).toBe("");
  });

  it("leaves at least 28 of 40 columns to the deepest element", () => {
    const deep = diffRole(undefined, role({ policies: [inline("churn", read)] }));
    expect(Math.max(...deep.map(({ indent }) => 2 + 2 * indent))).toBeLessThanOrEqual(12);
  });

  it("shows every element that only one of two documents has", () => {
    fc.assert(
      fc.property(permissions, permissions, (before, after) => {
        const lines = diffRole(
          role({ policies: [{ name: "churn", kind: "inline", document: before }] }),
          role({ policies: [{ name: "churn", kind: "inline", document: after }] }),
        );
        const has = (sign: string, element: string) =>
          lines.some(
            ({ sign: own, text }) =>
              (own === sign || own === "~") &&
              text
                .toLowerCase()
                .split(/: | -> /)
                .includes(element.toLowerCase()),
          );
        const only = (a: PolicyDocument, b: PolicyDocument) => {
          const there = new Set(elements(b).map((element) => element.toLowerCase()));
          return elements(a).filter((element) => !there.has(element.toLowerCase()));
        };
        for (const element of only(after, before)) expect(has("+", element), `+ ${element}`).toBe(true);
        for (const element of only(before, after)) expect(has("-", element), `- ${element}`).toBe(true);
      }),
    );
  });
});

function elements({ Statement }: PolicyDocument): string[] {
  return Statement.flatMap(({ Action, Resource, Condition }) => [
    ...asList(Action),
    ...asList(Resource),
    ...Object.values(Condition ?? {}).flatMap((block) => Object.values(block).flatMap((values) => asList(values))),
  ]);
}
