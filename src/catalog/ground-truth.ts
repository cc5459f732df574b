import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { dataKeyGrants } from "./kms.js";
import { FUNCTION_ARN, functionName } from "./lambda.js";
import { passRoleGrant } from "./pass-role.js";
import { bucketArn, s3Grants } from "./s3.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { logGrants, metricGrants, readLogsGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const LOG_GROUP = "/aws/sagemaker/LabelingJobs";
const NAMESPACE = "/aws/sagemaker/LabelingJobs";
/** What automated labelling starts with this role. */
const AUTOMATED = ["training", "transform"] as const;
/** AWS's own names of the queues of streaming jobs hold these words. */
const QUEUE = "*GroundTruth*";
const QUEUE_WORK = [
  "CreateQueue",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ReceiveMessage",
  "SendMessage",
  "SetQueueAttributes",
];

/** Ground Truth: labelling jobs, with functions, streams and automated labelling where chosen. */
export const groundTruth = defineUseCase({
  id: "ground-truth",
  title: "Label data",
  summary: "Labelling jobs show objects from S3 to people, and write the labels they give back to S3.",
  options: {
    functions: {
      kind: "texts",
      title: "Functions of custom tasks",
      help: "ARNs of the Lambda functions before and after a custom task. Built-in tasks use AWS's own.",
      pattern: FUNCTION_ARN,
      example: "arn:aws:lambda:eu-west-1:111122223333:function:label-pre",
    },
    streaming: {
      kind: "flag",
      title: "Streaming jobs",
      help: "Objects come in through a topic while the job runs; queues keep them in between.",
    },
    inputTopics: {
      kind: "texts",
      title: "Topics objects come from",
      help: "ARNs of the SNS topics that streaming jobs listen to.",
      pattern: "arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}",
      example: "arn:aws:sns:eu-west-1:111122223333:to-label",
      when: { option: "streaming" },
    },
    outputTopics: {
      kind: "texts",
      title: "Topics labels go to",
      help: "ARNs of the SNS topics that are told when an object is labelled.",
      pattern: "arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}",
      example: "arn:aws:sns:eu-west-1:111122223333:labelled",
      when: { option: "streaming" },
    },
    automated: {
      kind: "flag",
      title: "Automated labelling",
      help: "Ground Truth trains a model on the first labels and labels the easy objects with it, with this same role.",
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: [...new Set(AUTOMATED.flatMap((id) => [...jobKinds[id].imageFamilies]))],
  grants: (context, { functions, streaming, inputTopics, outputTopics, automated }) => [
    ...(automated ? runtimeGrants(context, AUTOMATED) : dataGrants(context)),
    ...readBackGrants(context),
    ...context.data.map((location) => ({
      topic: "FindBuckets",
      actions: ["s3:GetBucketLocation"],
      resources: [bucketArn(context, location.bucket)],
      condition: { StringEquals: { "aws:ResourceAccount": location.owner } },
      input: `bucket ${location.bucket}`,
      why: "Ground Truth asks where the bucket lies before it shows its objects to people.",
      source: docs.groundTruthRole,
    })),
    ...logGrants(context, LOG_GROUP),
    ...metricGrants(NAMESPACE),
    ...functions.map((arn) => ({
      topic: "CallTaskFunctions",
      actions: ["lambda:InvokeFunction"],
      resources: [arn],
      input: `function ${functionName(arn)}`,
      why: "Custom tasks call this function before or after people label an object.",
      source: docs.groundTruthRole,
    })),
    ...(streaming ? streamGrants(context, inputTopics, outputTopics) : []),
    ...(automated ? [passRoleGrant(context, "Automated labelling hands the role to the jobs it starts.")] : []),
  ],
  journey: (context, { functions, streaming, inputTopics, outputTopics, automated }) => {
    const calls = callsOf(context);
    return [
      ...context.data.map((location) =>
        calls.call(
          "find the bucket",
          "s3:GetBucketLocation",
          bucketArn(context, location.bucket),
          docs.groundTruthRole,
          {
            "aws:ResourceAccount": location.owner,
          },
        ),
      ),
      ...readAll(context),
      ...writeAll(context, "example-job/manifests/output/output.manifest"),
      ...readAll({ ...context, data: context.data.map((location) => ({ ...location, read: true })) }),
      ...calls.log(LOG_GROUP, "example-job/1700000000"),
      ...calls.metric(NAMESPACE),
      ...functions.map((arn) =>
        calls.call("call a task's function", "lambda:InvokeFunction", arn, docs.groundTruthRole, {
          "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
        }),
      ),
      ...(streaming ? streamJourney(context, inputTopics, outputTopics) : []),
      ...(automated ? [...AUTOMATED.flatMap((id) => jobJourney(context, id)), ...calls.passRole()] : []),
    ];
  },
  callerGrants: (context) => [
    ...sagemakerGrants(context, [
      {
        topic: "RunLabelingJobs",
        actions: ["AddTags", "CreateLabelingJob", "DescribeLabelingJob", "StopLabelingJob"],
        resources: ["labeling-job/*"],
        why: "Starts, follows and stops labelling jobs.",
        source: docs.groundTruth,
      },
      {
        topic: "ChooseWorkteams",
        actions: ["DescribeWorkteam"],
        resources: ["workteam/*"],
        why: "Looks up the team of people that labels.",
        source: docs.groundTruth,
      },
      {
        topic: "PreviewTasks",
        actions: ["RenderUiTemplate"],
        resources: ["*"],
        why: "Shows what the people will see; it has no resource to name.",
        source: docs.groundTruth,
      },
    ]),
    passRoleGrant(context, "Whoever starts a labelling job hands the role to SageMaker."),
    ...readLogsGrants(context, LOG_GROUP),
  ],
  conflicts: (_, { functions, streaming, inputTopics, automated }) => [
    ...(streaming && inputTopics.length === 0
      ? [
          {
            message: "Streaming jobs get their objects from a topic, and none is named.",
            remedy: "Name it under inputTopics.",
            source: docs.groundTruthStreaming,
          },
        ]
      : []),
    ...(streaming && automated
      ? [
          {
            message: "Streaming jobs have no automated labelling.",
            remedy: "Make one role for each, or leave one of the two out.",
            source: docs.groundTruthAutomated,
          },
        ]
      : []),
    ...(functions.length > 0 && automated
      ? [
          {
            message: "Custom tasks have no automated labelling, and functions of custom tasks are named.",
            remedy: "Make one role for each, or leave one of the two out.",
            source: docs.groundTruthAutomated,
          },
        ]
      : []),
  ],
  fixedNames: ["SageMaker-GroundTruth"],
  callerJourney: (context) => [
    ...callsOf(context).passRole(),
    ...sagemakerCalls(context, "workteam/labellers", ["DescribeWorkteam"], docs.groundTruth),
    ...sagemakerCalls(context, "*", ["RenderUiTemplate"], docs.groundTruth),
    ...sagemakerCalls(
      context,
      "labeling-job/churn",
      ["CreateLabelingJob", "AddTags", "DescribeLabelingJob", "StopLabelingJob"],
      docs.groundTruth,
    ),
    ...callsOf(context).readLog(LOG_GROUP, "churn/1700000000"),
  ],
  managedPolicies: ["AmazonSageMakerGroundTruthExecution", "AmazonSageMakerFullAccess"],
  sources: [
    { title: "Execution role of labelling jobs", url: docs.groundTruthRole },
    { title: "Streaming labelling jobs", url: docs.groundTruthStreaming },
  ],
});

function dataGrants(context: GrantContext): Grant[] {
  const both = { reads: true, writes: true };
  return [...s3Grants(context, both), ...dataKeyGrants(context, both)];
}

/** Ground Truth collects the answers of people in the output, and makes labels of them: AWS's page has it read both. */
function readBackGrants(context: GrantContext): Grant[] {
  const outputs = context.data.filter(({ read, write }) => write && !read).map((one) => ({ ...one, read: true }));
  return s3Grants({ ...context, data: outputs }, { reads: true, writes: false }).map((grant) => ({
    ...grant,
    why: "Ground Truth reads back the answers that it collects beside the labels.",
    source: docs.groundTruthRole,
  }));
}

function queueArn({ partition, region, account }: GrantContext, name: string): string {
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
}

function streamGrants(context: GrantContext, inputs: readonly string[], outputs: readonly string[]): Grant[] {
  const source = docs.groundTruthStreaming;
  return [
    {
      topic: "KeepQueues",
      actions: QUEUE_WORK.map((action) => `sqs:${action}`),
      resources: [queueArn(context, QUEUE)],
      input: "option streaming",
      why: "Ground Truth keeps the objects of a streaming job in a queue that it makes.",
      source,
    },
    ...inputs.map((topic) => ({
      topic: "ListenToTopics",
      actions: ["sns:Subscribe"],
      resources: [topic],
      condition: { StringEquals: { "sns:Protocol": "sqs" }, StringLike: { "sns:Endpoint": queueArn(context, QUEUE) } },
      input: `topic ${topic.split(":").at(-1)}`,
      why: "Its queue, and nothing else, is subscribed to the topic that objects come from.",
      source,
    })),
    ...inputs.map((topic) => ({
      topic: "LeaveTopics",
      actions: ["sns:Unsubscribe"],
      resources: [topic],
      input: `topic ${topic.split(":").at(-1)}`,
      why: "The queue is taken off the topic when the job ends.",
      source,
    })),
    ...outputs.map((topic) => ({
      topic: "TellOfLabels",
      actions: ["sns:Publish"],
      resources: [topic],
      input: `topic ${topic.split(":").at(-1)}`,
      why: "The topic is told when an object is labelled.",
      source,
    })),
  ];
}

function streamJourney(context: GrantContext, inputs: readonly string[], outputs: readonly string[]): JourneyCall[] {
  const calls = callsOf(context);
  const queue = queueArn(context, "SageMaker-GroundTruth-example");
  const on = (topic: string, action: string, more = {}) =>
    calls.call("stream objects", action, topic, docs.groundTruthStreaming, {
      "aws:ResourceAccount": topic.split(":")[4] ?? context.account,
      ...more,
    });
  return [
    ...QUEUE_WORK.map((action) => calls.call("keep the queue", `sqs:${action}`, queue, docs.groundTruthStreaming)),
    ...inputs.flatMap((topic) => [
      on(topic, "sns:Subscribe", { "sns:Protocol": "sqs", "sns:Endpoint": queue }),
      on(topic, "sns:Unsubscribe"),
    ]),
    ...outputs.map((topic) => on(topic, "sns:Publish")),
  ];
}
