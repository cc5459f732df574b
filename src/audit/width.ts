import { actionsOf, referenceServices } from "../policy/action-reference.js";
import { patternContains, patternsMeet } from "../policy/contain.js";
import { asList, type Statement } from "../policy/document.js";
import type { FoundRole } from "./found-role.js";
import { isAbout, leftOf, type Rights, rightsOf } from "./rights.js";

/**
 * How much a role may do, counted by AWS's service authorization reference: the same role always has the same width.
 * Denials without a condition and the boundary are taken off; conditions of what is allowed are not counted.
 */
export interface Width {
  /** Actions that it may call on something. */
  actions: number;
  /** Pairs of an action and a kind of resource that it works on (an action that works on none counts once). */
  pairs: number;
  /** Those pairs in which it reaches every resource of the kind in the account. */
  whole: number;
}

/** One action with one kind of resource. */
interface Pair {
  id: number;
  /** ARNs of the kind; undefined for an action that works on no resource in particular. */
  kind: string | undefined;
}

interface Indexed {
  action: string;
  pairs: readonly Pair[];
}

const index = new Map<string, Promise<readonly Indexed[]>>();
let ids = 0;

function indexed(service: string): Promise<readonly Indexed[]> {
  const known = index.get(service) ?? readIndex(service);
  index.set(service, known);
  return known;
}

async function readIndex(service: string): Promise<Indexed[]> {
  return [...(await actionsOf(service))].map(([name, { kinds }]) => {
    const patterns = kinds.length === 0 ? [undefined] : kinds.map(({ arn }) => arn);
    return {
      action: `${service}:${name}`,
      pairs: patterns.map((kind) => {
        ids += 1;
        return { id: ids, kind };
      }),
    };
  });
}

/** What statements reach, as ids of pairs. */
interface Reach {
  some: Set<number>;
  whole: Set<number>;
  actions: Set<string>;
}

/** The width of a role. */
export async function widthOf(role: FoundRole): Promise<Width> {
  const { actions, some, whole } = await reachOfAll(rightsOf(role));
  return { actions: actions.size, pairs: some.size, whole: whole.size };
}

const remembered = new Map<string, WeakMap<Statement, Reach>>();

/** Statements of managed policies are those of many roles: what one reaches by itself is worked out once. */
async function reachOfAll(rights: Rights): Promise<Reach> {
  const isFree = rights.boundary === undefined && rights.deny.length === 0;
  const cache = remembered.get(rights.account) ?? new WeakMap<Statement, Reach>();
  remembered.set(rights.account, cache);
  const all: Reach = { some: new Set(), whole: new Set(), actions: new Set() };
  for (const { statement } of rights.allow) {
    const reach = (isFree ? cache.get(statement) : undefined) ?? (await reachOf(statement, rights));
    if (isFree) cache.set(statement, reach);
    for (const id of reach.some) all.some.add(id);
    for (const id of reach.whole) all.whole.add(id);
    for (const action of reach.actions) all.actions.add(action);
  }
  return all;
}

async function reachOf(statement: Statement, rights: Rights): Promise<Reach> {
  const reach: Reach = { some: new Set(), whole: new Set(), actions: new Set() };
  for (const service of await servicesOf(statement)) {
    for (const { action, pairs } of await indexed(service)) {
      if (!isAbout(statement, action)) continue;
      const resources = leftOf(rights, statement, action);
      for (const { id, kind } of pairs) {
        if (!resources.some((resource) => meetsKind(resource, kind))) continue;
        reach.some.add(id);
        reach.actions.add(action);
        if (resources.some((resource) => holdsKind(resource, kind, rights)) && isWholeWithin(rights, action)) {
          reach.whole.add(id);
        }
      }
    }
  }
  return reach;
}

/** Within a boundary only what the boundary too allows on everything is whole. */
function isWholeWithin({ boundary }: Rights, action: string): boolean {
  return boundary?.some((statement) => isAbout(statement, action) && asList(statement.Resource).includes("*")) ?? true;
}

/** The services that a statement may be about; all of them where it says what it is not about. */
async function servicesOf({ Action }: Statement): Promise<Iterable<string>> {
  const prefixes = asList(Action).map((pattern) => pattern.split(":")[0]?.toLowerCase() ?? "");
  if (Action === undefined || prefixes.some((prefix) => /[*?]/.test(prefix))) return referenceServices();
  return new Set(prefixes);
}

const kinds = new Map<string, string>();

function anyOf(kind: string): string {
  const known = kinds.get(kind) ?? kind.replace(/\$\{[^}]*\}/g, "*");
  kinds.set(kind, known);
  return known;
}

function meetsKind(resource: string, kind: string | undefined): boolean {
  if (resource === "*") return true;
  if (kind === undefined) return false;
  const [parts, others] = [partsOf(resource), partsOf(anyOf(kind))];
  // A wildcard for a region is not meant to reach over into the kind.
  if (parts.length === 6) return parts.every((part, index) => patternsMeet(part, others[index] ?? ""));
  return patternsMeet(resource, anyOf(kind));
}

/** The six parts of an ARN; what names the resource is one, colons and all. */
function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
}

function holdsKind(resource: string, kind: string | undefined, { account, partition }: Rights): boolean {
  if (resource === "*" || kind === undefined) return resource === "*";
  // What names one thing holds no kind.
  if (!/[*?]/.test(resource)) return false;
  const here = kind.replaceAll("${Account}", account).replaceAll("${Partition}", partition);
  return patternContains(resource, anyOf(here));
}
