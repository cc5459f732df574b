import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { logGrants, metricGrants } from "./telemetry.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

const COMPONENTS = "/aws/sagemaker/InferenceComponents";
const RECOMMENDATIONS = "/aws/sagemaker/InferenceRecommendationsJobs";

/** The service-linked role by which Application Auto Scaling changes endpoints. */
const SCALING = "sagemaker.application-autoscaling.amazonaws.com";

/** Inference components: several models on one endpoint, each with logs and metrics of its own. */
export function componentGrants(context: GrantContext): Grant[] {
  return [...logGrants(context, `${COMPONENTS}/*`), ...metricGrants(COMPONENTS)].map((grant) => ({
    ...grant,
    why: `Inference components have logs and metrics of their own. ${grant.why}`,
    source: docs.components,
  }));
}

export function componentJourney(context: GrantContext): JourneyCall[] {
  const calls = callsOf(context);
  return [...calls.log(`${COMPONENTS}/churn`, "AllTraffic/i-0123456789abcdef0"), ...calls.metric(COMPONENTS)];
}

/** Managing inference components is checked against the endpoint they are on as well. */
export function componentCallerGrants(context: GrantContext): Grant[] {
  const why = "Makes, changes and removes inference components.";
  return sagemakerGrants(context, [
    {
      topic: "MakeComponents",
      actions: ["CreateInferenceComponent"],
      resources: ["endpoint/*", "inference-component/*"],
      why,
      source: docs.components,
    },
    {
      topic: "ManageComponents",
      actions: [
        "AddTags",
        "DeleteInferenceComponent",
        "DescribeInferenceComponent",
        "UpdateInferenceComponent",
        "UpdateInferenceComponentRuntimeConfig",
      ],
      resources: ["inference-component/*"],
      why,
      source: docs.components,
    },
  ]);
}

/** Scaling is set up by the person, and done by Application Auto Scaling with a role of its own. */
export function scalingCallerGrants(context: GrantContext): Grant[] {
  const { partition, region, account } = context;
  const source = docs.autoScaling;
  return [
    {
      topic: "SetUpScaling",
      actions: ["DeleteScalingPolicy", "DeregisterScalableTarget", "PutScalingPolicy", "RegisterScalableTarget"].map(
        (action) => `application-autoscaling:${action}`,
      ),
      resources: [`arn:${partition}:application-autoscaling:${region}:${account}:scalable-target/*`],
      condition: { StringEquals: { "application-autoscaling:service-namespace": "sagemaker" } },
      why: "Says how endpoints scale, and of no other service.",
      source,
    },
    {
      topic: "LookAtScaling",
      actions: ["DescribeScalableTargets", "DescribeScalingActivities", "DescribeScalingPolicies"].map(
        (action) => `application-autoscaling:${action}`,
      ),
      resources: ["*"],
      why: "Looking at how things scale has no resource to name.",
      source,
    },
    {
      topic: "SetUpScalingAlarms",
      actions: ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"],
      // The names that Application Auto Scaling gives its alarms.
      resources: [`arn:${partition}:cloudwatch:${region}:${account}:alarm:TargetTracking-endpoint/*`],
      why: "Scaling is set off by alarms that are made along with it.",
      source,
    },
    {
      topic: "MakeScalingRole",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [
        `arn:${partition}:iam::${account}:role/aws-service-role/${SCALING}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`,
      ],
      condition: { StringLike: { "iam:AWSServiceName": SCALING } },
      why: "The first time, AWS makes the role by which it scales endpoints.",
      source,
    },
    ...sagemakerGrants(context, [
      {
        topic: "ScaleEndpoints",
        actions: ["DescribeEndpoint", "UpdateEndpointWeightsAndCapacities"],
        resources: ["endpoint/*"],
        why: "Scaling changes how many instances an endpoint has.",
        source,
      },
    ]),
  ];
}

