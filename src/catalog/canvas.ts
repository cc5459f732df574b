import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const KINDS = ["training", "processing", "transform"] as const;
/** Canvas names what it makes with this word, in either case. */
const NAMES = ["*Canvas*", "*canvas*"];

/** Calls of AWS's ready-to-use models; none of them has a resource to name. */
const AI_SERVICES = {
  comprehend: ["BatchDetectEntities", "BatchDetectSentiment", "DetectEntities", "DetectPiiEntities", "DetectSentiment"],
  rekognition: ["DetectLabels", "DetectText"],
  textract: ["AnalyzeDocument", "AnalyzeExpense", "AnalyzeID"],
} as const;

type ServiceId = keyof typeof AI_SERVICES;

/** What Canvas does with each kind of thing that it names after itself. */
const WORK: Record<string, readonly string[]> = {
  "automl-job": [
    "AddTags",
    "CreateAutoMLJob",
    "CreateAutoMLJobV2",
    "DescribeAutoMLJob",
    "DescribeAutoMLJobV2",
    "StopAutoMLJob",
  ],
  model: ["AddTags", "CreateModel", "DeleteModel", "DescribeModel"],
  "processing-job": ["AddTags", "CreateProcessingJob", "DescribeProcessingJob"],
  "training-job": ["AddTags", "CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob"],
  "transform-job": ["AddTags", "CreateTransformJob", "DescribeTransformJob", "StopTransformJob"],
};
const DEPLOY: Record<string, readonly string[]> = {
  endpoint: ["AddTags", "DeleteEndpoint", "DescribeEndpoint", "InvokeEndpoint"],
  "endpoint-config": ["AddTags", "CreateEndpointConfig", "DeleteEndpointConfig", "DescribeEndpointConfig"],
};
const MAKE_ENDPOINT = ["CreateEndpoint", "UpdateEndpoint"];

/**
 * Canvas: models without code. The rights follow AmazonSageMakerCanvasFullAccess and its family, without what belongs to
 * Studio and to the person, and on the chosen buckets alone.
 */
