import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import {
  componentCallerGrants,
  componentCallerJourney,
  componentGrants,
  componentJourney,
  recommenderCallerGrants,
  recommenderCallerJourney,
  recommenderGrants,
  recommenderJourney,
  scalingCallerGrants,
  scalingCallerJourney,
  shadowTestCallerGrants,
  shadowTestCallerJourney,
  shadowTestGrants,
  shadowTestJourney,
} from "./endpoint-extras.js";
import { exampleRepositories } from "./job-journey.js";
import { INFERENCE_IMAGES } from "./job-kinds.js";
import { dataKeyGrants, volumeKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { registryConflicts, registryGrants, registryJourney, registryOption } from "./private-registry.js";
import { s3Grants } from "./s3.js";
import { sagemakerCalls } from "./sagemaker.js";
import { logGrants, metricGrants, readLogsGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext } from "./use-case.js";
import { vpcGrants } from "./vpc.js";

const LOG_GROUP = "/aws/sagemaker/Endpoints/*";
const NAMESPACE = "/aws/sagemaker/Endpoints";

/** Endpoints: real-time, serverless, asynchronous; of one model or many. */
export const endpoint = defineUseCase({
  id: "endpoint",
  title: "Serve models from an endpoint",
  summary: "Endpoints load a model from S3 and answer requests in real time, without servers, or by queue.",
  options: {
    invocation: {
      kind: "choices",
      title: "How it is called",
      help: "Choose every way that endpoints with this role are called; each may need more than the others.",
      values: [
        { value: "real-time", title: "Real time", help: "Instances that always answer." },
        { value: "serverless", title: "Serverless", help: "Starts when it is called. It cannot run in your VPC." },
        { value: "async", title: "Asynchronous", help: "Requests wait in a queue; answers are written to S3." },
      ],
      default: ["real-time"],
    },
    snsTopics: {
      kind: "texts",
      title: "SNS topics to notify",
      help: "Topics told when an asynchronous answer is ready or has failed; parted by commas.",
      pattern: "arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?",
      example: "arn:aws:sns:eu-west-1:111122223333:answers",
      when: { option: "invocation", value: "async" },
    },
    streaming: {
      kind: "flag",
      title: "Streamed answers",
      help: "Only for whoever calls it: answers are read while they are made, such as the words of a language model.",
      when: { option: "invocation", value: "real-time" },
    },
    multiModel: {
      kind: "flag",
      title: "Many models behind one endpoint",
      help: "Models are loaded from a prefix when they are first asked for.",
    },
    dataCapture: {
      kind: "flag",
      title: "Record requests and answers in S3",
      help: "Data capture, for monitoring: it writes to the buckets that may be written.",
    },
    components: {
      kind: "flag",
      title: "Inference components",
      help: "Several models share the instances of one endpoint, each with logs of its own.",
    },
    scaling: {
      kind: "flag",
      title: "Scale by load",
      help: "Only for whoever sets it up: rights on Application Auto Scaling. The role itself needs none.",
    },
    shadowTests: {
      kind: "flag",
      title: "Shadow tests",
      help: "Inference experiments compare a new variant with the one in use: SageMaker changes the endpoint with this role.",
    },
    recommender: {
      kind: "flag",
      title: "Inference Recommender",
      help: "Tries the model on several kinds of instances, on endpoints that it makes and removes with this role.",
    },
    registryFunctions: registryOption,
  },
  dataUse: ({ invocation, dataCapture }) => ({ reads: true, writes: dataCapture || invocation.includes("async") }),
  usesImages: true,
  imageFamilies: INFERENCE_IMAGES,
  grants(context, options) {
    const { invocation, snsTopics, dataCapture, multiModel } = options;
    const use = { reads: true, writes: dataCapture || invocation.includes("async") };
    return [
      ...s3Grants(context, use).map((grant) => explained(grant, { multiModel, dataCapture })),
      ...dataKeyGrants(context, use),
      ...imageGrants(context, INFERENCE_IMAGES),
      ...logGrants(context, LOG_GROUP),
      ...metricGrants(NAMESPACE),
      ...vpcGrants(context, { narrow: true }),
      ...(invocation.includes("async") ? notifyGrants(snsTopics) : []),
      ...registryGrants(options.registryFunctions, docs.registryHosting),
      ...(options.components ? componentGrants(context) : []),
      ...(options.shadowTests ? shadowTestGrants(context) : []),
      ...(options.recommender ? recommenderGrants(context) : []),
    ];
  },
  journey(context, options) {
    const { invocation, snsTopics, dataCapture, multiModel } = options;
    const calls = callsOf(context);
    return [
      ...calls.connectToVpc({ narrow: true }),
      ...calls.pull(exampleRepositories(context, INFERENCE_IMAGES)),
      ...readAll(context),
      ...calls.log("/aws/sagemaker/Endpoints/example-endpoint", "AllTraffic/i-0123456789abcdef0"),
      ...calls.metric(NAMESPACE),
      ...(multiModel ? readAll(context) : []),
      ...(dataCapture ? writeAll(context, "example-endpoint/AllTraffic/2026/01/01/00/capture.jsonl") : []),
      ...(invocation.includes("async") ? writeAll(context, "answer.out") : []),
      ...(invocation.includes("async") ? snsTopics : []).map((topic) =>
        calls.call("tell that an answer is ready", "sns:Publish", topic, docs.async, {
          "aws:ResourceAccount": topic.split(":")[4] ?? context.account,
        }),
      ),
      ...registryJourney(context, options.registryFunctions, docs.registryHosting),
      ...(options.components ? componentJourney(context) : []),
      ...(options.shadowTests ? shadowTestJourney(context) : []),
      ...(options.recommender ? recommenderJourney(context) : []),
    ];
  },
  callerGrants: (context, { invocation, streaming, components, scaling, shadowTests, recommender }) => [
    ...manageEndpointGrants(context, invocation),
    ...(streaming && invocation.includes("real-time") ? [streamGrant(context)] : []),
    ...(components ? componentCallerGrants(context) : []),
    ...(scaling ? scalingCallerGrants(context) : []),
    ...(shadowTests ? shadowTestCallerGrants(context) : []),
    ...(recommender ? recommenderCallerGrants(context) : []),
    passRoleGrant(context, "Whoever makes a model hands the role to SageMaker."),
    // The key of an endpoint's volumes is granted by whoever makes the endpoint, not by the model's role.
    ...volumeKeyGrants(context).map((grant) => ({ ...grant, source: docs.volumeKey })),
    ...readLogsGrants(context, LOG_GROUP),
  ],
  conflicts: (context, { invocation, multiModel, dataCapture, components, registryFunctions }) => {
    const serverless = invocation.includes("serverless");
    const only = serverless && invocation.length === 1;
    return [
      ...registryConflicts(context, registryFunctions, docs.registryHosting),
      ...(invocation.length === 0
        ? [
            {
              message: "No way of calling the endpoint is chosen.",
              remedy: "Choose at least one, such as real-time.",
              source: docs.model,
            },
          ]
        : []),
      ...(serverless && context.network.vpc
        ? [
            {
              message: "Serverless endpoints cannot run in your VPC, and the network is set to one.",
              remedy: "Set network.vpc: false, or call the endpoint in real time.",
              source: docs.serverless,
            },
          ]
        : []),
      ...(only && (multiModel || dataCapture || components)
        ? [
            {
              message: `Serverless endpoints have no ${multiModel ? "multi-model" : dataCapture ? "data capture" : "inference components"}.`,
              remedy: "Take one of the two out, or call the endpoint in real time as well.",
              source: docs.serverless,
            },
          ]
        : []),
    ];
  },
  // AWS's page forbids a narrower form for endpoints.
  sourceArns: ["*"],
  fixedNames: ["TargetTracking-endpoint/", "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"],
  callerJourney: (context, { invocation, streaming, components, scaling, shadowTests, recommender }) => {
    const calls = callsOf(context);
    const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions);
    const invoke = [
      ...(invocation.some((way) => way !== "async") ? ["InvokeEndpoint"] : []),
      ...(invocation.includes("async") ? ["InvokeEndpointAsync"] : []),
    ];
    const isStreamed = streaming && invocation.includes("real-time");
    return [
      ...calls.passRole(),
      ...on("model/churn", "CreateModel", "AddTags", "DescribeModel"),
      ...on("endpoint-config/churn", "CreateEndpointConfig", "AddTags", "DescribeEndpointConfig"),
      ...context.keys.filter((key) => key.volume).flatMap((key) => calls.encryptVolume(key.arn)),
      ...["endpoint/churn", "endpoint-config/churn"].flatMap((one) => on(one, "CreateEndpoint", "UpdateEndpoint")),
      ...on("endpoint/churn", "AddTags", "DescribeEndpoint", ...invoke, "DeleteEndpoint"),
      ...(isStreamed
        ? sagemakerCalls(context, "endpoint/churn", ["InvokeEndpointWithResponseStream"], docs.streaming)
        : []),
      ...on("endpoint-config/churn", "DeleteEndpointConfig"),
      ...on("model/churn", "DeleteModel"),
      ...calls.readLog("/aws/sagemaker/Endpoints/churn", "AllTraffic/i-0123456789abcdef0"),
      ...(components ? componentCallerJourney(context) : []),
      ...(scaling ? scalingCallerJourney(context) : []),
      ...(shadowTests ? shadowTestCallerJourney(context) : []),
      ...(recommender ? recommenderCallerJourney(context) : []),
    ];
  },
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Execution role permissions for CreateModel", url: docs.model },
    { title: "Asynchronous inference: prerequisites", url: docs.async },
    { title: "Multi-model endpoint security", url: docs.multiModel },
    { title: "Capture data", url: docs.dataCapture },
  ],
});

