import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { logGrants, metricGrants, readLogsGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const KINDS = ["training", "processing", "transform"] as const;
const ENDPOINT_LOGS = "/aws/sagemaker/Endpoints/*";
const ENDPOINT_METRICS = "/aws/sagemaker/Endpoints";

/**
 * Autopilot (AutoML): SageMaker makes, trains and compares models by itself. AWS's page lists the rights on models and
 * endpoints, and handing on the role; the jobs themselves are started by the service, which needs no right of the
 * role for it, while what they do in S3, ECR and logs they do with this role.
 */
export const autopilot = defineUseCase({
  id: "autopilot",
  title: "Let Autopilot build models",
  summary: "Autopilot prepares data, trains and compares models by itself, and can deploy the best.",
  options: {},
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: [...new Set(KINDS.flatMap((id) => [...jobKinds[id].imageFamilies]))],
  grants: (context) => [
    ...runtimeGrants(context, KINDS),
    ...candidateGrants(context),
    ...logGrants(context, ENDPOINT_LOGS),
    ...metricGrants(ENDPOINT_METRICS),
    passRoleGrant(context, "Autopilot hands the role to the models and jobs that it makes."),
  ],
  journey: (context) => [
    ...KINDS.flatMap((id) => jobJourney(context, id)),
    ...candidateJourney(context),
    ...callsOf(context).log("/aws/sagemaker/Endpoints/churn-automl", "AllTraffic/i-0123456789abcdef0"),
    ...callsOf(context).metric("/aws/sagemaker/Endpoints"),
    ...callsOf(context).passRole(),
  ],
  callerGrants: (context) => [
    ...sagemakerGrants(context, [
      {
        topic: "RunAutopilot",
        actions: [
          "AddTags",
          "CreateAutoMLJob",
          "CreateAutoMLJobV2",
          "DescribeAutoMLJob",
          "DescribeAutoMLJobV2",
          "StopAutoMLJob",
        ],
        resources: ["automl-job/*"],
        why: "Starts, follows and stops Autopilot jobs.",
        source: docs.autopilot,
      },
      {
        topic: "ListCandidates",
        actions: ["ListCandidatesForAutoMLJob"],
        resources: ["*"],
        why: "Listing the candidates of a job has no resource to name.",
        source: docs.autopilot,
      },
    ]),
    passRoleGrant(context, "Whoever starts an Autopilot job hands the role to SageMaker."),
    ...KINDS.flatMap((id) => readLogsGrants(context, jobKinds[id].logGroup)),
  ],
  callerJourney: (context) => [
    ...callsOf(context).passRole(),
    ...sagemakerCalls(
      context,
      "automl-job/churn",
      [
        ...["CreateAutoMLJob", "CreateAutoMLJobV2", "AddTags"],
        ...["DescribeAutoMLJob", "DescribeAutoMLJobV2", "StopAutoMLJob"],
      ],
      docs.autopilot,
    ),
    ...sagemakerCalls(context, "*", ["ListCandidatesForAutoMLJob"], docs.autopilot),
    ...["TrainingJobs", "ProcessingJobs", "TransformJobs"].flatMap((kind) =>
      callsOf(context).readLog(`/aws/sagemaker/${kind}`, "churn-candidate/algo-1-1700000000"),
    ),
  ],
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [{ title: "Execution role permissions for CreateAutoMLJob", url: docs.autopilotRole }],
});

/** As AWS's page lists them; it names no prefix of their names. */
function candidateGrants(context: GrantContext): Grant[] {
  const why = "Autopilot makes a model and an endpoint of a candidate, asks it, and removes them.";
  const source = docs.autopilotRole;
  return sagemakerGrants(context, [
    {
      topic: "MakeCandidateModels",
      actions: ["CreateModel", "DeleteModel", "DescribeModel", "ListTags"],
      resources: ["model/*"],
      why,
      source,
    },
    {
      topic: "MakeCandidateEndpoints",
      actions: ["CreateEndpoint"],
      resources: ["endpoint-config/*", "endpoint/*"],
      why,
      source,
    },
    {
      topic: "ConfigureCandidateEndpoints",
      actions: ["CreateEndpointConfig", "DeleteEndpointConfig", "DescribeEndpointConfig", "ListTags"],
      resources: ["endpoint-config/*"],
      why,
      source,
    },
    {
      topic: "UseCandidateEndpoints",
      actions: ["DeleteEndpoint", "DescribeEndpoint", "InvokeEndpoint", "ListTags"],
      resources: ["endpoint/*"],
      why,
      source,
    },
  ]);
}

function candidateJourney(context: GrantContext): JourneyCall[] {
  const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions, docs.autopilotRole);
  return [
    ...on("model/churn-automl", "CreateModel", "DescribeModel", "ListTags"),
    ...on(
      "endpoint-config/churn-automl",
      "CreateEndpointConfig",
      "DescribeEndpointConfig",
      "ListTags",
      "CreateEndpoint",
    ),
    ...on(
      "endpoint/churn-automl",
      "CreateEndpoint",
      "DescribeEndpoint",
      "ListTags",
      "InvokeEndpoint",
      "DeleteEndpoint",
    ),
    ...on("endpoint-config/churn-automl", "DeleteEndpointConfig"),
    ...on("model/churn-automl", "DeleteModel"),
  ];
}
