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
  /** The database in which SageMaker makes tables of the results for a moment, where it does. */
  scratch?: string;
}

const QUERY = ["StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution"];
/** The database that Athena wants beside any other. */
export const DEFAULT = "default";
/** Queries of Athena in named workgroups over named databases; results go to the buckets that may be written. */
export function athenaGrants(context: GrantContext, { workgroups, databases, scratch }: AthenaUse): Grant[] {
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
    ...lookUpGrants(context, databases, scratch),
    ...(scratch === undefined ? [] : [scratchGrant(context, scratch)]),
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
export function athenaJourney(context: GrantContext, { workgroups, databases, scratch }: AthenaUse): JourneyCall[] {
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
    ...glueCalls(
      context,
      "find the default database",
      ["catalog", "database/default"],
      ["GetDatabase", "CreateDatabase"],
      docs.athenaGlue,
    ),
    ...(databases.length > 0 ? lookUpCalls(context, databases) : []),
    ...(scratch === undefined ? [] : scratchCalls(context, scratch)),
  ];
}

/**
 * Looking up tables in the account's Glue catalog. Athena does not work with the catalog without the database default.
 * Of the three actions on it that AWS's page calls mandatory, the page's examples for tables leave out GetDatabases: the
 * narrower is followed.
 */
function lookUpGrants(context: GrantContext, databases: readonly string[], scratch: string | undefined): Grant[] {
  const source = docs.athenaGlue;
  const input = `databases ${databases.join(", ")}`;
  const made = [DEFAULT, ...(scratch === undefined ? [] : [scratch])];
  return [
    {
      topic: "LookUpDatabases",
      actions: ["glue:GetDatabase"],
      resources: glueArns(context, [...made, ...databases], { tables: false }),
      ...(databases.length > 0 && { input }),
      why: "Athena looks up the databases of its tables, and the one named default, in the Glue catalog.",
      source,
    },
    {
      topic: "MakeDatabases",
      actions: ["glue:CreateDatabase"],
      resources: glueArns(context, made, { tables: false }),
      why: `What Athena needs beside the tables is made on first use: ${made.join(", ")}.`,
      source: scratch === undefined ? source : docs.fullAccess,
    },
    ...(databases.length > 0 || scratch !== undefined
      ? [
          {
            topic: "LookUpTables",
            actions: ["glue:GetTable"],
            resources: [...new Set([...glueArns(context, databases), ...scratchArns(context, scratch)])],
            ...(databases.length > 0 && { input }),
            why: "Athena looks up the tables it reads in the Glue catalog.",
            source,
          },
        ]
      : []),
    ...(databases.length > 0
      ? [
          {
            topic: "LookUpPartitions",
            actions: ["glue:GetPartitions"],
            resources: glueArns(context, databases),
            input,
            why: "Athena looks up in which partitions of a table the rows lie.",
            source,
          },
        ]
      : []),
  ];
}

/** Tables that SageMaker makes for a moment; AWS's own policy for it holds them by how their names begin. */
function scratchArns(context: GrantContext, database: string | undefined): string[] {
  return database === undefined ? [] : glueArns(context, [database], { table: "sagemaker_tmp_*" });
}

/** SageMaker runs a query into a table of its own database, and drops the table. */
function scratchGrant(context: GrantContext, database: string): Grant {
  return {
    topic: "KeepScratchTables",
    actions: ["glue:CreateTable", "glue:DeleteTable"],
    resources: scratchArns(context, database),
    why: "SageMaker makes a table for the result of each query, and drops it afterwards.",
    source: docs.fullAccess,
  };
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

function glueCalls(
  context: GrantContext,
  step: string,
  resources: readonly string[],
  actions: readonly string[],
  source: string,
): JourneyCall[] {
  const { partition, region, account } = context;
  return resources.flatMap((resource) =>
    actions.map((action) =>
      callsOf(context).call(step, `glue:${action}`, `arn:${partition}:glue:${region}:${account}:${resource}`, source),
    ),
  );
}

function scratchCalls(context: GrantContext, database: string): JourneyCall[] {
  const table = ["catalog", `database/${database}`, `table/${database}/sagemaker_tmp_0123abcd`];
  const calls = (step: string, resources: readonly string[], ...actions: string[]) =>
    glueCalls(context, step, resources, actions, docs.fullAccess);
  return [
    ...calls("make the database for results", table.slice(0, 2), "GetDatabase", "CreateDatabase"),
    ...calls("make a table for the result", table, "CreateTable", "GetTable"),
    ...calls("drop it", table, "DeleteTable"),
  ];
}

function lookUpCalls(context: GrantContext, databases: readonly string[]): JourneyCall[] {
  const on = (arns: readonly string[], actions: readonly string[]) =>
    arns.flatMap((arn) =>
      actions.map((action) => callsOf(context).call("look up a table", `glue:${action}`, arn, docs.athenaGlue)),
    );
  return [
    ...on(glueArns(context, databases, { tables: false }), ["GetDatabase"]),
    ...on(glueArns(context, databases, { table: "orders" }), ["GetTable", "GetPartitions"]),
  ];
}
