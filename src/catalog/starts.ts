import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { manageEndpointGrants, manageModelGrants } from "./endpoint.js";
import { exampleRepositories, jobJourney, startJourney } from "./job-journey.js";
import { INFERENCE_IMAGES, type JobKindId, jobKinds, runtimeGrants, startJobGrants } from "./job-kinds.js";
import { volumeKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { logGrants, metricGrants, readLogsGrants } from "./telemetry.js";
import { trialGrants, trialJourney } from "./trials.js";
import type { Grant, GrantContext, JourneyCall, OptionSpec } from "./use-case.js";
import { vpcGrants } from "./vpc.js";

const ENDPOINT_LOGS = "/aws/sagemaker/Endpoints/*";
const JOBS = ["training", "processing", "transform", "tuning"] as const satisfies readonly JobKindId[];
const PIPELINE = ["AddTags", "CreatePipeline", "DescribePipeline", "StartPipelineExecution", "UpdatePipeline"];
const EXECUTION = ["DescribePipelineExecution", "ListPipelineExecutionSteps", "StopPipelineExecution"];

/** What people start from a notebook or from Studio, with the same role. */
export const startsOption = {
  kind: "choices",
  title: "What people start from it",
  help: "Each adds the right to start it, to hand it this same role, and all that it needs to run.",
  values: [
    { value: "training", title: "Training jobs", help: "With this same role, handed on to SageMaker." },
    { value: "processing", title: "Processing jobs", help: "With this same role, handed on to SageMaker." },
    { value: "transform", title: "Batch transform jobs", help: "Makes the model and the job that uses it." },
    { value: "tuning", title: "Tuning jobs", help: "With this same role, handed on to SageMaker." },
    { value: "endpoint", title: "Endpoints", help: "Makes, calls and removes models and endpoints." },
    {
      value: "pipeline",
      title: "Pipelines",
      help: "Makes, starts and follows pipelines; choose their steps' jobs as well.",
    },
  ],
  default: [],
} as const satisfies OptionSpec;

/** Image families of all that may be started. */
export const STARTED_IMAGES = [
  ...new Set([...JOBS.flatMap((id) => [...jobKinds[id].imageFamilies]), ...INFERENCE_IMAGES]),
];

/** The rights to start these, to hand them the role, and what they need to run; the data among it in any case. */
export function startsGrants(context: GrantContext, starts: readonly string[]): Grant[] {
  const kinds = JOBS.filter((id) => starts.includes(id));
  return [
    // The data belongs to the person's own code as well.
    ...runtimeGrants(context, kinds),
    ...kinds.flatMap((id) => [...startJobGrants(context, id), ...readLogsGrants(context, jobKinds[id].logGroup)]),
    ...(starts.includes("tuning") ? trialGrants(context) : []),
    ...(starts.includes("endpoint")
      ? endpointGrants(context, { narrow: kinds.every((id) => jobKinds[id].narrowNetwork) })
      : starts.includes("transform")
        ? manageModelGrants(context)
        : []),
    ...(starts.includes("pipeline") ? pipelineGrants(context) : []),
    ...(starts.length > 0 ? [passRoleGrant(context, "What people start runs with this same role.")] : []),
  ];
}

/** The calls of starting and running these. */
export function startsJourney(context: GrantContext, starts: readonly string[]): JourneyCall[] {
  const calls = callsOf(context);
  return [
    ...JOBS.filter((id) => starts.includes(id)).flatMap((id) => [
      ...startJourney(context, id, "example-job"),
      ...jobJourney(context, id),
      ...calls.readLog(jobKinds[id].logGroup, "example-job/algo-1-1700000000"),
    ]),
    ...(starts.includes("tuning") ? trialJourney(context) : []),
    ...(starts.includes("endpoint") || starts.includes("transform")
      ? sagemakerCalls(
          context,
          "model/example-model",
          ["CreateModel", "AddTags", "DescribeModel", "DeleteModel"],
          docs.model,
        )
      : []),
    ...(starts.includes("endpoint") ? endpointJourney(context) : []),
    ...(starts.includes("pipeline")
      ? [
          ...sagemakerCalls(context, "pipeline/churn", PIPELINE, docs.pipelineAccess),
          ...sagemakerCalls(context, "pipeline/churn/execution/abc123", EXECUTION, docs.pipelineAccess),
        ]
      : []),
    ...(starts.length > 0 ? calls.passRole() : []),
  ];
}

function pipelineGrants(context: GrantContext): Grant[] {
  const source = docs.pipelineAccess;
  return sagemakerGrants(context, [
    {
      topic: "ManagePipelines",
      actions: PIPELINE,
      resources: ["pipeline/*"],
      why: "Makes and starts pipelines.",
      source,
    },
    {
      topic: "FollowPipelines",
      actions: EXECUTION,
      resources: ["pipeline/*/execution/*"],
      why: "Follows and stops executions.",
      source,
    },
  ]);
}

function endpointGrants(context: GrantContext, network: { narrow: boolean }): Grant[] {
  return [
    ...manageEndpointGrants(context, ["real-time", "async"]),
    ...imageGrants(context, INFERENCE_IMAGES),
    ...logGrants(context, ENDPOINT_LOGS),
    ...metricGrants("/aws/sagemaker/Endpoints"),
    ...vpcGrants(context, network),
    // Whoever makes an endpoint with an encrypted volume grants the key: here, the role itself.
    ...volumeKeyGrants(context).map((grant) => ({ ...grant, source: docs.volumeKey })),
  ];
}

function endpointJourney(context: GrantContext): JourneyCall[] {
  const calls = callsOf(context);
  const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions);
  return [
    ...on("endpoint-config/example", "CreateEndpointConfig", "AddTags", "DescribeEndpointConfig"),
    ...["endpoint/example", "endpoint-config/example"].flatMap((arn) => on(arn, "CreateEndpoint", "UpdateEndpoint")),
    ...on("endpoint/example", "AddTags", "DescribeEndpoint", "InvokeEndpoint", "InvokeEndpointAsync", "DeleteEndpoint"),
    ...on("endpoint-config/example", "DeleteEndpointConfig"),
    ...context.keys.filter((key) => key.volume).flatMap((key) => calls.encryptVolume(key.arn)),
    ...calls.connectToVpc({ narrow: true }),
    ...calls.pull(exampleRepositories(context, INFERENCE_IMAGES)),
    ...calls.log("/aws/sagemaker/Endpoints/example", "AllTraffic/i-0123456789abcdef0"),
    ...calls.metric("/aws/sagemaker/Endpoints"),
  ];
}
