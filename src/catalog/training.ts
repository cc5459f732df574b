import { jobCallerGrants, jobCallerJourney } from "./caller.js";
import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { registryConflicts, registryGrants, registryJourney, registryOption } from "./private-registry.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { logGrants, metricGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const SHELL = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];

/**
 * Training jobs: input, output, checkpoints, images, logs, metrics, volumes, VPC.
 * What needs no option: managed spot training, checkpoints, TensorBoard and profiler output go to the buckets that may
 * be written (checkpoints are read back as well); heterogeneous clusters and warm pools ask nothing of the role; file
 * systems (EFS, FSx for Lustre) are mounted through the VPC's network interfaces, without a call made with the role.
 */
export const training = defineUseCase({
  id: "training",
  title: "Train models",
  summary: "Training jobs read their input from S3 and write model artefacts and checkpoints back.",
  options: {
    debugger: {
      kind: "flag",
      title: "Debugger rules",
      help: "Rules that watch the training run as processing jobs beside it, with this same role.",
    },
    experiments: {
      kind: "flag",
      title: "Record metrics in experiments",
      help: "Code in the job sends its metrics to SageMaker Experiments.",
    },
    remoteDebug: {
      kind: "flag",
      title: "Shell into running jobs",
      help: "People may open a shell in the container while it trains, through Systems Manager.",
    },
    registryFunctions: registryOption,
  },
  // Checkpoints go both ways, so that a bucket for them is chosen with read and write.
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: jobKinds.training.imageFamilies,
  grants: (context, { debugger: rules, experiments, remoteDebug, registryFunctions }) => [
    ...runtimeGrants(context, ["training"]),
    ...(rules
      ? [...logGrants(context, jobKinds.processing.logGroup), ...metricGrants(jobKinds.processing.namespace)].map(
          (grant) => ({ ...grant, why: `Debugger rules run as processing jobs. ${grant.why}`, source: docs.debugger }),
        )
      : []),
    ...(experiments
      ? sagemakerGrants(context, [
          {
            topic: "RecordMetrics",
            actions: ["BatchPutMetrics"],
            resources: ["experiment-trial-component/*", "training-job/*"],
            why: "Code in the job records its metrics in SageMaker Experiments.",
            source: docs.experiments,
          },
        ])
      : []),
    ...(remoteDebug ? [shellGrant()] : []),
    ...registryGrants(registryFunctions, docs.registryTraining),
  ],
  journey(context, { debugger: rules, experiments, remoteDebug, registryFunctions }) {
    const calls = callsOf(context);
    return [
      ...registryJourney(context, registryFunctions, docs.registryTraining),
      ...jobJourney(context, "training"),
      ...(rules
        ? [
            ...calls.log("/aws/sagemaker/ProcessingJobs", "example-rule/algo-1"),
            ...calls.metric("/aws/sagemaker/ProcessingJobs"),
          ]
        : []),
      ...(experiments
        ? ["experiment-trial-component/example-aws-training-job", "training-job/example-training-job"].flatMap(
            (resource) => sagemakerCalls(context, resource, ["BatchPutMetrics"], docs.experiments),
          )
        : []),
      ...(remoteDebug
        ? SHELL.map((action) => calls.call("open a shell", `ssmmessages:${action}`, "*", docs.remoteDebug))
        : []),
    ];
  },
  callerGrants: (context, { remoteDebug }) => [
    ...jobCallerGrants(context, "training"),
    ...(remoteDebug ? shellCallerGrants(context) : []),
  ],
  conflicts: (context, { debugger: rules, remoteDebug, registryFunctions }) => [
    ...registryConflicts(context, registryFunctions, docs.registryTraining),
    ...(remoteDebug && context.guardrails.networkIsolation
      ? [
          {
            message:
              "No shell can be opened in a container that is cut off from the network, and a guardrail asks for that.",
            remedy: "Take out remoteDebug, or the guardrail networkIsolation.",
            source: docs.remoteDebug,
          },
        ]
      : []),
    ...(rules && !context.data.some(({ read, write }) => read && write)
      ? [
          {
            message: "Debugger rules read what the training job wrote, but no bucket may be both read and written.",
            remedy: "Give the bucket for the results access: read-write.",
            source: docs.debugger,
          },
        ]
      : []),
  ],
  sourceArns: ["training-job/*"],
  callerJourney: (context, { remoteDebug }) => [
    ...jobCallerJourney(context, "training"),
    ...(remoteDebug ? shellCallerJourney(context) : []),
  ],
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Execution role permissions for CreateTrainingJob", url: docs.training },
    { title: "Checkpoints", url: docs.checkpoints },
    { title: "Training in a VPC", url: docs.vpcTraining },
  ],
});

/** The four calls by which an instance opens its side of a session; they have no resource to name. */
function shellGrant(): Grant {
  return {
    topic: "OpenShells",
    actions: SHELL.map((action) => `ssmmessages:${action}`),
    resources: ["*"],
    input: "option remoteDebug",
    why: "The container opens its side of the session with Systems Manager.",
    source: docs.remoteDebug,
  };
}

/**
 * Opening a shell in a job's container. Containers have no ARN in Systems Manager: AWS's page gives both on `*` and
 * holds them by the target's name, which begins so for training jobs. That form is followed.
 */
function shellCallerGrants(context: GrantContext): Grant[] {
  return [
    ...sagemakerGrants(context, [
      {
        topic: "SwitchShells",
        actions: ["UpdateTrainingJob"],
        resources: ["training-job/*"],
        why: "Shells can be switched on and off while a job runs.",
        source: docs.remoteDebug,
        input: "option remoteDebug",
      },
    ]),
    {
      topic: "OpenShellsInJobs",
      actions: ["ssm:StartSession", "ssm:TerminateSession"],
      resources: ["*"],
      condition: { StringLike: { "ssm:resourceTag/aws:ssmmessages:target-id": "sagemaker-training-job:*" } },
      input: "option remoteDebug",
      why: "A shell in the container is a session of Systems Manager with the training job.",
      source: docs.remoteDebug,
    },
  ];
}

/** Switching shells on, opening one and closing it. */
function shellCallerJourney(context: GrantContext): JourneyCall[] {
  const target = { "ssm:resourceTag/aws:ssmmessages:target-id": "sagemaker-training-job:example-job_algo-1" };
  const session = (step: string, action: string) =>
    callsOf(context).call(step, `ssm:${action}`, "*", docs.remoteDebug, target);
  return [
    ...sagemakerCalls(context, "training-job/example-job", ["UpdateTrainingJob"], docs.remoteDebug),
    session("open a shell in the container", "StartSession"),
    session("close the shell", "TerminateSession"),
  ];
}