/** The reasons of the job's grants, as they are for an endpoint. */
function explained(grant: Grant, { multiModel, dataCapture }: { multiModel: boolean; dataCapture: boolean }): Grant {
  const [action] = grant.actions;
  if (action === "s3:GetObject") {
    return { ...grant, why: "Endpoints load model artefacts from here.", source: docs.model };
  }
  if (action === "s3:ListBucket") {
    return multiModel
      ? { ...grant, why: "A multi-model endpoint looks for its models under the prefix.", source: docs.multiModel }
      : { ...grant, why: "Models that are not one archive are listed before they are loaded.", source: docs.async };
  }
  return dataCapture
    ? { ...grant, why: "Recorded requests and answers are stored here.", source: docs.dataCapture }
    : { ...grant, why: "Asynchronous answers and failures are stored here.", source: docs.async };
}

function notifyGrants(topics: readonly string[]): Grant[] {
  return topics.map((topic) => ({
    topic: "NotifyTopics",
    actions: ["sns:Publish"],
    resources: [topic],
    input: `topic ${topic.split(":").at(-1)}`,
    why: "SageMaker tells this topic when an asynchronous answer is ready or has failed.",
    source: docs.async,
  }));
}

/** Reading answers while they are made, which is an action of its own. */
function streamGrant(context: GrantContext): Grant {
  const grant = manage(context, "StreamAnswers", ["endpoint"], ["InvokeEndpointWithResponseStream"]);
  return { ...grant, why: "Answers are read while they are made.", source: docs.streaming };
}

