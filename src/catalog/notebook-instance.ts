import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { volumeKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerArn, sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { STARTED_IMAGES, startsGrants, startsJourney, startsOption } from "./starts.js";
import { logGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext } from "./use-case.js";

const LOG_GROUP = "/aws/sagemaker/NotebookInstances";

/**
 * Notebook instances: access to data, and, where chosen, starting jobs and endpoints with the notebook's own role.
 * Lifecycle configurations need no right of their own: their scripts do what people may do.
 */
export const notebookInstance = defineUseCase({
  id: "notebook-instance",
  title: "Work in notebook instances",
  summary: "People work with the data in Jupyter notebooks; whoever opens one acts with this role.",
  options: {
    starts: startsOption,
    gitSecrets: {
      kind: "texts",
      title: "Secrets for Git",
      help: "ARNs of the secrets in Secrets Manager that hold the credentials of Git repositories.",
      pattern: "arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}",
      example: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonSageMaker-git-Ab1Cd2",
    },
    codeCommit: {
      kind: "texts",
      title: "CodeCommit repositories",
      help: "Names of the CodeCommit repositories that are cloned into notebooks.",
      pattern: "[A-Za-z0-9._-]{1,100}",
      example: "notebooks",
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: STARTED_IMAGES,
  grants: (context, { starts, gitSecrets, codeCommit }) => [
    ...startsGrants(context, starts),
    ...logGrants(context, LOG_GROUP),
    ...(starts.length > 0 ? [findRoleGrant(context)] : []),
    ...gitSecrets.map((arn) => ({
      topic: "ReadGitSecrets",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [arn],
      input: `secret ${arn.split(":").at(-1)}`,
      why: "The notebook reads the credentials of the Git repository from this secret.",
      source: docs.git,
    })),
    ...codeCommit.map((name) => ({
      topic: "UseRepositories",
      actions: ["codecommit:GitPull", "codecommit:GitPush"],
      resources: [`arn:${context.partition}:codecommit:${context.region}:${context.account}:${name}`],
      input: `repository ${name}`,
      why: "The notebook clones this repository, and people push to it.",
      source: docs.git,
    })),
  ],
  journey(context, { starts, gitSecrets, codeCommit }) {
    const calls = callsOf(context);
    return [
      ...calls.log(LOG_GROUP, "example-notebook/jupyter.log"),
      ...gitSecrets.map((arn) =>
        calls.call("clone a Git repository", "secretsmanager:GetSecretValue", arn, docs.git, {
          "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
        }),
      ),
      ...codeCommit.flatMap((name) =>
        ["GitPull", "GitPush"].map((action) =>
          calls.call(
            "use a CodeCommit repository",
            `codecommit:${action}`,
            `arn:${context.partition}:codecommit:${context.region}:${context.account}:${name}`,
            docs.git,
          ),
        ),
      ),
      ...(starts.length > 0
        ? [
            calls.call(
              "get_execution_role() in the Python SDK",
              "sagemaker:DescribeNotebookInstance",
              sagemakerArn(context, "notebook-instance/example-notebook"),
              docs.roles,
            ),
          ]
        : []),
      ...readAll(context),
      ...writeAll(context, "notebook-output.csv"),
      ...startsJourney(context, starts),
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
  callerJourney: (context) => {
    const calls = callsOf(context);
    const thing = "NotebookInstance";
    return [
      ...calls.passRole(),
      ...context.keys
        .filter((key) => key.volume)
        .flatMap(({ arn }) => [
          calls.call("look up the disk's key", "kms:DescribeKey", arn, docs.notebook, {
            "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
          }),
          ...calls.encryptVolume(arn),
        ]),
      ...sagemakerCalls(context, "notebook-instance/sam", [
        ...[`Create${thing}`, "AddTags", `Describe${thing}`, `CreatePresigned${thing}Url`],
        ...["Stop", "Update", "Start", "Delete"].map((verb) => `${verb}${thing}`),
      ]),
    ];
  },
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
    resources: [sagemakerArn(context, "notebook-instance/*")],
    why: "The Python SDK's get_execution_role() looks up which role the notebook has.",
    source: docs.roles,
  };
}

function callerGrants(context: GrantContext): Grant[] {
  return sagemakerGrants(context, [
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
      ],
      resources: ["notebook-instance/*"],
      why: "Makes, opens, stops and removes notebook instances. Whoever may open one acts with its role.",
    },
  ]);
}
