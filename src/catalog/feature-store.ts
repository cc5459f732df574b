import { athenaGrants, athenaJourney, DEFAULT, glueArns } from "./athena.js";
import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import {
  DATABASE,
  featureStoreCallerGrants,
  featureStoreCallerJourney,
  groupNames,
  onlineKeyGrants,
  onlineKeyJourney,
} from "./feature-store-caller.js";
import { dataKeyGrants, dataKeys } from "./kms.js";
import { bucketArn, objectArns, s3Grants } from "./s3.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const OWNER_CONTROL = { "s3:x-amz-acl": "bucket-owner-full-control" };

/** Feature Store: the role of a group's offline store, and work with the records of groups. */
export const featureStore = defineUseCase({
  id: "feature-store",
  title: "Keep features in a store",
  summary: "Feature groups keep records for training (offline, in S3) and for predictions (online).",
  options: {
    work: {
      kind: "choices",
      title: "What the role does",
      help: "The offline store needs a role of its own; jobs and notebooks read and write records.",
      values: [
        { value: "offline", title: "Writes the offline store", help: "The role that a feature group is made with." },
        { value: "ingest", title: "Writes records", help: "Puts records into groups and takes them out." },
        { value: "read", title: "Reads records", help: "Gets single records from the online store." },
        {
          value: "query",
          title: "Queries the offline store",
          help: "With Athena, for training sets; choose the workgroup.",
        },
      ],
      default: ["offline"],
    },
    groups: {
      kind: "texts",
      title: "Feature groups",
      help: "Names of the groups; all of the account's without any.",
      pattern: "[a-zA-Z0-9]([_-]*[a-zA-Z0-9]){0,63}",
      example: "customers",
    },
    databases: {
      kind: "texts",
      title: "Glue databases",
      help: `Where groups have a database of their own; without any it is ${DATABASE}.`,
      pattern: "[a-z0-9_-]{1,255}",
      example: "features",
    },
    athenaWorkgroups: {
      kind: "texts",
      title: "Athena workgroups",
      help: "Names of the workgroups that queries run in, parted by commas.",
      pattern: "[a-zA-Z0-9._-]{1,128}",
      example: "primary",
      when: { option: "work", value: "query" },
    },
    onlineKeys: {
      kind: "texts",
      title: "Keys of online stores",
      help: "ARNs of the customer keys that online stores are made with; AWS's own key asks for no right.",
      pattern: "arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[a-zA-Z0-9-]+",
      example: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
  },
  dataUse: ({ work }) => ({
    reads: work.includes("query"),
    writes: work.includes("offline") || work.includes("query"),
  }),
  usesImages: false,
  imageFamilies: [],
  grants(context, { work, groups, databases, athenaWorkgroups, onlineKeys }) {
    const use = { reads: work.includes("query"), writes: work.includes("offline") || work.includes("query") };
    const stores = databases.length > 0 ? databases : [DATABASE];
    return [
      ...s3Grants(context, use),
      ...dataKeyGrants(context, use),
      ...(work.includes("offline") ? offlineGrants(context, stores, use.reads) : []),
      ...recordGrants(context, work, groups),
      ...(usesRecords(work) ? onlineKeyGrants(context, onlineKeys) : []),
      ...(work.includes("query") ? athenaGrants(context, { workgroups: athenaWorkgroups, databases: stores }) : []),
    ];
  },
  journey(context, { work, groups, databases, athenaWorkgroups, onlineKeys }) {
    const stores = databases.length > 0 ? databases : [DATABASE];
    return [
      ...(work.includes("offline") || work.includes("query")
        ? writeAll(context, "111122223333/data/part-0.parquet")
        : []),
      ...(work.includes("offline") ? offlineJourney(context, stores) : []),
      ...recordJourney(context, work, groups.length > 0 ? groups : ["orders"]),
      ...(work.includes("ingest") || work.includes("read") ? onlineKeyJourney(context, onlineKeys) : []),
      ...(work.includes("query")
        ? [...readAll(context), ...athenaJourney(context, { workgroups: athenaWorkgroups, databases: stores })]
        : []),
    ];
  },
  callerGrants: featureStoreCallerGrants,
  conflicts: (context, { work, athenaWorkgroups }) => [
    ...(work.includes("query") && athenaWorkgroups.length === 0
      ? [
          {
            message: "Queries of the offline store run in an Athena workgroup, and none is named.",
            remedy: "Name it under athenaWorkgroups, such as primary.",
            source: docs.athena,
          },
        ]
      : []),
    ...(work.includes("offline") ? foreignStores(context) : []).map((bucket) => ({
      message: `An offline store in the bucket of another account asks for a customer key, and ${bucket} has none.`,
      remedy: "Name at the bucket the key that the feature group is made with.",
      source: docs.featureStoreCrossAccount,
    })),
  ],
  fixedNames: [DEFAULT, DATABASE],
  callerJourney: featureStoreCallerJourney,
  managedPolicies: ["AmazonSageMakerFeatureStoreAccess", "AmazonSageMakerFullAccess"],
  sources: [
    { title: "Policies for feature groups", url: docs.featureStoreRole },
    { title: "Feature Store security", url: docs.featureStoreSecurity },
  ],
});

function usesRecords(work: readonly string[]): boolean {
  return work.includes("ingest") || work.includes("read");
}

/** Buckets of other accounts to write to that have no customer key. */
function foreignStores(context: GrantContext): string[] {
  return context.data
    .filter((location) => location.write && location.owner !== context.account)
    .filter((location) => dataKeys(context, location).length === 0)
    .map(({ bucket }) => bucket);
}

/** What AmazonSageMakerFeatureStoreAccess gives on every bucket with “sagemaker” in its name, on the chosen ones. */
function offlineGrants(context: GrantContext, databases: readonly string[], readsAll: boolean): Grant[] {
  const source = docs.featureStoreRole;
  return [
    ...context.data
      .filter(({ write }) => write)
      .flatMap((location): Grant[] => {
        const owner = { "aws:ResourceAccount": location.owner };
        const input = `bucket ${location.bucket}`;
        return [
          {
            topic: "CheckStoreBuckets",
            actions: ["s3:GetBucketAcl"],
            resources: [bucketArn(context, location.bucket)],
            condition: { StringEquals: owner },
            input,
            why: "The store looks whose bucket it is before it writes.",
            source,
          },
          {
            topic: "LeaveRecordsToTheOwner",
            actions: ["s3:PutObjectAcl"],
            resources: objectArns(context, location),
            condition: { StringEquals: { ...owner, ...OWNER_CONTROL } },
            input,
            why: "The store gives the bucket's owner control over what it writes, and nobody else.",
            source,
          },
          // Whoever queries the location reads it whole.
          ...(readsAll && location.read
            ? []
            : [
                {
                  topic: "ReadStoreMetadata",
                  actions: ["s3:GetObject"],
                  resources: metadataArns(context, location),
                  condition: { StringEquals: owner },
                  input,
                  why: "The store reads the table's metadata that it wrote before.",
                  source,
                },
              ]),
        ];
      }),
    {
      topic: "KeepTablesCurrent",
      actions: ["glue:GetTable", "glue:UpdateTable"],
      resources: glueArns(context, databases),
      input: `databases ${databases.join(", ")}`,
      why: "The store keeps the table that queries read in step with its files.",
      source,
    },
  ];
}

/** The `metadata` folders below a location; a prefix that may be an object of its own has none. */
function metadataArns(context: GrantContext, location: GrantContext["data"][number]): string[] {
  return objectArns(context, location)
    .filter((arn) => arn.endsWith("*"))
    .map((arn) => `${arn}/metadata/*`);
}

function recordGrants(context: GrantContext, work: readonly string[], groups: readonly string[]): Grant[] {
  const resources = groupNames(groups);
  const source = docs.featureStoreRecords;
  return sagemakerGrants(context, [
    ...(work.includes("ingest")
      ? [
          {
            topic: "WriteRecords",
            actions: ["DeleteRecord", "PutRecord"],
            resources,
            why: "Writes records of groups.",
            source,
          },
        ]
      : []),
    ...(work.includes("read")
      ? [
          {
            topic: "ReadRecords",
            actions: ["BatchGetRecord", "GetRecord"],
            resources,
            why: "Reads records of groups.",
            source,
          },
        ]
      : []),
    ...(work.some((one) => one !== "offline")
      ? [
          {
            topic: "LookAtFeatureGroups",
            actions: ["DescribeFeatureGroup"],
            resources,
            why: "The Python SDK looks up a group's features and where its offline store lies.",
            source,
          },
        ]
      : []),
  ]);
}

function offlineJourney(context: GrantContext, databases: readonly string[]): JourneyCall[] {
  const calls = callsOf(context);
  return [
    ...context.data
      .filter(({ write }) => write)
      .flatMap((location) => {
        const bucket = `arn:${context.partition}:s3:::${location.bucket}`;
        const owner = { "aws:ResourceAccount": location.owner };
        const folders =
          location.prefixes.length === 0 ? [""] : location.prefixes.map((prefix) => prefix.replace(/\/?$/, "/"));
        const objects = [
          ...folders.map((folder) => `${bucket}/${folder}111122223333/sagemaker/eu-west-1/offline-store`),
          ...location.prefixes.filter((prefix) => !prefix.endsWith("/")).map((prefix) => `${bucket}/${prefix}`),
        ];
        return [
          calls.call("look whose bucket it is", "s3:GetBucketAcl", bucket, docs.featureStoreRole, owner),
          ...objects.map((object) =>
            calls.call("leave records to the bucket's owner", "s3:PutObjectAcl", object, docs.featureStoreRole, {
              ...owner,
              ...OWNER_CONTROL,
            }),
          ),
          ...folders.map((folder) =>
            calls.call(
              "read the table's metadata",
              "s3:GetObject",
              `${bucket}/${folder}111122223333/offline-store/metadata/v1.json`,
              docs.featureStoreRole,
              owner,
            ),
          ),
        ];
      }),
    ...glueArns(context, databases, { table: "offline_1700000000" }).flatMap((arn) =>
      ["glue:GetTable", "glue:UpdateTable"].map((action) =>
        calls.call("keep the table current", action, arn, docs.featureStoreRole),
      ),
    ),
  ];
}

function recordJourney(context: GrantContext, work: readonly string[], groups: readonly string[]): JourneyCall[] {
  const actions = [
    ...(work.some((one) => one !== "offline") ? ["DescribeFeatureGroup"] : []),
    ...(work.includes("ingest") ? ["PutRecord", "DeleteRecord"] : []),
    ...(work.includes("read") ? ["GetRecord", "BatchGetRecord"] : []),
  ];
  return groups.flatMap((name) => sagemakerCalls(context, `feature-group/${name}`, actions, docs.featureStoreRecords));
}