/** What is done to endpoints by SageMaker itself, with the role: for shadow tests and for recommendations. */
const ENDPOINTS = {
  config: ["AddTags", "CreateEndpointConfig", "DeleteEndpointConfig", "DescribeEndpointConfig"],
  endpoint: ["AddTags", "DeleteEndpoint", "DescribeEndpoint"],
  both: ["CreateEndpoint", "UpdateEndpoint"],
} as const;

function endpointWork(context: GrantContext, why: string, source: string, more: readonly string[] = []): Grant[] {
  return sagemakerGrants(context, [
    { topic: "MakeTestConfigs", actions: ENDPOINTS.config, resources: ["endpoint-config/*"], why, source },
    { topic: "RunTestEndpoints", actions: [...ENDPOINTS.endpoint, ...more], resources: ["endpoint/*"], why, source },
    {
      topic: "MakeTestEndpoints",
      actions: ENDPOINTS.both,
      resources: ["endpoint/*", "endpoint-config/*"],
      why,
      source,
    },
  ]);
}

function endpointWorkJourney(context: GrantContext, source: string, more: readonly string[] = []): JourneyCall[] {
  const on = (resource: string, actions: readonly string[]) => sagemakerCalls(context, resource, actions, source);
  return [
    ...on("endpoint-config/test-1", ENDPOINTS.config),
    ...on("endpoint/test-1", ENDPOINTS.both),
    ...on("endpoint-config/test-1", ENDPOINTS.both),
    ...on("endpoint/test-1", [...ENDPOINTS.endpoint, ...more]),
  ];
}

/** Shadow tests: an inference experiment keeps the endpoint with both variants by itself. */
export function shadowTestGrants(context: GrantContext): Grant[] {
  return endpointWork(
    context,
    "A shadow test makes and changes the endpoint that it compares variants on.",
    docs.shadowTests,
  );
}

export function shadowTestJourney(context: GrantContext): JourneyCall[] {
  return endpointWorkJourney(context, docs.shadowTests);
}

export function shadowTestCallerGrants(context: GrantContext): Grant[] {
  const verbs = ["Create", "Delete", "Describe", "Start", "Stop", "Update"];
  return [
    ...sagemakerGrants(context, [
      {
        topic: "RunShadowTests",
        actions: [...verbs.map((verb) => `${verb}InferenceExperiment`)],
        resources: ["inference-experiment/*"],
        why: "Makes, starts, stops and removes shadow tests.",
        source: docs.shadowTests,
      },
    ]),
    passRoleGrant(context, "Whoever makes a shadow test hands the role to SageMaker."),
  ];
}

/**
 * Inference Recommender. AWS's page names only AmazonSageMakerFullAccess for its role; what the job is documented to do
 * is followed instead: it makes models and endpoints, asks them, and removes them.
 */
export function recommenderGrants(context: GrantContext): Grant[] {
  const why = "A recommendation tries the model on endpoints of several kinds of instances, and removes them.";
  const source = docs.recommender;
  return [
    ...endpointWork(context, why, source, ["InvokeEndpoint"]),
    ...sagemakerGrants(context, [
      {
        topic: "MakeTestModels",
        actions: ["AddTags", "CreateModel", "DeleteModel", "DescribeModel"],
        resources: ["model/*"],
        why,
        source,
      },
      { topic: "LookAtVersions", actions: ["DescribeModelPackage"], resources: ["model-package/*"], why, source },
    ]),
    ...logGrants(context, RECOMMENDATIONS).map((grant) => ({ ...grant, source })),
    passRoleGrant(context, "A recommendation hands the role to the models that it makes."),
  ];
}

