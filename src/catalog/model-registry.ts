import { callsOf, readAll } from "./calls.js";
import { docs } from "./docs.js";
import { dataKeyGrants } from "./kms.js";
import { s3Grants } from "./s3.js";
import { sagemakerArn, sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const NAME = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}";

/** What one may do in the registry, on groups and on the versions in them. */
const WORK = {
  register: {
    group: ["AddTags", "CreateModelPackageGroup", "DescribeModelPackageGroup"],
    versions: ["AddTags", "CreateModelPackage", "DescribeModelPackage", "ListModelPackages"],
    why: "Registers models as versions of a group.",
  },
  approve: {
    group: [],
    versions: ["DescribeModelPackage", "ListModelPackages", "UpdateModelPackage"],
    why: "Approves and rejects versions.",
  },
  deploy: {
    group: ["DescribeModelPackageGroup"],
    versions: ["DescribeModelPackage", "ListModelPackages"],
    why: "Looks up the version that is to be deployed.",
  },
  remove: {
    group: ["DeleteModelPackageGroup"],
    versions: ["DeleteModelPackage"],
    why: "Removes versions and groups.",
  },
} as const;

type WorkId = keyof typeof WORK;

/** The model registry: registering, approving, deploying versions, also of groups in other accounts. */
export const modelRegistry = defineUseCase({
  id: "model-registry",
  title: "Use the model registry",
  summary: "Jobs and pipelines register models as versions of a group, approve them, or look up the one to deploy.",
  options: {
    work: {
      kind: "choices",
      title: "What is done",
      help: "Choose all that code with this role does in the registry.",
      values: [
        { value: "register", title: "Register models", help: "Makes groups and versions." },
        { value: "approve", title: "Approve versions", help: "Changes the status of versions." },
        { value: "deploy", title: "Deploy versions", help: "Looks up versions and makes models from them." },
        { value: "remove", title: "Remove versions", help: "Deletes versions and groups for good." },
      ],
      default: ["register"],
    },
    groups: {
      kind: "texts",
      title: "Groups",
      help: "Names of the model groups; all of the account's without any.",
      pattern: NAME,
      example: "churn",
    },
    otherGroups: {
      kind: "texts",
      title: "Groups of other accounts",
      help: "ARNs of groups that other accounts share; their owners must let this role in as well.",
      pattern: `arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\\d{12}:model-package-group/${NAME}`,
      example: "arn:aws:sagemaker:eu-west-1:999988887777:model-package-group/churn",
    },
  },
  dataUse: () => ({ reads: true, writes: false }),
  // Registering only names an image; whoever deploys the version pulls it.
  usesImages: false,
  imageFamilies: [],
  grants: (context, { work, groups, otherGroups }) => [
    ...s3Grants(context, { reads: true, writes: false }),
    ...dataKeyGrants(context, { reads: true, writes: false }),
    ...registryGrants(context, work as readonly WorkId[], groups, otherGroups),
  ],
  journey: (context, { work, groups, otherGroups }) => [
    ...readAll(context),
    ...registryJourney(context, work as readonly WorkId[], groups, otherGroups),
  ],
  callerGrants: (context, { work, groups, otherGroups }) =>
    registryGrants(context, work as readonly WorkId[], groups, otherGroups).filter(
      ({ topic }) => topic !== "MakeModels",
    ),
  conflicts: (_, { otherGroups, work }) =>
    otherGroups.length > 0 && work.some((one) => one === "remove")
      ? [
          {
            message: "Versions and groups of other accounts are not removed from here: only their owners should.",
            remedy: "Take “remove” out, or the groups of other accounts.",
            source: docs.registryShare,
          },
        ]
      : [],
  callerJourney: (context, { work, groups, otherGroups }) =>
    registryJourney(context, work as readonly WorkId[], groups, otherGroups).filter(
      ({ resource }) => !resource.includes(":model/"),
    ),
  managedPolicies: ["AmazonSageMakerModelRegistryFullAccess", "AmazonSageMakerFullAccess"],
  sources: [
    { title: "Model registry", url: docs.registry },
    { title: "Groups of other accounts", url: docs.registryShare },
  ],
});

