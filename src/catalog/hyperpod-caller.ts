import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { readLogsGrants } from "./telemetry.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/** Log groups of clusters. */
export const LOG_GROUP = "/aws/sagemaker/Clusters/*";
/** The role that HyperPod has of its own in the account, to watch over EKS clusters. */
export const SERVICE_ROLE = "AWSServiceRoleForSageMakerHyperPod";
const SERVICE = "hyperpod.sagemaker.amazonaws.com";

const MANAGE = [
  "AddTags",
  "BatchDeleteClusterNodes",
  "CreateCluster",
  "DeleteCluster",
  "DescribeCluster",
  "DescribeClusterNode",
  "ListClusterNodes",
  "UpdateCluster",
  "UpdateClusterSoftware",
];

/** What the person's choices say about whoever makes clusters. */
export interface ClusterUse {
  orchestrator: readonly string[];
  /** Names of EKS clusters; all without any. */
  eksClusters: readonly string[];
  shells: boolean;
}

/** ARN of an EKS cluster. */
export function eksClusterArn({ partition, region, account }: GrantContext, name: string): string {
  return `arn:${partition}:eks:${region}:${account}:cluster/${name}`;
}

/** Making, following and removing clusters: what AWS's page calls the minimum for whoever does so. */
export function hyperpodCallerGrants(context: GrantContext, use: ClusterUse): Grant[] {
  const eks = use.orchestrator.includes("eks");
  const source = docs.hyperpodRole;
  return [
    ...sagemakerGrants(context, [
      {
        topic: "ManageClusters",
        actions: eks ? [...MANAGE, "BatchAddClusterNodes"] : MANAGE,
        resources: ["cluster/*"],
        why: "Makes, changes, follows and removes clusters.",
        source,
      },
      {
        topic: "ListClusters",
        actions: ["ListClusters"],
        resources: ["*"],
        why: "Finds clusters; listing them has no resource to name.",
        source,
      },
    ]),
    ...(eks ? eksCallerGrants(context, use.eksClusters) : []),
    ...(use.shells
      ? [
          {
            topic: "OpenShellsOnNodes",
            // AWS's page gives both on everything; it names no target or condition that would hold them to clusters.
            actions: ["ssm:StartSession", "ssm:TerminateSession"],
            resources: ["*"],
            input: "option shells",
            why: "A shell on an instance of a cluster is a session of Systems Manager.",
            source,
          },
        ]
      : []),
    passRoleGrant(context, "Whoever makes a cluster hands the role to SageMaker."),
    ...readLogsGrants(context, LOG_GROUP),
  ];
}

function eksCallerGrants(context: GrantContext, clusters: readonly string[]): Grant[] {
  const { partition, region, account } = context;
  const names = clusters.length > 0 ? clusters : ["*"];
  const common = {
    source: docs.hyperpodRole,
    ...(clusters.length > 0 && { input: `clusters ${clusters.join(", ")}` }),
  };
  return [
    ...sagemakerGrants(context, [
      {
        topic: "LookUpGovernance",
        actions: ["ListClusterSchedulerConfigs", "ListComputeQuotas"],
        resources: ["*"],
        why: "Whoever removes a cluster finds the quotas and the scheduling that belong to it.",
        source: docs.hyperpodRole,
      },
      {
        topic: "RemoveGovernance",
        actions: ["DeleteClusterSchedulerConfig"],
        resources: ["cluster-scheduler-config/*"],
        why: "The scheduling of a cluster goes with it.",
        source: docs.hyperpodRole,
      },
      {
        topic: "RemoveGovernance",
        actions: ["DeleteComputeQuota"],
        resources: ["compute-quota/*"],
        why: "The quotas of a cluster go with it.",
        source: docs.hyperpodRole,
      },
    ]),
    {
      ...common,
      topic: "LetNodesIntoEks",
      actions: ["eks:CreateAccessEntry", "eks:DescribeCluster"],
      resources: names.map((name) => eksClusterArn(context, name)),
      why: "The nodes are let into the EKS cluster on behalf of whoever makes the HyperPod cluster.",
    },
    {
      ...common,
      topic: "KeepAccessEntries",
      actions: ["eks:AssociateAccessPolicy", "eks:DeleteAccessEntry", "eks:DescribeAccessEntry"],
      resources: names.map(
        (name) => `arn:${partition}:eks:${region}:${account}:access-entry/${name}/role/${account}/*/*`,
      ),
      why: "What the nodes may do in the EKS cluster is set, and taken back when they go.",
    },
    {
      topic: "MakeServiceRole",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [`arn:${partition}:iam::${account}:role/aws-service-role/${SERVICE}/${SERVICE_ROLE}`],
      condition: { StringEquals: { "iam:AWSServiceName": SERVICE } },
      why: "The first cluster on EKS makes the role with which HyperPod watches over it.",
      source: docs.hyperpodServiceRole,
    },
  ];
}

