import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { exampleRepositories, jobJourney, startJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants, startJobGrants } from "./job-kinds.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { shadowEndpointGrants, shadowEndpointJourney } from "./shadow-endpoint.js";
import { readLogsGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext } from "./use-case.js";

/** Each type of monitor: its image, its metrics and the API that describes its jobs. */
const MONITORS = {
  "data-quality": { image: "model-monitor", metrics: "data-metrics", definition: "DataQuality" },
  "model-quality": { image: "model-monitor", metrics: "model-metrics", definition: "ModelQuality" },
  bias: { image: "clarify", metrics: "bias-metrics", definition: "ModelBias" },
  explainability: { image: "clarify", metrics: "explainability-metrics", definition: "ModelExplainability" },
} as const;

type MonitorId = keyof typeof MONITORS;

/** Captured from an endpoint, or from batch transform jobs. */
const SOURCES = ["Endpoints", "ModelMonitoring"];

/** Model Monitor: scheduled processing jobs that compare captured data with a baseline. */
export const modelMonitor = defineUseCase({
  id: "model-monitor",
  title: "Monitor models",
  summary: "Scheduled jobs compare what a model sees and answers with a baseline, and report what has drifted.",
  options: {
    monitors: {
      kind: "choices",
      title: "Monitors",
      help: "Choose every type of monitor that runs with this role.",
      values: [
        { value: "data-quality", title: "Data quality", help: "Tells when the input has changed." },
        {
          value: "model-quality",
          title: "Model quality",
          help: "Tells when the answers are no longer right; needs the true labels.",
        },
        {
          value: "bias",
          title: "Bias drift",
          help: "Runs Clarify, which makes an endpoint of its own to ask the model.",
        },
        { value: "explainability", title: "Explanations", help: "Runs Clarify, which makes an endpoint of its own." },
      ],
      default: ["data-quality"],
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: ["model-monitor", "clarify"],
  grants(context, { monitors }) {
    const ids = monitors as readonly MonitorId[];
    return [
      ...runtimeGrants(context, ["processing"]),
      ...imageGrants({ ...context, repositories: [] }, imagesOf(ids)),
      ...(ids.length > 0 ? [metricGrant(ids)] : []),
      ...(asksModel(ids) ? shadowEndpointGrants(context) : []),
    ];
  },
  journey(context, { monitors }) {
    const ids = monitors as readonly MonitorId[];
    const calls = callsOf(context);
    return [
      ...calls.pull(exampleRepositories({ ...context, repositories: [] }, imagesOf(ids))),
      ...jobJourney(context, "processing"),
      ...ids.flatMap((id) =>
        SOURCES.flatMap((source) =>
          ["", "/"].flatMap((lead) => calls.metric(`${lead}aws/sagemaker/${source}/${MONITORS[id].metrics}`)),
        ),
      ),
      ...(asksModel(ids) ? shadowEndpointJourney(context) : []),
    ];
  },
  callerGrants: (context, { monitors }) => callerGrants(context, monitors as readonly MonitorId[]),
  conflicts: (_, { monitors }) =>
    monitors.length === 0
      ? [
          {
            message: "No monitor is chosen, so that the role could run nothing.",
            remedy: "Choose at least one, such as data-quality.",
            source: docs.monitor,
          },
        ]
      : [],
  callerJourney: (context, { monitors }) => {
    const calls = callsOf(context);
    const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions, docs.monitor);
    const schedule = (verb: string) => `${verb}MonitoringSchedule`;
    return [
      ...calls.passRole(),
      ...startJourney(context, "processing", "baseline"),
      ...calls.readLog(jobKinds.processing.logGroup, "baseline/algo-1-1700000000"),
      ...(monitors as readonly MonitorId[]).flatMap((id) => {
        const { definition } = MONITORS[id];
        const verbs = ["Create", "Describe", "Delete"].map((verb) => `${verb}${definition}JobDefinition`);
        return on(`${kebab(definition)}-job-definition/churn`, ...verbs, "AddTags");
      }),
      ...on("monitoring-schedule/churn", schedule("Create"), "AddTags", schedule("Describe"), schedule("Start")),
      ...on("monitoring-schedule/churn", schedule("Update"), schedule("Stop"), schedule("Delete")),
      ...on("*", "ListMonitoringExecutions", "ListMonitoringSchedules"),
    ];
  },
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Model Monitor", url: docs.monitor },
    { title: "Metrics of Model Monitor", url: docs.monitorMetrics },
  ],
});

function imagesOf(ids: readonly MonitorId[]): string[] {
  return [...new Set(ids.map((id) => MONITORS[id].image))];
}

function asksModel(ids: readonly MonitorId[]): boolean {
  return ids.some((id) => MONITORS[id].image === "clarify");
}

/** AWS's page writes these namespaces with a slash before them, its examples without: both are given. */
function metricGrant(ids: readonly MonitorId[]): Grant {
  const names = ids.flatMap((id) => SOURCES.map((source) => `aws/sagemaker/${source}/${MONITORS[id].metrics}`));
  return {
    topic: "PublishDrift",
    actions: ["cloudwatch:PutMetricData"],
    resources: ["*"],
    condition: { StringEquals: { "cloudwatch:namespace": names.flatMap((name) => [name, `/${name}`]) } },
    why: "Monitors publish what has drifted, so that alarms can watch it.",
    source: docs.monitorMetrics,
  };
}

function callerGrants(context: GrantContext, ids: readonly MonitorId[]): Grant[] {
  const why = "Makes, starts, stops, follows and removes monitoring schedules.";
  return [
    ...sagemakerGrants(context, [
      {
        topic: "ManageSchedules",
        actions: [
          "AddTags",
          "CreateMonitoringSchedule",
          "DeleteMonitoringSchedule",
          "DescribeMonitoringSchedule",
          "StartMonitoringSchedule",
          "StopMonitoringSchedule",
          "UpdateMonitoringSchedule",
        ],
        resources: ["monitoring-schedule/*"],
        why,
        source: docs.monitor,
      },
      ...ids.map((id) => {
        const { definition } = MONITORS[id];
        return {
          topic: `Describe${definition}Jobs`,
          actions: ["AddTags", ...["Create", "Delete", "Describe"].map((verb) => `${verb}${definition}JobDefinition`)],
          resources: [`${kebab(definition)}-job-definition/*`],
          why,
          source: docs.monitor,
        };
      }),
      {
        topic: "FollowMonitoring",
        actions: ["ListMonitoringExecutions", "ListMonitoringSchedules"],
        resources: ["*"],
        why: "Listing what has run has no resource to name.",
        source: docs.monitor,
      },
    ]),
    // Baselines are processing jobs that the person starts.
    ...startJobGrants(context, "processing"),
    passRoleGrant(context, "Whoever makes a schedule or a baseline hands the role to SageMaker."),
    ...readLogsGrants(context, jobKinds.processing.logGroup),
  ];
}

function kebab(words: string): string {
  return words.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
}
