import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import type { Grant, GrantContext, JourneyCall, OptionSpec } from "./use-case.js";

/** Things outside SageMaker that steps of a pipeline use, each named by the person. */
export const stepOptions = {
  functions: {
    kind: "texts",
    title: "Functions of Lambda steps",
    help: "ARNs of functions that exist already: the role may call them, not make or change them.",
    pattern: "arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]{1,64}",
    example: "arn:aws:lambda:eu-west-1:111122223333:function:check-quality",
  },
  queues: {
    kind: "texts",
    title: "Queues of callback steps",
    help: "ARNs of the SQS queues that callback steps send their messages to.",
    pattern: "arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,80}",
    example: "arn:aws:sqs:eu-west-1:111122223333:approvals",
  },
  emrClusters: {
    kind: "texts",
    title: "EMR clusters",
    help: "Ids of running clusters that EMR steps work on.",
    pattern: "j-[A-Z0-9]{1,20}",
    example: "j-1ABCDEFGHIJKL",
  },
  emrApplications: {
    kind: "texts",
    title: "EMR Serverless applications",
    help: "Ids of the applications that EMR Serverless steps run jobs in.",
    pattern: "[0-9a-z]{1,64}",
    example: "00f1abcd2efgh309",
  },
  emrRoles: {
    kind: "texts",
    title: "Roles of EMR Serverless jobs",
    help: "ARNs of the roles that the pipeline hands to EMR Serverless, and to nothing else.",
    pattern: "arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}",
    example: "arn:aws:iam::111122223333:role/emr-jobs",
    when: { option: "emrApplications" },
  },
  stepRoles: {
    kind: "texts",
    title: "Other roles of steps",
    help: "ARNs of roles that single steps run with in place of this one: the pipeline may hand them to SageMaker.",
    pattern: "arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}",
    example: "arn:aws:iam::111122223333:role/training-only",
  },
} as const satisfies Record<string, OptionSpec>;

/** What the person named of each. */
export type StepThings = { readonly [K in keyof typeof stepOptions]: readonly string[] };

/** The two rules by which SageMaker hears from EMR; their names are AWS's. */
export const EMR_RULES = [
  "SageMakerPipelineExecutionEMRStepStatusUpdateRule",
  "SageMakerPipelineExecutionEMRClusterStatusUpdateRule",
];
const EMR_STEPS = ["AddJobFlowSteps", "CancelSteps", "DescribeCluster", "DescribeStep", "ListSteps"];
const RULE_WORK = ["DescribeRule", "PutRule", "PutTargets"];