/** Making, tagging, following and removing models, which endpoints and batch transform use. */
export function manageModelGrants(context: GrantContext): Grant[] {
  return [manage(context, "ManageModels", ["model"], ["AddTags", "CreateModel", "DescribeModel", "DeleteModel"])];
}

/**
 * Making, changing and removing models, endpoint configurations and endpoints, and calling the endpoints.
 * @param invocation the ways they are called; queued requests have an action of their own
 */
export function manageEndpointGrants(context: GrantContext, invocation: readonly string[]): Grant[] {
  const calls = [
    ...(invocation.some((way) => way !== "async") ? ["InvokeEndpoint"] : []),
    ...(invocation.includes("async") ? ["InvokeEndpointAsync"] : []),
  ];
  return [
    ...manageModelGrants(context),
    manage(
      context,
      "ManageEndpointConfigs",
      ["endpoint-config"],
      ["AddTags", "CreateEndpointConfig", "DescribeEndpointConfig", "DeleteEndpointConfig"],
    ),
    manage(
      context,
      "CallAndRemoveEndpoints",
      ["endpoint"],
      ["AddTags", "DescribeEndpoint", "DeleteEndpoint", ...calls],
    ),
    // Making or changing an endpoint is checked against the endpoint and its configuration.
    manage(context, "MakeEndpoints", ["endpoint", "endpoint-config"], ["CreateEndpoint", "UpdateEndpoint"]),
  ];
}

function manage(
  { partition, region, account }: GrantContext,
  topic: string,
  types: readonly string[],
  actions: readonly string[],
): Grant {
  return {
    topic,
    actions: actions.map((action) => `sagemaker:${action}`),
    resources: types.map((type) => `arn:${partition}:sagemaker:${region}:${account}:${type}/*`),
    why: "Makes, follows and removes models, endpoint configurations and endpoints, and calls the endpoints.",
    source: docs.apiPermissions,
  };
}
