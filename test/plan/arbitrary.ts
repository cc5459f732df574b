import fc from "fast-check";
import type { PolicyDocument, Statement } from "../../src/policy/document.js";
import type { RoleDefinition, RolePolicy } from "../../src/role/definition.js";
import { ACCOUNT, document, role } from "./fixtures.js";

const action = fc.constantFrom("s3:GetObject", "S3:PutObject", "logs:PutLogEvents", "kms:Decrypt");
const resource = fc.constantFrom("arn:aws:s3:::a/*", "arn:aws:s3:::b/x/*", "arn:aws:s3:::c", "*");
const listOrOne = <T>(item: fc.Arbitrary<T>) =>
  fc.uniqueArray(item, { minLength: 1, maxLength: 3 }).map((list) => (list.length === 1 ? (list[0] as T) : list));

const condition: fc.Arbitrary<Statement["Condition"]> = fc.oneof(
  fc.constant(undefined),
  listOrOne(fc.constantFrom("raw/", "out/")).map((prefix) => ({ StringLike: { "s3:prefix": prefix } })),
  // IAM takes a bare boolean, and gives it back as one.
  fc.constant({ Bool: { "aws:SecureTransport": true } } as unknown as Statement["Condition"]),
);

const statement = (effect: fc.Arbitrary<Statement["Effect"]>): fc.Arbitrary<Omit<Statement, "Sid">> =>
  fc.tuple(effect, listOrOne(action), listOrOne(resource), condition).map(([Effect, Action, Resource, Condition]) => ({
    Effect,
    Action,
    Resource,
    ...(Condition && { Condition }),
  }));

/** A permissions document that IAM takes. */
export const permissions: fc.Arbitrary<PolicyDocument> = fc
  .tuple(
    fc.subarray(["Read", "Write", "Logs"]),
    fc.array(statement(fc.constantFrom("Allow", "Deny")), { minLength: 1, maxLength: 4 }),
  )
  .map(([sids, statements]) =>
    document(...statements.map((rest, at) => ({ ...(sids[at] !== undefined && { Sid: sids[at] }), ...rest }))),
  );

const trustPolicy: fc.Arbitrary<PolicyDocument> = fc
  .tuple(
    fc.subarray(["sagemaker.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"], { minLength: 1 }),
    fc.boolean(),
  )
  .map(([services, isGuarded]) =>
    document({
      Effect: "Allow",
      Principal: { Service: services },
      Action: "sts:AssumeRole",
      ...(isGuarded && { Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } }),
    }),
  );

const policies: fc.Arbitrary<RolePolicy[]> = fc
  .record(
    {
      "inline churn": permissions,
      "inline extra": permissions,
      "managed churn": permissions,
      "managed churn-2": permissions,
    },
    { requiredKeys: [] },
  )
  .map((some) =>
    Object.entries(some).map(([title, text]) => {
      const [kind, name] = title.split(" ") as [RolePolicy["kind"], string];
      return { name, kind, document: text as PolicyDocument };
    }),
  );

/** A role `churn` that the embedded account can hold, with any settings and policies. */
export const anyRole: fc.Arbitrary<RoleDefinition> = fc
  .record({
    description: fc.constantFrom("", "Trains", "First line\nrole/looks-like-another", "é"),
    maxSessionSeconds: fc.constantFrom(3600, 7200, 43_200),
    permissionsBoundary: fc.constantFrom(
      undefined,
      `arn:aws:iam::${ACCOUNT}:policy/ml-boundary`,
      "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly",
    ),
    tags: fc
      .uniqueArray(fc.constantFrom("team", "Team", "constructor", "cost center", "toString"), {
        selector: (key) => key.toLowerCase(),
      })
      .chain((keys) =>
        fc.tuple(...keys.map((key) => fc.constantFrom("", "a", "b").map((value) => [key, value] as const))),
      )
      .map((entries) => Object.fromEntries(entries)),
    trustPolicy,
    policies,
    attachedManagedPolicies: fc.subarray([
      "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
      "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly",
      "arn:aws:iam::aws:policy/AmazonSageMakerPipelinesIntegrations",
    ]),
  })
  .map(({ permissionsBoundary, ...parts }) => role({ ...parts, ...(permissionsBoundary && { permissionsBoundary }) }));
