import fc from "fast-check";
import { expect, it } from "vitest";
import { foundRole, isAudited } from "../../src/audit/found-details.js";
import { judgeRole } from "../../src/audit/judge.js";
import type { RoleDetail } from "../../src/aws/answers.js";
import { readRoleDetail } from "../../src/aws/authorization-details.js";
import { NOW } from "./fixtures.js";

const value = fc.oneof(
  fc.string(),
  fc.constantFrom("*", "s3:*", "iam:PassRole", "arn:aws:s3:::a/*", "arn:aws:iam::*:role/*", "${aws:username}", ":::"),
  fc.integer(),
  fc.boolean(),
);
const values = fc.oneof(value, fc.array(value, { maxLength: 3 }));
const condition = fc.dictionary(
  fc.constantFrom("StringEquals", "Bool", "ForAnyValue:StringLike"),
  fc.dictionary(fc.constantFrom("aws:SourceAccount", "iam:PassedToService"), values),
);
const statement = fc.record(
  {
    Sid: fc.string(),
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: values,
    NotAction: values,
    Resource: values,
    NotResource: values,
    Condition: condition,
  },
  { requiredKeys: ["Effect"] },
);
const principal = fc.oneof(fc.constant("*"), fc.dictionary(fc.constantFrom("AWS", "Service", "Federated"), values));

it("an audit comes to its end whatever the documents of a role are like", async () => {
  const documents = fc.tuple(fc.oneof(statement, fc.array(statement, { maxLength: 3 })), fc.array(principal));
  await fc.assert(
    fc.asyncProperty(documents, async ([Statement, principals]) => {
      const trusted = principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }));
      const detail = readRoleDetail({
        RoleName: "odd",
        Arn: "arn:aws:iam::111122223333:role/odd",
        AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: trusted },
        RolePolicyList: [{ PolicyName: "p", PolicyDocument: { Version: "2012-10-17", Statement } }],
      }) as RoleDetail;
      expect(typeof isAudited(detail)).toBe("boolean");
      const { verdict, findings } = await judgeRole(await foundRole(detail, new Map()), NOW);
      expect(verdict).toMatch(/\.$/);
      for (const { source } of findings) expect(source).toMatch(/^https:/);
    }),
    { numRuns: 100 },
  );
});
