import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { hyperpodCallerGrants, hyperpodCallerJourney, LOG_GROUP, SERVICE_ROLE } from "./hyperpod-caller.js";
import { eksConflicts, eksGrants, eksJourney, IMAGES } from "./hyperpod-eks.js";
import { dataKeyGrants, volumeKeyGrants } from "./kms.js";
import { s3Grants } from "./s3.js";
import { logGrants, metricGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";
import { vpcGrants } from "./vpc.js";

const NAMESPACE = "/aws/sagemaker/Clusters";
const SHELL = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
const LOOK = ["DescribeInstances", "DescribeInstanceTypes", "DescribeTags"];
const PODS = [
  "AssignPrivateIpAddresses",
  "AttachNetworkInterface",
  "ModifyNetworkInterfaceAttribute",
  "UnassignPrivateIpAddresses",
];

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
      help: "Names of the EKS clusters that the nodes join; all of the account's without any.",
      pattern: "[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}",
      example: "ml-cluster",
      when: { option: "orchestrator", value: "eks" },
    },
    podIdentity: {
      kind: "flag",
      title: "Roles of pods",
      help: "The pods have roles of their own, by EKS Pod Identity: the nodes fetch their credentials.",
      when: { option: "orchestrator", value: "eks" },
    },
    shells: {
      kind: "flag",
      title: "Open shells on the instances",
      help: "Only for whoever makes the cluster. AWS knows it on every instance of the account alone, not on one cluster.",
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
  grants: (context, { orchestrator, eksClusters, podIdentity, prometheusWorkspaces }) => [
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
    ...keyGrants(context),
    ...(orchestrator.includes("eks") ? eksGrants(context, { eksClusters, podIdentity }) : []),
    ...(prometheusWorkspaces.length > 0 ? [prometheusGrant(context, prometheusWorkspaces)] : []),
  ],
  journey: (context, { orchestrator, eksClusters, podIdentity, prometheusWorkspaces }) => {
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
      ...keyJourney(context),
      ...(eks ? eksJourney(context, { eksClusters, podIdentity }) : []),
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
  callerGrants: hyperpodCallerGrants,
  conflicts: (context, { orchestrator }) => [
    ...(orchestrator.includes("eks") ? eksConflicts(context) : []),
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
  fixedNames: [SERVICE_ROLE],
  callerJourney: hyperpodCallerJourney,
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

/** Volumes of a cluster with a customer key, in the form that AWS's page gives for the key policy. */
function keyGrants(context: GrantContext): Grant[] {
  const viaSageMaker = { "kms:ViaService": `sagemaker.${context.region}.${context.dnsSuffix}` };
  const grants = volumeKeyGrants(context).map((grant) => ({
    ...grant,
    condition: { ...grant.condition, StringEquals: viaSageMaker },
    why: "HyperPod encrypts the volumes of the instances that it adds and patches.",
    source: docs.hyperpodKeys,
  }));
  return grants.flatMap((grant) => [
    grant,
    {
      ...grant,
      topic: "LookUpVolumeKeys",
      actions: ["kms:DescribeKey"],
      condition: { StringEquals: viaSageMaker },
      why: "HyperPod looks up the key before it encrypts volumes with it.",
    },
  ]);
}

function keyJourney(context: GrantContext): JourneyCall[] {
  const via = { "kms:ViaService": `sagemaker.${context.region}.${context.dnsSuffix}` };
  const { call, encryptVolume } = callsOf(context);
  return context.keys
    .filter(({ volume }) => volume)
    .flatMap(({ arn }) => [
      call("look up the key of the volumes", "kms:DescribeKey", arn, docs.hyperpodKeys, {
        "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
        ...via,
      }),
      ...encryptVolume(arn).map((one) => ({ ...one, context: { ...one.context, ...via }, source: docs.hyperpodKeys })),
    ]);
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
