import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { jobJourney, startJourney } from "./job-journey.js";
import { type JobKindId, jobKinds, runtimeGrants, startJobGrants } from "./job-kinds.js";
import { passRoleGrant } from "./pass-role.js";
import { EMR_RULES, stepGrants, stepJourney, stepOptions } from "./pipeline-steps.js";
import { sagemakerCalls } from "./sagemaker.js";
import { defineUseCase, type Grant, type GrantContext } from "./use-case.js";

const JOBS = ["training", "processing", "transform", "tuning"] as const satisfies readonly JobKindId[];

/** The names SageMaker gives the jobs of pipelines unless the SDK's `use_custom_job_prefix` is on. */
const DEFAULT_PREFIX = "pipelines-";

/** Pipelines: making the jobs of their steps, which run with this same role. */
export const pipeline = defineUseCase({
  id: "pipeline",
  title: "Run pipelines",
  summary: "Pipelines start the jobs of their steps, tag them and hand them this same role.",
  options: {
    steps: {
      kind: "choices",
      title: "Steps it has",
      help: "Choose the kinds of steps; the pipeline may make, tag, follow and stop only their jobs.",
      values: [
        { value: "processing", title: "Processing", help: "Processing jobs, such as preparing and evaluating." },
        { value: "training", title: "Training", help: "Training jobs." },
        { value: "tuning", title: "Tuning", help: "Tuning jobs, and the training jobs they run." },
        { value: "transform", title: "Batch transform", help: "Batch transform jobs; choose Model too." },
        { value: "model", title: "Model", help: "Makes models from artefacts." },
      ],
      default: ["processing", "training"],
    },
    jobPrefixes: {
      kind: "texts",
      title: "Own prefixes of job names",
      help: "Only with use_custom_job_prefix in the SDK. Without, jobs are named pipelines-… and nothing else is allowed.",
      pattern: "[a-zA-Z0-9][a-zA-Z0-9-]{0,39}",
      example: "churn-",
    },
    ...stepOptions,
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: [...new Set(JOBS.flatMap((id) => [...jobKinds[id].imageFamilies]))],
  grants(context, options) {
    const { steps, jobPrefixes } = options;
    const prefixes = jobPrefixes.length > 0 ? jobPrefixes : [DEFAULT_PREFIX];
    const kinds = JOBS.filter((id) => steps.includes(id));
    return [
      // The data belongs to the steps, and to conditions that read JSON files of earlier steps.
      ...runtimeGrants(context, kinds),
      ...kinds.flatMap((id) => startJobGrants(context, id, prefixes)),
      ...(steps.includes("model") ? [modelGrant(context, prefixes)] : []),
      ...(steps.length > 0
        ? [passRoleGrant(context, "Steps run with the pipeline's own role unless given another.")]
        : []),
      ...stepGrants(context, options),
    ];
  },
  journey(context, options) {
    const { steps, jobPrefixes } = options;
    const calls = callsOf(context);
    const name = `${jobPrefixes[0] ?? "pipelines-"}abc123-step`;
    const model = `arn:${context.partition}:sagemaker:${context.region}:${context.account}:model/${name}`;
    return [
      ...readAll(context),
      ...writeAll(context, "evaluation.json"),
      ...JOBS.filter((id) => steps.includes(id)).flatMap((id) => [
        ...startJourney(context, id, name),
        ...jobJourney(context, id),
      ]),
      ...(steps.includes("model") ? ["CreateModel", "AddTags", "DescribeModel"] : []).map((action) =>
        calls.call(`${action} in a step`, `sagemaker:${action}`, model, docs.pipelineAccess),
      ),
      ...(steps.length > 0 ? calls.passRole() : []),
      ...stepJourney(context, options),
    ];
  },
  callerGrants: (context) => [
    {
      topic: "ManagePipelines",
      actions: [
        "AddTags",
        "CreatePipeline",
        "DeletePipeline",
        "DescribePipeline",
        "ListPipelineExecutions",
        "StartPipelineExecution",
        "UpdatePipeline",
      ].map((action) => `sagemaker:${action}`),
      resources: [`arn:${context.partition}:sagemaker:${context.region}:${context.account}:pipeline/*`],
      why: "Makes, changes and starts pipelines.",
      source: docs.pipelineAccess,
    },
    {
      topic: "FollowPipelines",
      actions: ["DescribePipelineExecution", "ListPipelineExecutionSteps", "StopPipelineExecution"].map(
        (action) => `sagemaker:${action}`,
      ),
      resources: [`arn:${context.partition}:sagemaker:${context.region}:${context.account}:pipeline/*/execution/*`],
      why: "Follows and stops executions.",
      source: docs.pipelineAccess,
    },
    passRoleGrant(context, "Whoever makes or starts a pipeline hands the role to SageMaker."),
  ],
  conflicts: (context, { steps, stepRoles, emrApplications, emrRoles }) => [
    ...(steps.includes("transform") && !steps.includes("model")
      ? [
          {
            message: "Batch transform steps need a model, and no step makes one.",
            remedy: "Choose model as well, unless the model exists already.",
            source: docs.pipelineAccess,
          },
        ]
      : []),
    ...(stepRoles.includes(context.roleArn)
      ? [
          {
            message: "The pipeline's own role is named among the other roles of steps.",
            remedy: "Leave it out: the pipeline may hand itself on anyway.",
            source: docs.pipelineAccess,
          },
        ]
      : []),
    ...(emrApplications.length > 0 && emrRoles.length === 0
      ? [
          {
            message: "Jobs of EMR Serverless run with a role of their own, and none is named.",
            remedy: "Name it under emrRoles.",
            source: docs.pipelineSteps,
          },
        ]
      : []),
  ],
  fixedNames: [DEFAULT_PREFIX, "SageMakerPipelineExecution", ...EMR_RULES],
  // AWS's page names `pipeline/*`; yet the jobs of the steps run with the same role, in their own names.
  sourceArns: [
    "hyper-parameter-tuning-job/*",
    "model/*",
    "pipeline/*",
    "processing-job/*",
    "training-job/*",
    "transform-job/*",
  ],
  callerJourney: (context) => [
    ...callsOf(context).passRole(),
    ...sagemakerCalls(
      context,
      "pipeline/churn",
      [
        ...["CreatePipeline", "AddTags", "DescribePipeline", "UpdatePipeline", "StartPipelineExecution"],
        ...["ListPipelineExecutions", "DeletePipeline"],
      ],
      docs.pipelineAccess,
    ),
    ...sagemakerCalls(
      context,
      "pipeline/churn/execution/abc123",
      ["DescribePipelineExecution", "ListPipelineExecutionSteps", "StopPipelineExecution"],
      docs.pipelineAccess,
    ),
  ],
  managedPolicies: ["AmazonSageMakerFullAccess", "AmazonSageMakerPipelinesIntegrations"],
  sources: [{ title: "Pipelines: access management", url: docs.pipelineAccess }],
});

function modelGrant({ partition, region, account }: GrantContext, prefixes: readonly string[]): Grant {
  return {
    topic: "MakeModels",
    actions: ["sagemaker:AddTags", "sagemaker:CreateModel", "sagemaker:DescribeModel"],
    resources: prefixes.map((prefix) => `arn:${partition}:sagemaker:${region}:${account}:model/${prefix}*`),
    why: "Model steps make models from the artefacts of earlier steps.",
    source: docs.pipelineAccess,
  };
}
