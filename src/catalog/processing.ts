import { athenaGrants, athenaJourney, DEFAULT } from "./athena.js";
import { jobCallerGrants, jobCallerJourney } from "./caller.js";
import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

/** The user that AWS's own policies use for Redshift; it must exist in the cluster. */
const DATABASE_USER = "sagemaker_access";
/** Where SageMaker keeps the results of Athena's queries in the Glue catalog: https://github.com/aws/sagemaker-python-sdk/issues/5176 */
const SCRATCH = "sagemaker_processing";

/** Processing jobs: scripts over data, with Athena and Redshift as sources where chosen. */
export const processing = defineUseCase({
  id: "processing",
  title: "Process data",
  summary: "Processing jobs run your scripts over data in S3: preparing it, or judging a model.",
  options: {
    athenaWorkgroups: {
      kind: "texts",
      title: "Athena workgroups",
      help: "For input that is the result of an Athena query: names of the workgroups, parted by commas.",
      pattern: "[a-zA-Z0-9._-]{1,128}",
      example: "primary",
    },
    glueDatabases: {
      kind: "texts",
      title: "Databases queried",
      help: "Databases of the Glue catalog that the queries read. Their files in S3 are chosen as buckets.",
      pattern: "[a-z0-9_-]{1,255}",
      example: "sales",
      when: { option: "athenaWorkgroups" },
    },
    redshiftClusters: {
      kind: "texts",
      title: "Redshift clusters",
      help: "For input that is the result of a Redshift query: identifiers of the clusters. Name sagemaker_access as the database user in the job; the cluster's own role writes the result.",
      pattern: "[a-z][a-z0-9-]{0,62}",
      example: "warehouse",
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: jobKinds.processing.imageFamilies,
  grants: (context, { athenaWorkgroups, glueDatabases, redshiftClusters }) => [
    ...runtimeGrants(context, ["processing"]),
    ...athenaGrants(context, { workgroups: athenaWorkgroups, databases: glueDatabases, scratch: SCRATCH }),
    ...redshiftGrants(context, redshiftClusters),
  ],
  journey: (context, { athenaWorkgroups, glueDatabases, redshiftClusters }) => [
    ...athenaJourney(context, { workgroups: athenaWorkgroups, databases: glueDatabases, scratch: SCRATCH }),
    ...redshiftJourney(context, redshiftClusters),
    ...jobJourney(context, "processing"),
  ],
  callerGrants: (context) => jobCallerGrants(context, "processing"),
  // Redshift unloads its results with a role of the cluster's, so that those need only be read.
  conflicts: (context, { athenaWorkgroups }) =>
    athenaWorkgroups.length > 0 && !context.data.some(({ read, write }) => read && write)
      ? [
          {
            message:
              "Athena writes the results of queries to S3 and the job reads them there, but no bucket may be both read and written.",
            remedy: "Give one bucket access: read-write, and name it for the results of the queries.",
            source: docs.datasets,
          },
        ]
      : [],
  fixedNames: [DEFAULT, DATABASE_USER, SCRATCH, "sagemaker_tmp_"],
  sourceArns: ["processing-job/*"],
  callerJourney: (context) => jobCallerJourney(context, "processing"),
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Execution role permissions for CreateProcessingJob", url: docs.processing },
    { title: "Datasets of Athena and Redshift", url: docs.datasets },
  ],
});

function redshiftGrants(context: GrantContext, clusters: readonly string[]): Grant[] {
  if (clusters.length === 0) return [];
  const { partition, region, account } = context;
  const redshift = (resource: string) => `arn:${partition}:redshift:${region}:${account}:${resource}`;
  const common = { input: `Redshift clusters ${clusters.join(", ")}`, source: docs.redshiftDataset };
  return [
    {
      ...common,
      topic: "QueryRedshift",
      actions: ["redshift-data:ExecuteStatement"],
      resources: clusters.map((name) => redshift(`cluster:${name}`)),
      why: "The job's input is the result of a query in this cluster.",
    },
    {
      ...common,
      topic: "FollowQueries",
      actions: ["redshift-data:CancelStatement", "redshift-data:DescribeStatement", "redshift-data:GetStatementResult"],
      // Statements have no ARN; those of others are shut out by their owner.
      resources: ["*"],
      condition: { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
      why: "The job waits for its own query.",
    },
    {
      ...common,
      topic: "LogInToRedshift",
      actions: ["redshift:GetClusterCredentials"],
      resources: clusters.flatMap((name) => [
        redshift(`dbuser:${name}/${DATABASE_USER}`),
        redshift(`dbname:${name}/*`),
      ]),
      why: `The job logs in to the cluster as ${DATABASE_USER}.`,
    },
  ];
}

function redshiftJourney(context: GrantContext, clusters: readonly string[]): JourneyCall[] {
  const { partition, region, account } = context;
  const calls = callsOf(context);
  const redshift = (resource: string) => `arn:${partition}:redshift:${region}:${account}:${resource}`;
  const own = {
    "aws:userid": "AROAEXAMPLE:SageMaker",
    "redshift-data:statement-owner-iam-userid": "AROAEXAMPLE:SageMaker",
  };
  return clusters.flatMap((name) => [
    ...[redshift(`dbuser:${name}/${DATABASE_USER}`), redshift(`dbname:${name}/sales`)].map((arn) =>
      calls.call(`log in to ${name}`, "redshift:GetClusterCredentials", arn, docs.datasets),
    ),
    calls.call(`query ${name}`, "redshift-data:ExecuteStatement", redshift(`cluster:${name}`), docs.datasets),
    ...["DescribeStatement", "GetStatementResult", "CancelStatement"].map((action) =>
      calls.call("follow the query", `redshift-data:${action}`, "*", docs.datasets, own),
    ),
  ]);
}
