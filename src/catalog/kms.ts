import { docs } from "./docs.js";
import { remembered } from "./remembered.js";
import { bucketArn, objectArns } from "./s3.js";
import type { DataLocation, Grant, GrantContext } from "./use-case.js";

/** The keys that encrypt a location's objects: its own, else those named for data. */
export function dataKeys(context: GrantContext, location: DataLocation): string[] {
  return location.key === undefined ? sharedKeys(context) : [location.key];
}

function sharedKeys(context: GrantContext): string[] {
  return context.keys.flatMap((key) => (key.data ? [key.arn] : []));
}

/**
 * Rights on the keys of the data, through S3 only and only for the objects of the location.
 * AWS's page for roles asks for kms:Encrypt on the output key; S3 itself calls GenerateDataKey, and Decrypt to put the
 * parts of an upload together. Encrypt is followed only by keys given as id or alias, which role files do not hold.
 */
export function dataKeyGrants(context: GrantContext, use: { reads: boolean; writes: boolean }): Grant[] {
  return remembered(context, `data keys ${use.reads} ${use.writes}`, () => {
    const shared = sharedKeys(context);
    return context.data.flatMap((location, index) => {
      if (location.key === undefined && shared.length === 0) return [];
      // Made once for reading and writing, so that merging need not find out that they are the same.
      const common = remembered(context, `data keys of ${index}`, () => keysAndCondition(context, location, shared));
      return keyGrants(location, common, use);
    });
  });
}

function keysAndCondition(context: GrantContext, location: DataLocation, shared: string[]) {
  return {
    resources: location.key === undefined ? shared : [location.key],
    condition: {
      StringEquals: { "kms:ViaService": `s3.${context.region}.${context.dnsSuffix}` },
      // The bucket's ARN when it uses bucket keys, the object's when it does not: either may be switched later.
      StringLike: {
        "kms:EncryptionContext:aws:s3:arn": [bucketArn(context, location.bucket), ...objectArns(context, location)],
      },
    },
    input: `key of bucket ${location.bucket}`,
  };
}

function keyGrants(
  location: DataLocation,
  common: ReturnType<typeof keysAndCondition>,
  use: { reads: boolean; writes: boolean },
): Grant[] {
  return [
    ...(use.reads && location.read
      ? [
          {
            ...common,
            topic: "DecryptData",
            actions: ["kms:Decrypt"],
            why: "The bucket's objects are encrypted with this key.",
            source: docs.kmsS3,
          },
        ]
      : []),
    ...(use.writes && location.write
      ? [
          {
            ...common,
            topic: "EncryptResults",
            actions: ["kms:GenerateDataKey", "kms:Decrypt"],
            why: "What is written here is encrypted with this key; S3 decrypts to join the parts of an upload.",
            source: docs.kmsS3,
          },
        ]
      : []),
  ];
}

/**
 * CreateGrant on the keys of the storage volumes, for AWS services only. It stands alone: a condition that fits S3's
 * calls would never be met by it. `kms:ViaService` is not asked for: no AWS page says which service KMS sees here.
 */
export function volumeKeyGrants(context: GrantContext): Grant[] {
  return context.keys
    .filter((key) => key.volume)
    .map((key) => ({
      topic: "EncryptVolumes",
      actions: ["kms:CreateGrant"],
      resources: [key.arn],
      condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      input: `key ${key.arn.split("/").at(-1)}`,
      why: "SageMaker lets the instances' storage volumes be encrypted with this key.",
      source: docs.roles,
    }));
}
