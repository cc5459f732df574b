import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { dataKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { s3Grants } from "./s3.js";
import { sagemakerArn, sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const words = (text: string) => text.trim().split(/\s+/);

/** MLflow's calls as SageMaker names them, by what they do to what is there. */
const ACCESS = {
  read: words(`GetDownloadURIForModelVersionArtifacts GetExperiment GetExperimentByName GetLatestModelVersions
    GetLoggedModel GetMetricHistory GetModelVersion GetModelVersionByAlias GetRegisteredModel GetRun GetTraceInfo
    ListArtifacts ListLoggedModelArtifacts SearchExperiments SearchLoggedModels SearchModelVersions
    SearchRegisteredModels SearchRuns SearchTraces`),
  log: words(`CreateExperiment CreateRun EndTrace FinalizeLoggedModel LogBatch LogInputs LogLoggedModelParams LogMetric
    LogModel LogOutputs LogParam SetExperimentTag SetLoggedModelTags SetTag SetTraceTag StartTrace UpdateRun`),
  register: words(`CreateModelVersion CreateRegisteredModel SetModelVersionTag SetRegisteredModelAlias
    SetRegisteredModelTag TransitionModelVersionStage UpdateModelVersion UpdateRegisteredModel`),
  remove: words(`DeleteExperiment DeleteLoggedModel DeleteLoggedModelTag DeleteModelVersion DeleteModelVersionTag
    DeleteRegisteredModel DeleteRegisteredModelAlias DeleteRegisteredModelTag DeleteRun DeleteTag DeleteTraceTag
    DeleteTraces RenameRegisteredModel RestoreExperiment RestoreRun UpdateExperiment`),
} as const;

type AccessId = keyof typeof ACCESS;

const REGISTER_GROUP = ["AddTags", "CreateModelPackageGroup", "DescribeModelPackageGroup"];
const REGISTER_VERSION = ["AddTags", "CreateModelPackage", "UpdateModelPackage"];

/** MLflow: the role of a tracking server or app, and the work of those who log to it. */
export const mlflow = defineUseCase({
  id: "mlflow",
  title: "Track experiments with MLflow",
  summary: "A tracking server keeps runs, metrics and models; jobs and notebooks log to it and read from it.",
  options: {
    part: {
      kind: "choices",
      title: "Whose role it is",
      help: "The server keeps its artefacts in S3 with a role of its own; who logs needs rights on the server.",
      values: [
        { value: "server", title: "The tracking server's or app's", help: "Keeps artefacts in the chosen bucket." },
        { value: "client", title: "Of those who use it", help: "Jobs and notebooks; choose below what they may do." },
      ],
      default: ["server"],
    },
    register: {
      kind: "flag",
      title: "Register models in SageMaker too",
      help: "Models registered in MLflow appear in the SageMaker model registry by themselves.",
      when: { option: "part", value: "server" },
    },
    access: {
      kind: "choices",
      title: "What they may do",
      help: "Choose all that code with this role does on the tracking server.",
      values: [
        { value: "read", title: "Read runs", help: "Look at experiments, runs and models." },
        { value: "log", title: "Log runs", help: "Make experiments and runs, and log to them." },
        { value: "register", title: "Register models", help: "Register models and move them between stages." },
        { value: "remove", title: "Remove things", help: "Delete, rename and restore." },
      ],
      default: ["read", "log"],
      when: { option: "part", value: "client" },
    },
    servers: {
      kind: "texts",
      title: "Tracking servers",
      help: "Names of the servers that are used; all of the account's without any.",
      pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}",
      example: "team-mlflow",
      when: { option: "part", value: "client" },
    },
    apps: {
      kind: "texts",
      title: "MLflow apps",
      help: "Ids of the apps that are used. SageMaker does not part reading from writing for apps.",
      pattern: "app-[a-zA-Z0-9]{1,64}",
      example: "app-ABCD1234",
      when: { option: "part", value: "client" },
    },
  },
  // Clients reach artefacts in the bucket themselves, past the server.
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: false,
  imageFamilies: [],
  grants: (context, { part, register, access, servers, apps }) => [
    ...s3Grants(context, { reads: true, writes: true }),
    ...dataKeyGrants(context, { reads: true, writes: true }),
    ...(register ? registrationGrants(context) : []),
    ...(part.includes("client") ? clientGrants(context, access as readonly AccessId[], servers, apps) : []),
  ],
  journey: (context, { part, register, access, servers, apps }) => [
    ...readAll(context),
    ...writeAll(context, "0/1a2b3c/artifacts/model.pkl"),
    ...(register
      ? [
          ...sagemakerCalls(context, "model-package-group/churn", REGISTER_GROUP, docs.mlflowRole),
          ...sagemakerCalls(context, "model-package/churn/1", REGISTER_VERSION, docs.mlflowRole),
        ]
      : []),
    ...(part.includes("client") ? clientJourney(context, access as readonly AccessId[], servers, apps) : []),
  ],
  callerGrants: (context, { part }) => (part.includes("server") ? serverCallerGrants(context) : []),
  callerJourney: (context, { part }) => {
    if (!part.includes("server")) return [];
    const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions, docs.mlflowRole);
    const server = (verb: string) => `${verb}MlflowTrackingServer`;
    const app = (verb: string) => `${verb}MlflowApp`;
    return [
      ...callsOf(context).passRole(),
      ...on("mlflow-tracking-server/team", ...["Create", "Describe", "Start", "Update", "Stop", "Delete"].map(server)),
      ...on("mlflow-tracking-server/team", "AddTags", "CreatePresignedMlflowTrackingServerUrl"),
      ...on("mlflow-app/app-TEAM0001", ...["Create", "Describe", "Update", "Delete"].map(app)),
      ...on("mlflow-app/app-TEAM0001", "AddTags", "CreatePresignedMlflowAppUrl"),
    ];
  },
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Roles for MLflow", url: docs.mlflowRole },
    { title: "Actions of MLflow", url: docs.mlflowActions },
  ],
});

