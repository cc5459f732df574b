import type { ConditionBlock } from "../policy/document.js";
import type { RequestContext } from "../policy/request.js";
import { docs } from "./docs.js";
import type { GuardrailId } from "./guardrail-options.js";
import type { Grant, GrantContext } from "./use-case.js";

/** One denial: which requests, and how a request keeps to it or breaks it. */
export interface GuardrailRule {
  guardrail: GuardrailId;
  topic: string;
  actions: readonly string[];
  /** The requests that are denied. */
  condition: ConditionBlock;
  /** What a request carries that keeps to it. */
  kept: RequestContext;
  /** What it carries instead when it breaks it; a key without value is not carried. */
  broken: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether requests that ask for no instances are let off. */
  onlyWithInstances?: true;
  why: string;
}

const JOB_DEFINITIONS = [
  "CreateDataQualityJobDefinition",
  "CreateModelBiasJobDefinition",
  "CreateModelExplainabilityJobDefinition",
  "CreateModelQualityJobDefinition",
];
const JOBS = ["CreateHyperParameterTuningJob", "CreateProcessingJob", "CreateTrainingJob"];
const AUTOML = ["CreateAutoMLJob", "CreateAutoMLJobV2"];
/** They may name a job definition instead of carrying one: only those that name instances carry it. */
const SCHEDULES = ["CreateMonitoringSchedule", "UpdateMonitoringSchedule"];
const CARRIES_INSTANCES = { "sagemaker:InstanceTypes": "false" };
const SOME_INSTANCE = { "sagemaker:InstanceTypes": ["ml.m5.xlarge"] };

/** Every action that sends the instance types it asks for. */
const WITH_INSTANCES = [
  ...JOB_DEFINITIONS,
  ...JOBS,
  ...SCHEDULES,
  ..."CreateApp CreateCluster CreateDomain CreateEndpointConfig CreateNotebookInstance CreateSpace CreateTransformJob".split(
    " ",
  ),
  ..."CreateUserProfile UpdateCluster UpdateDomain UpdateNotebookInstance UpdateSpace UpdateTrainingJob".split(" "),
  "UpdateUserProfile",
];

/**
 * The denials that the guardrails of a role come to. Each key is asked of those actions only that send it, and “not
 * sent” is held against those only that cannot do without: updates leave out what stays as it is, ordinary endpoint
 * configurations have the network of their model, serverless ones no disk.
 * The keys of volumes and results are the newer ones that hold ARNs: the older `VolumeKmsKey` and `OutputKmsKey`, which
 * the guide still shows, are deprecated, and no action sends them any more.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
export function guardrailRules(context: GrantContext): GuardrailRule[] {
  const { guardrails } = context;
  return [
    ...(guardrails.vpcOnly ? vpcRules(context) : []),
    ...(guardrails.volumeKey ? volumeRules(context) : []),
    ...(guardrails.outputKey ? outputRules(context) : []),
    ...(guardrails.networkIsolation ? isolationRules() : []),
    ...(guardrails.noRootAccess ? notebookRules("noRootAccess", "sagemaker:RootAccess") : []),
    ...(guardrails.noDirectInternet ? notebookRules("noDirectInternet", "sagemaker:DirectInternetAccess") : []),
    ...(guardrails.instanceTypes.length > 0 ? [instanceRule(guardrails.instanceTypes)] : []),
  ];
}

/** The rules as statements that deny. */
export function guardrailDenials(rules: readonly GuardrailRule[]): Grant[] {
  return rules.map(({ topic, actions, condition, guardrail, why }) => ({
    topic,
    actions: actions.map((action) => `sagemaker:${action}`),
    resources: ["*"],
    condition,
    input: `guardrail ${guardrail}`,
    why,
    source: docs.conditionKeys,
  }));
}

function vpcRules({ network }: GrantContext): GuardrailRule[] {
  const common = { guardrail: "vpcOnly", why: "Nothing may run outside the VPC named for this role." } as const;
  const subnets = network.subnets.length > 0 ? network.subnets : ["subnet-0123456789abcdef0"];
  const groups = network.securityGroups.length > 0 ? network.securityGroups : ["sg-0123456789abcdef0"];
  const kept = { "sagemaker:VpcSubnets": subnets, "sagemaker:VpcSecurityGroupIds": groups };
  const creations = [
    ...AUTOML,
    ...JOBS,
    ...JOB_DEFINITIONS,
    "CreateCluster",
    "CreateDomain",
    "CreateJob",
    "CreateModel",
    "CreateNotebookInstance",
  ];
  const none = { "sagemaker:VpcSubnets": undefined, "sagemaker:VpcSecurityGroupIds": undefined };
  const changes = [...creations, ...SCHEDULES, "CreateEndpointConfig", "UpdateCluster", "UpdateDomain"];
  return [
    {
      ...common,
      topic: "DenyOutsideVpc",
      actions: creations,
      condition: { Null: { "sagemaker:VpcSubnets": "true" } },
      kept,
      broken: none,
    },
    {
      ...common,
      topic: "DenySchedulesOutsideVpc",
      onlyWithInstances: true,
      actions: SCHEDULES,
      condition: { Null: { "sagemaker:VpcSubnets": "true", ...CARRIES_INSTANCES } },
      kept,
      broken: { ...none, ...SOME_INSTANCE },
    },
    ...(network.subnets.length > 0
      ? [
          {
            ...common,
            topic: "DenyOtherSubnets",
            actions: changes,
            condition: { "ForAnyValue:StringNotEquals": { "sagemaker:VpcSubnets": [...network.subnets] } },
            kept,
            broken: { ...kept, "sagemaker:VpcSubnets": [...subnets, "subnet-of-somebody-else"] },
          },
        ]
      : []),
    ...(network.securityGroups.length > 0
      ? [
          {
            ...common,
            topic: "DenyOtherSecurityGroups",
            actions: [...changes, "CreateUserProfile", "UpdateUserProfile"],
            condition: {
              "ForAnyValue:StringNotEquals": { "sagemaker:VpcSecurityGroupIds": [...network.securityGroups] },
            },
            kept,
            broken: { ...kept, "sagemaker:VpcSecurityGroupIds": [...groups, "sg-of-somebody-else"] },
          },
        ]
      : []),
  ];
}