function registryGrants(
  context: GrantContext,
  work: readonly WorkId[],
  groups: readonly string[],
  others: readonly string[],
): Grant[] {
  const names = groups.length > 0 ? groups : ["*"];
  const common = { source: docs.registry };
  const shared = others.map((arn) => arn.replace(":model-package-group/", ":model-package/"));
  return [
    ...sagemakerGrants(context, [
      ...work.flatMap((id) => {
        const { group, versions, why } = WORK[id];
        return [
          ...(group.length > 0
            ? [
                {
                  ...common,
                  topic: "UseModelGroups",
                  actions: group,
                  resources: names.map((name) => `model-package-group/${name}`),
                  why,
                },
              ]
            : []),
          {
            ...common,
            topic: "UseModelVersions",
            actions: versions,
            // A version of a group is named `group/number`; one of no group has a single name.
            resources: names.map((name) => `model-package/${name === "*" ? "*" : `${name}/*`}`),
            why,
          },
        ];
      }),
      ...(work.includes("deploy")
        ? [
            {
              topic: "MakeModels",
              actions: ["AddTags", "CreateModel", "DescribeModel"],
              resources: ["model/*"],
              why: "Makes a model from the version.",
              source: docs.registryDeploy,
            },
          ]
        : []),
    ]),
    ...work
      .filter((id) => id !== "remove" && others.length > 0)
      .flatMap((id): Grant[] => {
        const { group, versions, why } = WORK[id];
        const sagemaker = (actions: readonly string[]) =>
          actions.filter((action) => action !== "CreateModelPackageGroup").map((action) => `sagemaker:${action}`);
        return [
          ...(sagemaker(group).length > 0
            ? [
                {
                  topic: "UseSharedGroups",
                  actions: sagemaker(group),
                  resources: others,
                  why,
                  source: docs.registryShare,
                },
              ]
            : []),
          {
            topic: "UseSharedVersions",
            actions: sagemaker(versions),
            resources: shared.map((arn) => `${arn}/*`),
            why,
            source: docs.registryShare,
          },
        ];
      }),
  ];
}

function registryJourney(
  context: GrantContext,
  work: readonly WorkId[],
  groups: readonly string[],
  others: readonly string[],
): JourneyCall[] {
  const calls = callsOf(context);
  const names = groups.length > 0 ? groups : ["fraud"];
  const does = (id: WorkId) => work.includes(id);
  const groupCalls = [
    ...(does("register") ? ["CreateModelPackageGroup", "AddTags"] : []),
    ...(does("register") || does("deploy") ? ["DescribeModelPackageGroup"] : []),
  ];
  const versionCalls = [
    ...(does("register") ? ["CreateModelPackage", "AddTags"] : []),
    ...(does("register") || does("approve") || does("deploy") ? ["ListModelPackages", "DescribeModelPackage"] : []),
    ...(does("approve") ? ["UpdateModelPackage"] : []),
  ];
  const shared = others.flatMap((arn) => {
    const owner = { "aws:ResourceAccount": arn.split(":")[4] ?? "" };
    const call = (action: string, resource: string) =>
      calls.call(`${action} of a shared group`, `sagemaker:${action}`, resource, docs.registryShare, owner);
    const version = `${arn.replace(":model-package-group/", ":model-package/")}/1`;
    return [
      ...groupCalls.filter((action) => action !== "CreateModelPackageGroup").map((action) => call(action, arn)),
      ...versionCalls.map((action) => call(action, version)),
    ];
  });
  return [
    ...names.flatMap((name) => [
      ...sagemakerCalls(context, `model-package-group/${name}`, groupCalls, docs.registry),
      ...sagemakerCalls(context, `model-package/${name}/1`, versionCalls, docs.registry),
      ...(does("remove")
        ? [
            ...sagemakerCalls(context, `model-package/${name}/1`, ["DeleteModelPackage"], docs.registry),
            ...sagemakerCalls(context, `model-package-group/${name}`, ["DeleteModelPackageGroup"], docs.registry),
          ]
        : []),
    ]),
    ...(does("deploy")
      ? ["CreateModel", "AddTags", "DescribeModel"].map((action) =>
          calls.call(
            `${action} from a version`,
            `sagemaker:${action}`,
            sagemakerArn(context, "model/from-version-1"),
            docs.registryDeploy,
          ),
        )
      : []),
    ...shared,
  ];
}
