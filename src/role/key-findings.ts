import type { Compilation } from "./compilation.js";
import type { Finding } from "./definition.js";
import { ownerStatements, pasteable } from "./owner-statements.js";
import { placeOfKey } from "./places.js";

/** What a person should know about the keys of a role. */
export function keyFindings(compilation: Compilation): Finding[] {
  const { context, pieces } = compilation;
  const granted = pieces.flatMap(({ resources }) => resources.filter((arn) => /^arn:[^:]+:kms:.*:key\//.test(arn)));
  const arns = new Set([
    ...context.data.flatMap(({ key }) => key ?? []),
    ...context.keys.map(({ arn }) => arn),
    // A use case may name keys of its own among its options.
    ...granted,
  ]);
  return [
    ...[...arns].toSorted().flatMap((arn) => policyFindings(arn, compilation)),
    ...unusedKeys(compilation),
    ...misplacedKeys(compilation),
  ];
}

/** A key's own policy decides whether IAM policies count for it at all. */
function policyFindings(arn: string, compilation: Compilation): Finding[] {
  const { facts, context, pieces } = compilation;
  const source = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html";
  const statements = ownerStatements(pieces, context.roleArn, arn, "star");
  if (statements.length === 0) return [];
  const owner = arn.split(":")[4] ?? "";
  if (owner !== context.account) {
    return [
      {
        id: "key-of-other-account",
        severity: "warning",
        ...placeOfKey(compilation, arn),
        message: `The key ${arn} belongs to account ${owner}, whose key policy must let the role in as well.`,
        remedy: `Once the role exists, ask the owner to add to the key policy:\n${pasteable(statements)}`,
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
      },
    ];
  }
  switch (facts.keys?.[arn]?.delegation) {
    case "not-delegated":
      return [
        {
          id: "key-not-delegated",
          severity: "warning",
          ...placeOfKey(compilation, arn),
          message: `The policy of key ${arn} does not let IAM policies decide, so the role's own policy does not reach it.`,
          remedy: `Once the role exists, ask whoever keeps the key to add to its key policy:\n${pasteable(statements)}`,
          source,
        },
      ];
    case "conditional":
      return [
        {
          id: "key-conditional",
          severity: "note",
          ...placeOfKey(compilation, arn),
          message: `The policy of key ${arn} lets IAM policies decide under conditions of its own.`,
          remedy: `If a job is refused the key, ask whoever keeps it to add to its key policy:\n${pasteable(statements)}`,
          source,
        },
      ];
    case "unreadable":
      return [
        {
          id: "key-policy-unreadable",
          severity: "note",
          ...placeOfKey(compilation, arn),
          message: `The policy of key ${arn} may not be read, so whether IAM policies count for it is not known.`,
          remedy: `If a job is refused the key, ask whoever keeps it to add to its key policy:\n${pasteable(statements)}`,
          source,
        },
      ];
    default:
      return [];
  }
}

/** A key that no statement names does nothing. */
function unusedKeys({ context, pieces, callerPieces }: Compilation): Finding[] {
  const named = (arn: string, grants: boolean) =>
    [...pieces, ...callerPieces].some(
      ({ actions, resources }) =>
        resources.includes(arn) && actions.some((action) => (action === "kms:CreateGrant") === grants),
    );
  return context.keys.flatMap(({ arn, data, volume }): Finding[] => [
    ...(data && !named(arn, false)
      ? [
          {
            id: "data-key-unused",
            severity: "warning",
            message: `The key ${arn} is there for data, but nothing chosen reads or writes data, so it is not granted.`,
            remedy: "Name the bucket it encrypts, or take the key away.",
          } as const,
        ]
      : []),
    ...(volume && !named(arn, true)
      ? [
          {
            id: "volume-key-unused",
            severity: "warning",
            message: `The key ${arn} is there for volumes, but nothing chosen encrypts volumes with it, so it is not granted.`,
            remedy: "Choose the use case whose instances it encrypts, or take the use away.",
          } as const,
        ]
      : []),
  ]);
}

/** S3 encrypts with keys of the bucket's own region only. */
function misplacedKeys({ facts, context }: Compilation): Finding[] {
  return context.data.flatMap(({ bucket, key }): Finding[] => {
    const region = facts.buckets?.[bucket]?.region ?? context.region;
    const keyRegion = key?.split(":")[3];
    if (key === undefined || keyRegion === region) return [];
    return [
      {
        id: "key-in-other-region",
        severity: "warning",
        message: `The key ${key} lies in ${keyRegion}, but the bucket ${bucket} in ${region}: S3 cannot use it there.`,
        remedy: `Name the key in ${region} that encrypts the bucket.`,
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
      },
    ];
  });
}