/** Rights on exactly the things that steps use. */
export function stepGrants(context: GrantContext, things: StepThings): Grant[] {
  const { partition, region, account } = context;
  const source = docs.pipelineSteps;
  const pass = (roles: readonly string[], service: string, topic: string, why: string): Grant[] =>
    roles.map((arn) => ({
      topic,
      actions: ["iam:PassRole"],
      resources: [arn],
      condition: { StringEquals: { "iam:PassedToService": service } },
      input: `role ${arn.split("/").at(-1)}`,
      why,
      source: docs.pipelineAccess,
    }));
  return [
    ...things.functions.map((arn) => ({
      topic: "CallFunctions",
      actions: ["lambda:InvokeFunction"],
      resources: [arn],
      input: `function ${arn.split(":").at(-1)}`,
      // AWS's managed policy may also make and change functions, which would let the role run any code with theirs.
      why: "A Lambda step calls this function.",
      source,
    })),
    ...things.queues.map((arn) => ({
      topic: "SendCallbacks",
      actions: ["sqs:SendMessage"],
      resources: [arn],
      input: `queue ${arn.split(":").at(-1)}`,
      why: "A callback step sends its token to this queue, and waits.",
      source,
    })),
    ...(things.emrClusters.length > 0
      ? [
          {
            topic: "RunEmrSteps",
            actions: EMR_STEPS.map((action) => `elasticmapreduce:${action}`),
            resources: things.emrClusters.map(
              (id) => `arn:${partition}:elasticmapreduce:${region}:${account}:cluster/${id}`,
            ),
            input: `EMR clusters ${things.emrClusters.join(", ")}`,
            why: "An EMR step gives work to this cluster, follows and stops it.",
            source,
          },
          {
            topic: "HearFromEmr",
            actions: RULE_WORK.map((action) => `events:${action}`),
            resources: EMR_RULES.map((name) => `arn:${partition}:events:${region}:${account}:rule/${name}`),
            input: "EMR steps",
            why: "SageMaker hears by these two rules, whose names are AWS's, when work on EMR has ended.",
            source,
          },
        ]
      : []),
    ...things.emrApplications.flatMap((id): Grant[] => {
      const application = `arn:${partition}:emr-serverless:${region}:${account}:/applications/${id}`;
      const common = {
        input: `EMR Serverless application ${id}`,
        source,
        why: "An EMR Serverless step runs jobs in this application.",
      };
      return [
        {
          ...common,
          topic: "RunServerlessJobs",
          actions: ["GetApplication", "StartApplication", "StartJobRun"].map((action) => `emr-serverless:${action}`),
          resources: [application],
        },
        {
          ...common,
          topic: "FollowServerlessJobs",
          actions: ["CancelJobRun", "GetJobRun"].map((action) => `emr-serverless:${action}`),
          resources: [`${application}/jobruns/*`],
        },
      ];
    }),
    ...pass(
      things.emrRoles,
      "emr-serverless.amazonaws.com",
      "PassRolesToEmr",
      "Jobs of EMR Serverless run with this role.",
    ),
    ...pass(
      things.stepRoles,
      "sagemaker.amazonaws.com",
      "PassStepRoles",
      "A step runs with this role in place of the pipeline's.",
    ),
  ];
}

/** The calls that steps make outside SageMaker. */
export function stepJourney(context: GrantContext, things: StepThings): JourneyCall[] {
  const { partition, region, account } = context;
  const calls = callsOf(context);
  const on = (step: string, actions: readonly string[], arn: string, more = {}) =>
    actions.map((action) =>
      calls.call(step, action, arn, docs.pipelineSteps, {
        "aws:ResourceAccount": arn.split(":")[4] || context.account,
        ...more,
      }),
    );
  return [
    ...things.functions.flatMap((arn) => on("a Lambda step", ["lambda:InvokeFunction"], arn)),
    ...things.queues.flatMap((arn) => on("a callback step", ["sqs:SendMessage"], arn)),
    ...things.emrClusters.flatMap((id) =>
      on(
        "an EMR step",
        EMR_STEPS.map((action) => `elasticmapreduce:${action}`),
        `arn:${partition}:elasticmapreduce:${region}:${account}:cluster/${id}`,
      ),
    ),
    ...(things.emrClusters.length > 0 ? EMR_RULES : []).flatMap((name) =>
      on(
        "hear from EMR",
        RULE_WORK.map((action) => `events:${action}`),
        `arn:${partition}:events:${region}:${account}:rule/${name}`,
      ),
    ),
    ...things.emrApplications.flatMap((id) => {
      const application = `arn:${partition}:emr-serverless:${region}:${account}:/applications/${id}`;
      const emr = (actions: readonly string[]) => actions.map((action) => `emr-serverless:${action}`);
      return [
        ...on("an EMR Serverless step", emr(["GetApplication", "StartApplication", "StartJobRun"]), application),
        ...on("an EMR Serverless step", emr(["GetJobRun", "CancelJobRun"]), `${application}/jobruns/00f1abcd`),
      ];
    }),
    ...things.emrRoles.flatMap((arn) =>
      on("hand a role to EMR Serverless", ["iam:PassRole"], arn, {
        "iam:PassedToService": "emr-serverless.amazonaws.com",
      }),
    ),
    ...things.stepRoles.flatMap((arn) =>
      on("hand a step's role to SageMaker", ["iam:PassRole"], arn, {
        "iam:PassedToService": "sagemaker.amazonaws.com",
      }),
    ),
  ];
}