const SOME_KEY = "key/00000000-0000-0000-0000-000000000000";

/** Denials of requests that name none of these keys, or no key where no key is known. */
function keyRules(
  { partition, region, account }: GrantContext,
  keys: readonly string[],
  rule: { guardrail: GuardrailId; key: string; actions: readonly string[]; sometimes: readonly string[]; why: string },
): GuardrailRule[] {
  const { guardrail, key, actions, sometimes, why } = rule;
  const [example = `arn:${partition}:kms:${region}:${account}:${SOME_KEY}`] = keys;
  const topic = guardrail === "volumeKey" ? "DenyDisksWithoutKey" : "DenyResultsWithoutKey";
  // A key that is not sent is not equal to any, so that this one operator denies both.
  const lacks: ConditionBlock = keys.length > 0 ? { ArnNotEquals: { [key]: [...keys] } } : { Null: { [key]: "true" } };
  return [
    { guardrail, topic, actions, condition: lacks, kept: { [key]: example }, broken: { [key]: undefined }, why },
    {
      guardrail,
      topic: `${topic}WhereTheyHaveInstances`,
      onlyWithInstances: true,
      actions: sometimes,
      condition: { ...lacks, Null: { ...lacks.Null, ...CARRIES_INSTANCES } },
      kept: { [key]: example },
      broken: { [key]: undefined, ...SOME_INSTANCE },
      why,
    },
  ];
}

function volumeRules(context: GrantContext): GuardrailRule[] {
  const keys = context.keys.flatMap(({ arn, volume }) => (volume ? [arn] : []));
  return keyRules(context, keys, {
    guardrail: "volumeKey",
    key: "sagemaker:VolumeKmsKeyArn",
    actions: [...AUTOML, ...JOBS, ...JOB_DEFINITIONS, "CreateDomain", "CreateNotebookInstance", "CreateTransformJob"],
    sometimes: [...SCHEDULES, "CreateEndpointConfig"],
    why: "Every disk must be encrypted with a key named for volumes.",
  });
}

function outputRules(context: GrantContext): GuardrailRule[] {
  const keys = [
    ...context.keys.flatMap(({ arn, data }) => (data ? [arn] : [])),
    ...context.data.flatMap(({ key, write }) => (key !== undefined && write ? [key] : [])),
  ];
  return keyRules(context, [...new Set(keys)].toSorted(), {
    guardrail: "outputKey",
    key: "sagemaker:OutputKmsKeyArn",
    actions: [...AUTOML, ...JOBS, ...JOB_DEFINITIONS, "CreateJob", "CreateLabelingJob", "CreateTransformJob"],
    sometimes: SCHEDULES,
    why: "Every result must be encrypted with a key named for data.",
  });
}

function isolationRules(): GuardrailRule[] {
  const key = "sagemaker:NetworkIsolation";
  const why = "No container may call out to the network.";
  const common = { guardrail: "networkIsolation", kept: { [key]: "true" }, why } as const;
  return [
    {
      ...common,
      topic: "DenyContainersWithNetwork",
      actions: [...JOBS, ...JOB_DEFINITIONS, "CreateModel"],
      // What is not sent counts as not isolated.
      condition: { BoolIfExists: { [key]: "false" } },
      broken: { [key]: undefined },
    },
    {
      ...common,
      topic: "DenySchedulesWithNetwork",
      onlyWithInstances: true,
      actions: SCHEDULES,
      condition: { BoolIfExists: { [key]: "false" }, Null: CARRIES_INSTANCES },
      broken: { [key]: "false", ...SOME_INSTANCE },
    },
  ];
}

function notebookRules(guardrail: "noRootAccess" | "noDirectInternet", key: string): GuardrailRule[] {
  const isRoot = guardrail === "noRootAccess";
  const why = isRoot
    ? "Nobody may be root in a notebook instance."
    : "Notebook instances reach the internet by your VPC.";
  const common = { guardrail, kept: { [key]: "Disabled" }, why };
  return [
    {
      ...common,
      topic: isRoot ? "DenyRootInNotebooks" : "DenyInternetInNotebooks",
      actions: ["CreateNotebookInstance"],
      // What is not sent is “Enabled”.
      condition: { StringNotEquals: { [key]: "Disabled" } },
      broken: { [key]: undefined },
    },
    ...(isRoot
      ? [
          {
            ...common,
            topic: "DenyGivingRootInNotebooks",
            actions: ["UpdateNotebookInstance"],
            condition: { StringEquals: { [key]: "Enabled" } },
            broken: { [key]: "Enabled" },
          },
        ]
      : []),
  ];
}

function instanceRule(types: readonly string[]): GuardrailRule {
  const key = "sagemaker:InstanceTypes";
  const [first = ""] = types;
  return {
    guardrail: "instanceTypes",
    topic: "DenyOtherInstanceTypes",
    actions: WITH_INSTANCES,
    condition: { "ForAnyValue:StringNotLike": { [key]: [...types].toSorted() } },
    kept: { [key]: [first.replaceAll("*", "xlarge").replaceAll("?", "x")] },
    broken: { [key]: ["ml.not-in-the-list.xlarge"] },
    why: "Only the instance types named for this role may be used.",
  };
}