export const canvas = defineUseCase({
  id: "canvas",
  title: "Build models without code in Canvas",
  summary:
    "Canvas prepares data, trains models and predicts, by clicks; it acts with the role of the person's profile.",
  options: {
    deploy: {
      kind: "flag",
      title: "Deploy models",
      help: "People may put their models behind endpoints, from Canvas.",
    },
    aiServices: {
      kind: "choices",
      title: "Ready-to-use models",
      help: "AWS's services that read texts, pictures and documents without training.",
      values: [
        { value: "comprehend", title: "Comprehend", help: "Moods, names and personal data in texts." },
        { value: "rekognition", title: "Rekognition", help: "Things and writing in pictures." },
        { value: "textract", title: "Textract", help: "Forms, receipts and identity papers." },
      ],
      default: [],
    },
    bedrockModels: {
      kind: "texts",
      title: "Foundation models",
      help: "Ids of the models of Amazon Bedrock that people may chat with.",
      pattern: "[a-z0-9-]{1,63}\\.[a-z0-9-]{1,63}(:[0-9]+)?",
      example: "amazon.titan-text-express-v1",
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: [...new Set(KINDS.flatMap((id) => [...jobKinds[id].imageFamilies]))],
  grants: (context, { deploy, aiServices, bedrockModels }) => [
    ...runtimeGrants(context, KINDS),
    ...workGrants(context, deploy),
    passRoleGrant(context, "Canvas hands the role to the jobs that it starts."),
    ...(aiServices as readonly ServiceId[]).map(
      (service): Grant => ({
        topic: "UseReadyModels",
        actions: AI_SERVICES[service].map((action) => `${service}:${action}`),
        resources: ["*"],
        input: `option aiServices: ${service}`,
        why: "Ready-to-use models are services of AWS; their calls have no resource to name.",
        source: docs.canvasAi,
      }),
    ),
    ...bedrockModels.map((id) => ({
      topic: "UseFoundationModels",
      actions: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      resources: [`arn:${context.partition}:bedrock:${context.region}::foundation-model/${id}`],
      input: `foundation model ${id}`,
      why: "People chat with this foundation model.",
      source: docs.canvasBedrock,
    })),
  ],
  journey: (context, { deploy, aiServices, bedrockModels }) => {
    const calls = callsOf(context);
    return [
      ...readAll(context),
      ...writeAll(context, "Canvas/sam/model.tar.gz"),
      ...KINDS.flatMap((id) => jobJourney(context, id)),
      ...workJourney(context, deploy),
      ...calls.passRole(),
      ...(aiServices as readonly ServiceId[]).flatMap((service) =>
        AI_SERVICES[service].map((action) =>
          calls.call("ask a ready model", `${service}:${action}`, "*", docs.canvasAi),
        ),
      ),
      ...bedrockModels.flatMap((id) =>
        ["InvokeModel", "InvokeModelWithResponseStream"].map((action) =>
          calls.call(
            `chat with ${id}`,
            `bedrock:${action}`,
            `arn:${context.partition}:bedrock:${context.region}::foundation-model/${id}`,
            docs.canvasBedrock,
          ),
        ),
      ),
    ];
  },
  callerGrants: (context) => [
    ...sagemakerGrants(context, [
      {
        topic: "GivePeopleCanvas",
        actions: ["CreateUserProfile", "DescribeUserProfile", "UpdateUserProfile"],
        resources: ["user-profile/*/*"],
        why: "Makes the profile that Canvas acts for, with this role.",
        source: docs.canvas,
      },
    ]),
    passRoleGrant(context, "Whoever makes a user profile hands the role to SageMaker."),
  ],
  fixedNames: ["Canvas", "canvas"],
  callerJourney: (context) => [
    ...callsOf(context).passRole(),
    ...sagemakerCalls(
      context,
      "user-profile/d-example12345/sam",
      ["CreateUserProfile", "DescribeUserProfile", "UpdateUserProfile"],
      docs.canvas,
    ),
  ],
  managedPolicies: ["AmazonSageMakerCanvasFullAccess", "AmazonSageMakerCanvasAIServicesAccess"],
  sources: [
    { title: "Permissions for Canvas", url: docs.canvas },
    { title: "AWS managed policies for Canvas", url: docs.canvasPolicies },
  ],
});

function workGrants(context: GrantContext, deploy: boolean): Grant[] {
  const named = (type: string) => NAMES.map((name) => `${type}/${name}`);
  const grant = ([type, actions]: [string, readonly string[]]) => ({
    topic: "WorkInCanvas",
    actions,
    resources: named(type),
    why: "Canvas makes, follows and removes what it names after itself.",
    source: docs.canvasPolicies,
  });
  return sagemakerGrants(context, [
    ...Object.entries(WORK).map(grant),
    {
      topic: "ListCandidates",
      actions: ["ListCandidatesForAutoMLJob"],
      resources: ["*"],
      why: "Canvas compares the models of a job; listing them has no resource to name.",
      source: docs.canvasPolicies,
    },
    ...(deploy
      ? [
          ...Object.entries(DEPLOY).map(grant),
          {
            topic: "DeployFromCanvas",
            actions: MAKE_ENDPOINT,
            resources: [...named("endpoint"), ...named("endpoint-config")],
            why: "People put their models behind endpoints.",
            source: docs.canvasDeploy,
          },
        ]
      : []),
  ]);
}

function workJourney(context: GrantContext, deploy: boolean): JourneyCall[] {
  const things = ["Canvas1700000000", "canvas-churn"];
  const on = (type: string, actions: readonly string[]) =>
    things.flatMap((name) => sagemakerCalls(context, `${type}/${name}`, actions, docs.canvasPolicies));
  return [
    ...Object.entries(WORK).flatMap(([type, actions]) => on(type, actions)),
    ...sagemakerCalls(context, "*", ["ListCandidatesForAutoMLJob"], docs.canvasPolicies),
    ...(deploy
      ? [
          ...Object.entries(DEPLOY).flatMap(([type, actions]) => on(type, actions)),
          ...["endpoint", "endpoint-config"].flatMap((type) => on(type, MAKE_ENDPOINT)),
        ]
      : []),
  ];
}
