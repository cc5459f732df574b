import { literal } from "../policy/literal.js";
import { docs } from "./docs.js";
import { remembered } from "./remembered.js";
import type { DataLocation, Grant, GrantContext } from "./use-case.js";

/** ARN of a bucket. */
export function bucketArn(context: GrantContext, bucket: string): string {
  return `arn:${context.partition}:s3:::${bucket}`;
}

/**
 * ARNs of the objects a location covers. `raw/` covers what lies under it; `raw` covers the object of that name and
 * what lies under `raw/`, never `raw-old`.
 */
export function objectArns(context: GrantContext, { bucket, prefixes }: DataLocation): string[] {
  const base = bucketArn(context, bucket);
  if (prefixes.length === 0) return [`${base}/*`];
  return prefixes.flatMap((prefix) => {
    const escaped = literal(prefix);
    return prefix.endsWith("/") ? [`${base}/${escaped}*`] : [`${base}/${escaped}`, `${base}/${escaped}/*`];
  });
}

/** What jobs do with S3: read and list, write, or both. */
export function s3Grants(context: GrantContext, use: { reads: boolean; writes: boolean }): Grant[] {
  return context.data.flatMap((location, index) => [
    ...(use.reads && location.read ? remembered(context, `read ${index}`, () => readGrants(context, location)) : []),
    ...(use.writes && location.write
      ? remembered(context, `write ${index}`, () => writeGrants(context, location))
      : []),
  ]);
}

/** Whose bucket it must be: a name that another account takes over is not the same bucket. */
function owner(location: DataLocation) {
  return { "aws:ResourceAccount": location.owner };
}

function readGrants(context: GrantContext, location: DataLocation): Grant[] {
  const input = `bucket ${location.bucket}`;
  return [
    {
      topic: `Read${inWords(location.bucket)}`,
      actions: ["s3:GetObject"],
      resources: objectArns(context, location),
      condition: { StringEquals: owner(location) },
      input,
      why: "Jobs read their input from here.",
      source: docs.roles,
    },
    {
      topic: `List${inWords(location.bucket)}`,
      actions: ["s3:ListBucket"],
      resources: [bucketArn(context, location.bucket)],
      condition: {
        StringEquals: owner(location),
        ...(location.prefixes.length > 0 && { StringLike: { "s3:prefix": listedPrefixes(location.prefixes) } }),
      },
      input,
      why: "SageMaker lists the input's prefix; without it, a missing object looks like a missing permission.",
      source: docs.roles,
    },
  ];
}

/** SageMaker lists with the key part of the S3 URI, with or without its slash. */
function listedPrefixes(prefixes: readonly string[]): string[] {
  return prefixes.flatMap((prefix) => {
    const stem = literal(prefix.replace(/\/$/, ""));
    return [stem, `${stem}/*`];
  });
}

function writeGrants(context: GrantContext, location: DataLocation): Grant[] {
  return [
    {
      topic: `Write${inWords(location.bucket)}`,
      // Large artefacts go up in parts; aborting cleans up after a job that was stopped.
      actions: ["s3:PutObject", "s3:AbortMultipartUpload"],
      resources: objectArns(context, location),
      condition: { StringEquals: owner(location) },
      input: `bucket ${location.bucket}`,
      why: "Jobs write their results here.",
      source: docs.roles,
    },
  ];
}

/** `acme-train` as `AcmeTrain`: part of a Sid that says which bucket it is about. */
function inWords(bucket: string): string {
  return bucket
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("")
    .slice(0, 40);
}
