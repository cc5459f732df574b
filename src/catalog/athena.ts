import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { bucketArn } from "./s3.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/** What a use case queries with Athena. */
export interface AthenaUse {
  /** Names of workgroups. */
  workgroups: readonly string[];
  /** Names of databases in the account's Glue catalog. */
  databases: readonly string[];
}

const QUERY = ["StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution"];
/** Of databases, and of tables, which Glue checks against the catalog and the database as well. */
const LOOK_UP = { databases: ["GetDatabase"], tables: ["GetTable", "GetPartitions"] };

/** Queries of Athena in named workgroups over named databases; results go to the buckets that may be written. */
export function athenaGrants(context: GrantContext, { workgroups, databases }: AthenaUse): Grant[] {
  if (workgroups.length === 0) return [];
  const { partition, region, account } = context;
  return [
    {
      topic: "QueryWithAthena",
      actions: QUERY.map((action) => `athena:${action}`),
      resources: workgroups.map((name) => `arn:${partition}:athena:${region}:${account}:workgroup/${name}`),
      input: `Athena workgroups ${workgroups.join(", ")}`,
      why: "Queries run in these workgroups.",
      source: docs.athena,
    },
    ...(databases.length > 0 ? lookUpGrants(context, databases) : []),
    ...context.data
      .filter(({ write }) => write)
      .map((location) => ({
        topic: "FindResultBuckets",
        actions: ["s3:GetBucketLocation"],
        resources: [bucketArn(context, location.bucket)],
        condition: { StringEquals: { "aws:ResourceAccount": location.owner } },
        input: `bucket ${location.bucket}`,
        why: "Athena asks where the bucket lies before it writes results there.",
        source: docs.athena,
      })),
  ];
}

/** The calls of one query. */
export function athenaJourney(context: GrantContext, { workgroups, databases }: AthenaUse): JourneyCall[] {
  if (workgroups.length === 0) return [];
  const { partition, region, account } = context;
  const calls = callsOf(context);
  return [
    ...context.data
      .filter(({ write }) => write)
      .map(({ bucket, owner }) =>
        calls.call("find the bucket for results", "s3:GetBucketLocation", bucketArn(context, bucket), docs.athena, {
          "aws:ResourceAccount": owner,
        }),
      ),
    ...workgroups.flatMap((name) =>
      QUERY.map((action) =>
        calls.call(
          `query in ${name}`,
          `athena:${action}`,
          `arn:${partition}:athena:${region}:${account}:workgroup/${name}`,
          docs.athena,
        ),
      ),
    ),
    ...(databases.length > 0 ? lookUpCalls(context, databases) : []),
  ];
}

/** Looking up tables in the account's Glue catalog. */
function lookUpGrants(context: GrantContext, databases: readonly string[]): Grant[] {
  const common = {
    input: `databases ${databases.join(", ")}`,
    why: "Athena looks up the tables it reads in the Glue catalog.",
    source: docs.athenaGlue,
  };
  const actions = (names: readonly string[]) => names.map((name) => `glue:${name}`);
  return [
    {
      ...common,
      topic: "LookUpDatabases",
      actions: actions(LOOK_UP.databases),
      resources: glueArns(context, databases, { tables: false }),
    },
    { ...common, topic: "LookUpTables", actions: actions(LOOK_UP.tables), resources: glueArns(context, databases) },
  ];
}

/** The catalog, the databases and all their tables. */
export function glueArns(
  { partition, region, account }: GrantContext,
  databases: readonly string[],
  { tables = true, table = "*" } = {},
): string[] {
  const glue = (resource: string) => `arn:${partition}:glue:${region}:${account}:${resource}`;
  return [
    glue("catalog"),
    ...databases.flatMap((name) => [glue(`database/${name}`), ...(tables ? [glue(`table/${name}/${table}`)] : [])]),
  ];
}

function lookUpCalls(context: GrantContext, databases: readonly string[]): JourneyCall[] {
  const on = (arns: readonly string[], actions: readonly string[]) =>
    arns.flatMap((arn) =>
      actions.map((action) => callsOf(context).call("look up a table", `glue:${action}`, arn, docs.athenaGlue)),
    );
  return [
    ...on(glueArns(context, databases, { tables: false }), LOOK_UP.databases),
    ...on(glueArns(context, databases, { table: "orders" }), LOOK_UP.tables),
  ];
}
