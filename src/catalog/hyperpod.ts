import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { exampleRepositories } from "./job-journey.js";
import { dataKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { s3Grants } from "./s3.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { logGrants, metricGrants, readLogsGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";
import { vpcGrants } from "./vpc.js";

const LOG_GROUP = "/aws/sagemaker/Clusters/*";
const NAMESPACE = "/aws/sagemaker/Clusters";
const SHELL = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
const LOOK = ["DescribeInstances", "DescribeInstanceTypes", "DescribeTags"];
const PODS = [
  "AssignPrivateIpAddresses",
  "AttachNetworkInterface",
  "ModifyNetworkInterfaceAttribute",
  "UnassignPrivateIpAddresses",
];
const IMAGES = ["dlc"];

/**
 * HyperPod: the role of a cluster's instances. It is what AmazonSageMakerClusterInstanceRolePolicy gives, with the
 * scripts' bucket in the place of every bucket named `sagemaker-…`, and the network rights of AWS's page.
 */
export const hyperpod = defineUseCase({
  id: "hyperpod",
  title: "Run a HyperPod cluster",
  summary: "The instances of a cluster start with scripts from S3, write their logs and let people in through a shell.",
  options: {
    orchestrator: {
      kind: "choices",
      title: "Orchestrator",
      help: "What gives out the work on the cluster; EKS asks for more rights on the network.",
      values: [
        { value: "slurm", title: "Slurm", help: "Jobs are given out by Slurm, which the scripts set up." },
        { value: "eks", title: "Amazon EKS", help: "The instances are nodes of an EKS cluster." },
      ],
      default: ["slurm"],
    },
    eksClusters: {
      kind: "texts",
      title: "EKS clusters",
      help: "Names of the EKS clusters whose pods have roles of their own; all of the account's without any.",
      pattern: "[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}",
      example: "ml-cluster",
      when: { option: "orchestrator", value: "eks" },
    },
    prometheusWorkspaces: {
      kind: "texts",
      title: "Prometheus workspaces",
      help: "For observability: ids of the workspaces of Amazon Managed Service for Prometheus.",
      pattern: "ws-[0-9a-f-]{1,60}",
      example: "ws-0a1b2c3d-1111-2222-3333-444455556666",
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: IMAGES,
  grants: (context, { orchestrator, eksClusters, prometheusWorkspaces }) => [
    ...s3Grants(context, { reads: true, writes: true }),
    ...dataKeyGrants(context, { reads: true, writes: true }),
    ...logGrants(context, LOG_GROUP),
    ...metricGrants(NAMESPACE),
    {
      topic: "OpenShells",
      actions: SHELL.map((action) => `ssmmessages:${action}`),
      resources: ["*"],
      why: "People get into the instances through Systems Manager; its channels have no resource to name.",
      source: docs.hyperpodRole,
    },
    ...networkGrants(context, orchestrator.includes("eks")),
    ...(orchestrator.includes("eks") ? [...imageGrants(context, IMAGES), podRoleGrant(context, eksClusters)] : []),
    ...(prometheusWorkspaces.length > 0 ? [prometheusGrant(context, prometheusWorkspaces)] : []),
  ],
  journey: (context, { orchestrator, eksClusters, prometheusWorkspaces }) => {
    const calls = callsOf(context);
    const { partition, region, account } = context;
    const eks = orchestrator.includes("eks");
    return [
      ...networkJourney(context, eks),
      ...readAll(context),
      ...writeAll(context, "checkpoints/step-100.pt"),
      ...calls.log("/aws/sagemaker/Clusters/training/abcdefghijkl", "LifecycleConfig/worker/i-0123456789abcdef0"),
      ...calls.metric(NAMESPACE),
      ...SHELL.map((action) => calls.call("let people in", `ssmmessages:${action}`, "*", docs.hyperpodRole)),
      ...(eks
        ? [
            ...calls.pull(exampleRepositories(context, IMAGES)),
            ...(eksClusters.length > 0 ? eksClusters : ["training"]).map((name) =>
              calls.call(
                "give a pod its role",
                "eks-auth:AssumeRoleForPodIdentity",
                `arn:${partition}:eks:${region}:${account}:cluster/${name}`,
                docs.hyperpodRole,
              ),
            ),
          ]
        : []),
      ...prometheusWorkspaces.map((id) =>
        calls.call(
          "send metrics to Prometheus",
          "aps:RemoteWrite",
          `arn:${partition}:aps:${region}:${account}:workspace/${id}`,
          docs.hyperpodObservability,
        ),
      ),
    ];
  },
  callerGrants: (context) => [
    ...sagemakerGrants(context, [
      {
        topic: "ManageClusters",
        actions: [
          "AddTags",
          "BatchDeleteClusterNodes",
          "CreateCluster",
          "DeleteCluster",
          "DescribeCluster",
          "DescribeClusterNode",
          "ListClusterNodes",
          "UpdateCluster",
          "UpdateClusterSoftware",
        ],
        resources: ["cluster/*"],
        why: "Makes, changes, follows and removes clusters.",
        source: docs.hyperpodRole,
      },
    ]),
    passRoleGrant(context, "Whoever makes a cluster hands the role to SageMaker."),
    ...readLogsGrants(context, LOG_GROUP),
  ],
  conflicts: (context, { orchestrator }) => [
    ...(orchestrator.includes("eks") && !context.network.vpc
      ? [
          {
            message: "The nodes of an EKS cluster are in its VPC, and the network is not set to one.",
            remedy: "Set network.vpc: true.",
            source: docs.hyperpodRole,
          },
        ]
      : []),
    ...(orchestrator.length === 0
      ? [
          {
            message: "No orchestrator is chosen for the cluster.",
            remedy: "Choose slurm or eks.",
            source: docs.hyperpodRole,
          },
        ]
      : []),
  ],
  callerJourney: (context) => [
    ...callsOf(context).passRole(),
    ...sagemakerCalls(
      context,
      "cluster/abcdefghijkl",
      [
        ...["CreateCluster", "AddTags", "DescribeCluster", "ListClusterNodes", "DescribeClusterNode"],
        ...["UpdateCluster", "UpdateClusterSoftware", "BatchDeleteClusterNodes", "DeleteCluster"],
      ],
      docs.hyperpodRole,
    ),
    ...callsOf(context).readLog(
      "/aws/sagemaker/Clusters/training/abcdefghijkl",
      "LifecycleConfig/worker/i-0123456789abcdef0",
    ),
  ],
  managedPolicies: ["AmazonSageMakerClusterInstanceRolePolicy"],
  sources: [{ title: "Roles for HyperPod", url: docs.hyperpodRole }],
});

/**
 * Network interfaces in the VPC. The instances belong to AWS's account, not to the role's, so that AWS's page gives
 * these on everything; only tags are held to network interfaces.
 */
function networkGrants(context: GrantContext, eks: boolean): Grant[] {
  if (!context.network.vpc) return [];
  const common = { input: "network in your VPC", source: docs.hyperpodRole };
  const ec2 = (actions: readonly string[]) => actions.map((action) => `ec2:${action}`);
  return [
    ...vpcGrants(context, { narrow: false }),
    {
      ...common,
      topic: "DetachInterfaces",
      actions: ec2(["DetachNetworkInterface"]),
      resources: ["*"],
      why: "An instance that is replaced gives back its network interface.",
    },
    {
      ...common,
      topic: "TagInterfaces",
      actions: ec2(["CreateTags"]),
      resources: [`arn:${context.partition}:ec2:${context.region}:${context.account}:network-interface/*`],
      why: "HyperPod tags the network interfaces that it makes.",
    },
    ...(eks
      ? [
          {
            ...common,
            topic: "LookUpInstances",
            actions: ec2(LOOK),
            resources: ["*"],
            why: "The network plug-in of EKS looks up what the node can have.",
          },
          {
            ...common,
            topic: "GivePodsAddresses",
            actions: ec2(PODS),
            resources: ["*"],
            why: "The network plug-in of EKS gives each pod an address of the VPC.",
          },
        ]
      : []),
  ];
}

function networkJourney(context: GrantContext, eks: boolean): JourneyCall[] {
  const calls = callsOf(context);
  if (!context.network.vpc) return [];
  const { partition, region, account } = context;
  const eni = `arn:${partition}:ec2:${region}:${account}:network-interface/eni-0123456789abcdef0`;
  const call = (action: string, resource: string) =>
    calls.call("connect the instances", `ec2:${action}`, resource, docs.hyperpodRole);
  // The instances belong to AWS's account.
  const onAny = (action: string): JourneyCall => ({ ...call(action, eni), unscoped: true });
  return [
    ...calls.connectToVpc(),
    call("CreateTags", eni),
    onAny("DetachNetworkInterface"),
    ...(eks ? [...LOOK.map((action) => call(action, "*")), ...PODS.map(onAny)] : []),
  ];
}

function podRoleGrant({ partition, region, account }: GrantContext, clusters: readonly string[]): Grant {
  return {
    topic: "GivePodsRoles",
    actions: ["eks-auth:AssumeRoleForPodIdentity"],
    resources: (clusters.length > 0 ? clusters : ["*"]).map(
      (name) => `arn:${partition}:eks:${region}:${account}:cluster/${name}`,
    ),
    why: "The node fetches the credentials of its pods.",
    source: docs.hyperpodRole,
  };
}

function prometheusGrant({ partition, region, account }: GrantContext, ids: readonly string[]): Grant {
  return {
    topic: "SendMetrics",
    actions: ["aps:RemoteWrite"],
    resources: ids.map((id) => `arn:${partition}:aps:${region}:${account}:workspace/${id}`),
    input: `workspaces ${ids.join(", ")}`,
    why: "The instances send their metrics to Prometheus.",
    source: docs.hyperpodObservability,
  };
}
