import { glueArns } from "./athena.js";
import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/** The Glue database of offline stores unless a group names another: made with the first group. */
export const DATABASE = "sagemaker_featurestore";

const MANAGE = ["AddTags", "CreateFeatureGroup", "DeleteFeatureGroup", "DescribeFeatureGroup", "UpdateFeatureGroup"];

/**
 * What whoever makes a group needs on the key of its online store. AWS's page lists kms:RevokeGrant too, and its example
 * gives that to the key's administrators alone: the narrower is followed.
 */
const KEY_OF_MAKER = [
  "CreateGrant",
  "Decrypt",
  "DescribeKey",
  "Encrypt",
  "GenerateDataKey",
  "ListGrants",
  "ReEncryptFrom",
  "ReEncryptTo",
  "RetireGrant",
];

/** What the person's choices say about whoever makes the groups. */
export interface FeatureGroupUse {
  work: readonly string[];
  /** Names of groups; all without any. */
  groups: readonly string[];
  databases: readonly string[];
  /** ARNs of the keys of online stores. */
  onlineKeys: readonly string[];
}

/** `feature-group/name` of each group, or of all. */
export function groupNames(groups: readonly string[]): string[] {
  return (groups.length > 0 ? groups : ["*"]).map((name) => `feature-group/${name}`);
}

/** Work with records of groups whose online store has a key of the person's own. */
export function onlineKeyGrants(context: GrantContext, keys: readonly string[]): Grant[] {
  return keys.map((key) => ({
    topic: "DecryptOnlineRecords",
    actions: ["kms:Decrypt"],
    resources: [key],
    condition: viaFeatureStore(context),
    input: `key ${key.split("/").at(-1)}`,
    why: "Whoever writes or reads records of an online store needs its key.",
    source: docs.featureStoreSecurity,
  }));
}

/** The call of it. */
export function onlineKeyJourney(context: GrantContext, keys: readonly string[]): JourneyCall[] {
  return keyCalls(context, "decrypt a record", keys, ["Decrypt"]);
}

/** Making groups, where the role is that of an offline store. */
export function featureStoreCallerGrants(context: GrantContext, use: FeatureGroupUse): Grant[] {
  return [
    ...(use.work.includes("offline") ? makeGroupGrants(context, use) : []),
    passRoleGrant(context, "Whoever makes a feature group, or a job that works with one, hands the role to SageMaker."),
  ];
}

function makeGroupGrants(context: GrantContext, { groups, databases, onlineKeys }: FeatureGroupUse): Grant[] {
  const stores = databases.length > 0 ? databases : [DATABASE];
  const glue = { input: `databases ${stores.join(", ")}`, source: docs.fullAccess };
  return [
    ...sagemakerGrants(context, [
      {
        topic: "ManageFeatureGroups",
        actions: MANAGE,
        resources: groupNames(groups),
        why: "Makes, changes and removes feature groups.",
        source: docs.featureStore,
      },
    ]),
    // The role's own policy of AWS has no right to make tables: SageMaker makes them for whoever makes the group.
    {
      ...glue,
      topic: "FindTableDatabase",
      actions: ["glue:GetDatabase"],
      resources: glueArns(context, stores, { tables: false }),
      why: "SageMaker looks for the database of the group's table.",
    },
    {
      ...glue,
      topic: "MakeTables",
      actions: ["glue:CreateTable", "glue:GetTable"],
      resources: glueArns(context, stores),
      why: "SageMaker makes the table of the offline store for whoever makes the group.",
    },
    ...(databases.length > 0
      ? []
      : [
          {
            ...glue,
            topic: "MakeTableDatabase",
            actions: ["glue:CreateDatabase"],
            resources: glueArns(context, stores, { tables: false }),
            why: "The first group with an offline store makes the database of its table.",
          },
        ]),
    ...onlineKeys.map((key) => ({
      topic: "EncryptOnlineStores",
      actions: KEY_OF_MAKER.map((name) => `kms:${name}`),
      resources: [key],
      condition: viaFeatureStore(context),
      input: `key ${key.split("/").at(-1)}`,
      why: "Feature Store uses the online store's key for whoever makes the group.",
      source: docs.featureStoreSecurity,
    })),
    ...(onlineKeys.length > 0
      ? [
          {
            topic: "ListKeyAliases",
            actions: ["kms:ListAliases"],
            resources: ["*"],
            why: "Feature Store looks up the key of an online store; listing aliases has no resource to name.",
            source: docs.featureStoreSecurity,
          },
        ]
      : []),
  ];
}

/** Making a group with an offline store, changing and removing it. */
export function featureStoreCallerJourney(context: GrantContext, use: FeatureGroupUse): JourneyCall[] {
  const { work, groups, databases, onlineKeys } = use;
  const calls = callsOf(context);
  if (!work.includes("offline")) return calls.passRole();
  const glue = (step: string, action: string, store: string, ...more: string[]) =>
    [
      glueArn(context, "catalog"),
      glueArn(context, `database/${store}`),
      ...more.map((table) => glueArn(context, `table/${store}/${table}`)),
    ].map((arn) => calls.call(step, `glue:${action}`, arn, docs.fullAccess));
  return [
    ...calls.passRole(),
    ...(onlineKeys.length > 0
      ? [calls.call("look up the key of the online store", "kms:ListAliases", "*", docs.featureStoreSecurity)]
      : []),
    ...keyCalls(context, "encrypt the online store", onlineKeys, [
      ...["DescribeKey", "CreateGrant", "ListGrants", "GenerateDataKey", "Encrypt"],
      ...["Decrypt", "ReEncryptFrom", "ReEncryptTo", "RetireGrant"],
    ]),
    ...(databases.length > 0 ? databases : ["sagemaker_featurestore"]).flatMap((store) => [
      ...glue("find the table's database", "GetDatabase", store),
      ...glue("make the table", "CreateTable", store, "orders_1700000000"),
      ...glue("look at the table", "GetTable", store, "orders_1700000000"),
    ]),
    ...(databases.length > 0 ? [] : glue("make the table's database", "CreateDatabase", "sagemaker_featurestore")),
    ...(groups.length > 0 ? groups : ["orders"]).flatMap((name) =>
      sagemakerCalls(
        context,
        `feature-group/${name}`,
        ["CreateFeatureGroup", "AddTags", "DescribeFeatureGroup", "UpdateFeatureGroup", "DeleteFeatureGroup"],
        docs.featureStore,
      ),
    ),
  ];
}

function glueArn({ partition, region, account }: GrantContext, resource: string): string {
  return `arn:${partition}:glue:${region}:${account}:${resource}`;
}

/** Keys of online stores are used through SageMaker, in the form that AWS's page gives for it. */
function viaFeatureStore({ region, dnsSuffix }: GrantContext) {
  return { StringEquals: { "kms:ViaService": `sagemaker.${region}.${dnsSuffix}` } };
}

function keyCalls(
  context: GrantContext,
  step: string,
  keys: readonly string[],
  actions: readonly string[],
): JourneyCall[] {
  return keys.flatMap((key) =>
    actions.map((action) =>
      callsOf(context).call(step, `kms:${action}`, key, docs.featureStoreSecurity, {
        "aws:ResourceAccount": key.split(":")[4] ?? context.account,
        "kms:ViaService": `sagemaker.${context.region}.${context.dnsSuffix}`,
      }),
    ),
  );
}