export function recommenderJourney(context: GrantContext): JourneyCall[] {
  const calls = callsOf(context);
  const source = docs.recommender;
  return [
    ...sagemakerCalls(context, "model-package/churn/1", ["DescribeModelPackage"], source),
    ...sagemakerCalls(context, "model/test-1", ["CreateModel", "AddTags", "DescribeModel"], source),
    ...calls.passRole(),
    ...endpointWorkJourney(context, source, ["InvokeEndpoint"]),
    ...sagemakerCalls(context, "model/test-1", ["DeleteModel"], source),
    ...calls.log(RECOMMENDATIONS, "example-job/1"),
  ];
}

export function recommenderCallerGrants(context: GrantContext): Grant[] {
  return sagemakerGrants(context, [
    {
      topic: "AskForRecommendations",
      actions: [
        "AddTags",
        "CreateInferenceRecommendationsJob",
        "DescribeInferenceRecommendationsJob",
        "StopInferenceRecommendationsJob",
      ],
      resources: ["inference-recommendations-job/*"],
      why: "Starts, follows and stops recommendation jobs.",
      source: docs.recommender,
    },
  ]);
}

/** What a person calls to manage inference components. */
export function componentCallerJourney(context: GrantContext): JourneyCall[] {
  const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions, docs.components);
  return [
    ...["endpoint/churn", "inference-component/churn"].flatMap((one) => on(one, "CreateInferenceComponent")),
    ...on("inference-component/churn", "AddTags", "DescribeInferenceComponent", "UpdateInferenceComponent"),
    ...on("inference-component/churn", "UpdateInferenceComponentRuntimeConfig", "DeleteInferenceComponent"),
  ];
}

/** What a person calls to have endpoints scale. */
export function scalingCallerJourney(context: GrantContext): JourneyCall[] {
  const { partition, region, account } = context;
  const calls = callsOf(context);
  const target = `arn:${partition}:application-autoscaling:${region}:${account}:scalable-target/0ec51a1b2c3d`;
  const alarm = `arn:${partition}:cloudwatch:${region}:${account}:alarm:TargetTracking-endpoint/churn/variant/AllTraffic-AlarmHigh-1`;
  const own = { "application-autoscaling:service-namespace": "sagemaker" };
  const linked = `arn:${partition}:iam::${account}:role/aws-service-role/${SCALING}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;
  const call = (action: string, resource: string, more = {}) =>
    calls.call("set up scaling", action, resource, docs.autoScaling, more);
  return [
    call("iam:CreateServiceLinkedRole", linked, { "iam:AWSServiceName": SCALING }),
    ...["RegisterScalableTarget", "PutScalingPolicy", "DeleteScalingPolicy", "DeregisterScalableTarget"].map((name) =>
      call(`application-autoscaling:${name}`, target, own),
    ),
    ...["DescribeScalableTargets", "DescribeScalingActivities", "DescribeScalingPolicies"].map((name) =>
      call(`application-autoscaling:${name}`, "*"),
    ),
    ...["PutMetricAlarm", "DescribeAlarms", "DeleteAlarms"].map((name) => call(`cloudwatch:${name}`, alarm)),
    ...sagemakerCalls(
      context,
      "endpoint/churn",
      ["DescribeEndpoint", "UpdateEndpointWeightsAndCapacities"],
      docs.autoScaling,
    ),
  ];
}

/** What a person calls to run shadow tests. */
export function shadowTestCallerJourney(context: GrantContext): JourneyCall[] {
  const verbs = ["Create", "Describe", "Start", "Update", "Stop", "Delete"];
  return [
    ...callsOf(context).passRole(),
    ...sagemakerCalls(
      context,
      "inference-experiment/churn",
      verbs.map((verb) => `${verb}InferenceExperiment`),
      docs.shadowTests,
    ),
  ];
}

/** What a person calls to get recommendations. */
export function recommenderCallerJourney(context: GrantContext): JourneyCall[] {
  const thing = "InferenceRecommendationsJob";
  const actions = [`Create${thing}`, "AddTags", `Describe${thing}`, `Stop${thing}`];
  return sagemakerCalls(context, "inference-recommendations-job/churn", actions, docs.recommender);
}