/** Making a cluster, following, changing and removing it. */
export function hyperpodCallerJourney(context: GrantContext, use: ClusterUse): JourneyCall[] {
  const calls = callsOf(context);
  const eks = use.orchestrator.includes("eks");
  const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions, docs.hyperpodRole);
  return [
    ...calls.passRole(),
    ...(eks ? eksCallerJourney(context, use.eksClusters) : []),
    ...on("cluster/abcdefghijkl", "CreateCluster", "AddTags", "DescribeCluster", "ListClusterNodes"),
    ...on("*", "ListClusters"),
    ...on("cluster/abcdefghijkl", "DescribeClusterNode", "UpdateCluster", "UpdateClusterSoftware"),
    ...(eks ? on("cluster/abcdefghijkl", "BatchAddClusterNodes") : []),
    ...on("cluster/abcdefghijkl", "BatchDeleteClusterNodes", "DeleteCluster"),
    ...(eks
      ? [
          ...on("*", "ListClusterSchedulerConfigs", "ListComputeQuotas"),
          ...on("cluster-scheduler-config/abc123", "DeleteClusterSchedulerConfig"),
          ...on("compute-quota/abc123", "DeleteComputeQuota"),
        ]
      : []),
    ...(use.shells ? ["StartSession", "TerminateSession"] : []).map((action) =>
      calls.call("open and close a shell on a node", `ssm:${action}`, "*", docs.hyperpodRole),
    ),
    ...calls.readLog("/aws/sagemaker/Clusters/training/abcdefghijkl", "LifecycleConfig/worker/i-0123456789abcdef0"),
  ];
}

function eksCallerJourney(context: GrantContext, clusters: readonly string[]): JourneyCall[] {
  const { partition, region, account, roleName } = context;
  const calls = callsOf(context);
  const arn = (resource: string) => `arn:${partition}:eks:${region}:${account}:${resource}`;
  return [
    ...(clusters.length > 0 ? clusters : ["training"]).flatMap((name) => [
      ...["DescribeCluster", "CreateAccessEntry"].map((action) =>
        calls.call("let the nodes in", `eks:${action}`, arn(`cluster/${name}`), docs.hyperpodRole),
      ),
      ...["DescribeAccessEntry", "AssociateAccessPolicy", "DeleteAccessEntry"].map((action) =>
        calls.call(
          "set what the nodes may do",
          `eks:${action}`,
          arn(`access-entry/${name}/role/${account}/${roleName}/0a1b2c3d`),
          docs.hyperpodRole,
        ),
      ),
    ]),
    calls.call(
      "make HyperPod's own role",
      "iam:CreateServiceLinkedRole",
      `arn:${partition}:iam::${account}:role/aws-service-role/hyperpod.sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod`,
      docs.hyperpodServiceRole,
      { "iam:AWSServiceName": "hyperpod.sagemaker.amazonaws.com" },
    ),
  ];
}
