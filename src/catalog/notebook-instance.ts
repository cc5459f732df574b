import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { manageEndpointGrants, manageModelGrants } from "./endpoint.js";
import { exampleRepositories, jobJourney, startJourney } from "./job-journey.js";
import { INFERENCE_IMAGES, type JobKindId, jobKinds, runtimeGrants, startJobGrants } from "./job-kinds.js";
import { volumeKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { logGrants, metricGrants, readLogsGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext } from "./use-case.js";
import { vpcGrants } from "./vpc.js";

const LOG_GROUP = "/aws/sagemaker/NotebookInstances";
const ENDPOINT_LOGS = "/aws/sagemaker/Endpoints/*";
const JOBS = ["training", "processing", "transform", "tuning"] as const satisfies readonly JobKindId[];

/** Notebook instances: access to data, and, where chosen, starting jobs and endpoints with the notebook's own role. */
export const notebookInstance = defineUseCase({
  id: "notebook-instance",
  title: "Work in notebook instances",
  summary: "People work with the data in Jupyter notebooks; whoever opens one acts with this role.",
  options: {
    starts: {
      kind: "choices",
      title: "What notebooks start",
      help: "Each adds the right to start it, to hand it this same role, and all that it needs to run.",
      values: [
        { value: "training", title: "Training jobs", help: "With this same role, handed on to SageMaker." },
        { value: "processing", title: "Processing jobs", help: "With this same role, handed on to SageMaker." },
        { value: "transform", title: "Batch transform jobs", help: "Makes the model and the job that uses it." },
        { value: "tuning", title: "Tuning jobs", help: "With this same role, handed on to SageMaker." },
        { value: "endpoint", title: "Endpoints", help: "Makes, calls and removes models and endpoints." },
      ],
      default: [],
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: [...new Set([...JOBS.flatMap((id) => [...jobKinds[id].imageFamilies]), ...INFERENCE_IMAGES])],
  grants(context, { starts }) {
    const kinds = JOBS.filter((id) => starts.includes(id));
    return [
      // The data belongs to the notebook's own code as well.
      ...runtimeGrants(context, kinds),
      ...logGrants(context, LOG_GROUP),
      ...kinds.flatMap((id) => [...startJobGrants(context, id), ...readLogsGrants(context, jobKinds[id].logGroup)]),
      ...(starts.includes("endpoint")
        ? endpointGrants(context, { narrow: kinds.every((id) => jobKinds[id].narrowNetwork) })
        : starts.includes("transform")
          ? manageModelGrants(context)
          : []),
      ...(starts.length > 0
        ? [findRoleGrant(context), passRoleGrant(context, "What notebooks start runs with this same role.")]
        : []),
    ];
  },
  journey(context, { starts }) {
    const calls = callsOf(context);
    const kinds = JOBS.filter((id) => starts.includes(id));
    return [
      ...calls.log(LOG_GROUP, "example-notebook/jupyter.log"),
      ...(starts.length > 0
        ? [
            calls.call(
              "get_execution_role() in the Python SDK",
              "sagemaker:DescribeNotebookInstance",
              sagemaker(context, "notebook-instance/example-notebook"),
              docs.roles,
            ),
          ]
        : []),
      ...readAll(context),
      ...writeAll(context, "notebook-output.csv"),
      ...kinds.flatMap((id) => [
        ...startJourney(context, id, "example-job"),
        ...jobJourney(context, id),
        ...calls.readLog(jobKinds[id].logGroup, "example-job/algo-1-1700000000"),
      ]),
      ...(starts.includes("endpoint") || starts.includes("transform") ? modelJourney(context) : []),
      ...(starts.includes("endpoint") ? endpointJourney(context) : []),
      ...(starts.length > 0 ? calls.passRole() : []),
    ];
  },
  callerGrants: (context) => [
    ...callerGrants(context),
    passRoleGrant(context, "Whoever makes a notebook instance hands the role to SageMaker."),
    ...volumeKeyGrants(context).map((grant) => ({
      ...grant,
      topic: "EncryptNotebookVolumes",
      why: "Whoever makes a notebook instance grants its volume the key.",
      source: docs.notebook,
    })),
    ...volumeKeyGrants(context).map((grant) => ({
      topic: "LookUpKeys",
      actions: ["kms:DescribeKey"],
      resources: grant.resources,
      why: "Making a notebook instance looks up the key of its volume.",
      source: docs.notebook,
    })),
  ],
  managedPolicies: ["AmazonSageMakerFullAccess", "AmazonSageMakerReadOnly"],
  sources: [{ title: "Execution role permissions for CreateNotebookInstance", url: docs.notebook }],
});

/**
 * The Python SDK asks the notebook instance for its role's ARN before it starts anything; without, it guesses an ARN
 * that lacks the role's path. Source: `get_caller_identity_arn` in https://github.com/aws/sagemaker-python-sdk
 */
function findRoleGrant(context: GrantContext): Grant {
  return {
    topic: "FindThisRole",
    actions: ["sagemaker:DescribeNotebookInstance"],
    resources: [sagemaker(context, "notebook-instance/*")],
    why: "The Python SDK's get_execution_role() looks up which role the notebook has.",
    source: docs.roles,
  };
}

function endpointGrants(context: GrantContext, network: { narrow: boolean }): Grant[] {
  return [
    ...manageEndpointGrants(context, ["real-time", "async"]),
    ...imageGrants(context, INFERENCE_IMAGES),
    ...logGrants(context, ENDPOINT_LOGS),
    ...metricGrants("/aws/sagemaker/Endpoints"),
    ...vpcGrants(context, network),
    // Whoever makes an endpoint with an encrypted volume grants the key: here, the notebook.
    ...volumeKeyGrants(context).map((grant) => ({ ...grant, source: docs.volumeKey })),
  ];
}

function modelJourney(context: GrantContext) {
  const model = sagemaker(context, "model/example-model");
  return ["CreateModel", "AddTags", "DescribeModel", "DeleteModel"].map((action) =>
    callsOf(context).call(`${action} from a notebook`, `sagemaker:${action}`, model, docs.model),
  );
}

function endpointJourney(context: GrantContext) {
  const calls = callsOf(context);
  const config = sagemaker(context, "endpoint-config/example");
  const endpoint = sagemaker(context, "endpoint/example");
  const call = (action: string, arn: string) =>
    calls.call(`${action} from a notebook`, `sagemaker:${action}`, arn, docs.apiPermissions);
  return [
    ...["CreateEndpointConfig", "AddTags", "DescribeEndpointConfig"].map((action) => call(action, config)),
    ...["CreateEndpoint", "UpdateEndpoint"].flatMap((action) => [call(action, endpoint), call(action, config)]),
    ...["AddTags", "DescribeEndpoint", "InvokeEndpoint", "InvokeEndpointAsync", "DeleteEndpoint"].map((action) =>
      call(action, endpoint),
    ),
    call("DeleteEndpointConfig", config),
    ...context.keys.filter((key) => key.volume).flatMap((key) => calls.encryptVolume(key.arn)),
    ...calls.connectToVpc(),
    ...calls.pull(exampleRepositories(context, INFERENCE_IMAGES)),
    ...calls.log("/aws/sagemaker/Endpoints/example", "AllTraffic/i-0123456789abcdef0"),
    ...calls.metric("/aws/sagemaker/Endpoints"),
  ];
}

function callerGrants(context: GrantContext): Grant[] {
  return [
    {
      topic: "ManageNotebooks",
      actions: [
        "AddTags",
        "CreateNotebookInstance",
        "CreatePresignedNotebookInstanceUrl",
        "DeleteNotebookInstance",
        "DescribeNotebookInstance",
        "StartNotebookInstance",
        "StopNotebookInstance",
        "UpdateNotebookInstance",
      ].map((action) => `sagemaker:${action}`),
      resources: [sagemaker(context, "notebook-instance/*")],
      why: "Makes, opens, stops and removes notebook instances. Whoever may open one acts with its role.",
      source: docs.apiPermissions,
    },
  ];
}

function sagemaker({ partition, region, account }: GrantContext, resource: string): string {
  return `arn:${partition}:sagemaker:${region}:${account}:${resource}`;
}