/** AWS's page gives all of S3 and these on everything; the bucket is the chosen one, and only these types are named. */
function registrationGrants(context: GrantContext): Grant[] {
  const why = "The server registers MLflow's models in the SageMaker model registry.";
  return sagemakerGrants(context, [
    {
      topic: "RegisterModelGroups",
      actions: REGISTER_GROUP,
      resources: ["model-package-group/*"],
      why,
      source: docs.mlflowRole,
    },
    {
      topic: "RegisterModels",
      actions: REGISTER_VERSION,
      resources: ["model-package/*"],
      why,
      source: docs.mlflowRole,
    },
  ]);
}

function clientGrants(
  context: GrantContext,
  access: readonly AccessId[],
  servers: readonly string[],
  apps: readonly string[],
): Grant[] {
  const names = servers.length > 0 ? servers : apps.length > 0 ? [] : ["*"];
  return [
    ...access
      .filter(() => names.length > 0)
      .map((id) => ({
        topic: `MlflowMay${id.charAt(0).toUpperCase()}${id.slice(1)}`,
        actions: ACCESS[id].map((action) => `sagemaker-mlflow:${action}`),
        resources: names.map((name) => sagemakerArn(context, `mlflow-tracking-server/${name}`)),
        input: `option access: ${id}`,
        why: "Code with this role calls MLflow on the tracking server.",
        source: docs.mlflowActions,
      })),
    ...(access.includes("read") && names.length > 0
      ? [
          {
            topic: "OpenMlflow",
            actions: ["sagemaker-mlflow:AccessUI"],
            resources: ["*"],
            input: "option access: read",
            why: "Opening MLflow's own pages has no resource to name; what they show does.",
            source: docs.mlflowActions,
          },
        ]
      : []),
    ...sagemakerGrants(context, [
      {
        topic: "CallMlflowApps",
        actions: ["CallMlflowAppApi"],
        resources: apps.map((id) => `mlflow-app/${id}`),
        why: "Code with this role calls MLflow in the app.",
        source: docs.mlflowActions,
      },
    ]),
  ];
}

function clientJourney(
  context: GrantContext,
  access: readonly AccessId[],
  servers: readonly string[],
  apps: readonly string[],
): JourneyCall[] {
  const names = servers.length > 0 ? servers : apps.length > 0 ? [] : ["team-server"];
  return [
    ...names.flatMap((name) =>
      access.flatMap((id) =>
        ACCESS[id].map((action) =>
          callsOf(context).call(
            `MLflow: ${action}`,
            `sagemaker-mlflow:${action}`,
            sagemakerArn(context, `mlflow-tracking-server/${name}`),
            docs.mlflowActions,
          ),
        ),
      ),
    ),
    ...(access.includes("read") && names.length > 0
      ? [callsOf(context).call("open MLflow", "sagemaker-mlflow:AccessUI", "*", docs.mlflowActions)]
      : []),
    ...apps.flatMap((id) => sagemakerCalls(context, `mlflow-app/${id}`, ["CallMlflowAppApi"], docs.mlflowActions)),
  ];
}

function serverCallerGrants(context: GrantContext): Grant[] {
  const on = (verbs: string, thing: string) => words(verbs).map((verb) => `${verb}${thing}`);
  return [
    ...sagemakerGrants(context, [
      {
        topic: "ManageTrackingServers",
        actions: [
          "AddTags",
          "CreatePresignedMlflowTrackingServerUrl",
          ...on("Create Delete Describe Start Stop Update", "MlflowTrackingServer"),
        ],
        resources: ["mlflow-tracking-server/*"],
        why: "Makes, opens, starts, stops and removes tracking servers.",
        source: docs.mlflowRole,
      },
      {
        topic: "ManageMlflowApps",
        actions: ["AddTags", "CreatePresignedMlflowAppUrl", ...on("Create Delete Describe Update", "MlflowApp")],
        resources: ["mlflow-app/*"],
        why: "Makes, opens and removes MLflow apps.",
        source: docs.mlflowRole,
      },
    ]),
    passRoleGrant(context, "Whoever makes a tracking server hands the role to SageMaker."),
  ];
}
