import { nameInArn } from "../policy/arn.js";
import { patternContains, patternsMeet } from "../policy/contain.js";
import { asList, type PolicyDocument, type Statement } from "../policy/document.js";
import { accountOf, type FoundRole } from "./found-role.js";

/** A statement of a role's policies. */
export interface Placed {
  statement: Statement;
  /** The policy it stands in. */
  policy: string;
  /** Its Sid, or which one it is in its policy, from 1. */
  sid: string;
  /** Whether AWS keeps the policy. */
  isAws: boolean;
}

/** What decides over a role's requests: its own policies, those attached to it, and its boundary. */
export interface Rights {
  allow: readonly Placed[];
  /** Denials, the boundary's too. */
  deny: readonly Placed[];
  /** What the boundary lets through; undefined for a role without one, or whose boundary could not be read. */
  boundary: readonly Statement[] | undefined;
  account: string;
  /** Such as `aws`. */
  partition: string;
}

/** What is left of a statement that allows an action. */
export interface Allowed {
  placed: Placed;
  /** Patterns of resources on which neither a denial nor the boundary stops it. */
  resources: readonly string[];
}

/** The statements of a role, in order: its own policies first. */
export function rightsOf(role: FoundRole): Rights {
  const { policies, attachedManagedPolicies, permissionsBoundary } = role.definition;
  const attached = attachedManagedPolicies.flatMap((arn) => {
    const document = role.texts[arn];
    return document === undefined ? [] : place(nameInArn(arn), document, isAwsOwn(arn));
  });
  const placed = [...policies.flatMap(({ name, document }) => place(name, document, false)), ...attached];
  const bound = permissionsBoundary === undefined ? undefined : role.texts[permissionsBoundary];
  const bounding = bound === undefined ? [] : place(nameInArn(permissionsBoundary ?? ""), bound, false);
  const of = (list: readonly Placed[], effect: string) => list.filter(({ statement }) => statement.Effect === effect);
  return {
    allow: of(placed, "Allow"),
    deny: [...of(placed, "Deny"), ...of(bounding, "Deny")],
    boundary: bound === undefined ? undefined : of(bounding, "Allow").map(({ statement }) => statement),
    account: accountOf(role),
    partition: role.arn.split(":")[1] ?? "aws",
  };
}

/** Whether a managed policy is AWS's own. */
export function isAwsOwn(arn: string): boolean {
  return arn.split(":")[4] === "aws";
}

function place(policy: string, { Statement }: PolicyDocument, isAws: boolean): Placed[] {
  return Statement.map((statement, index) => ({ statement, policy, sid: statement.Sid ?? `${index + 1}`, isAws }));
}

const matchers = new WeakMap<Statement, (action: string) => boolean>();

/**
 * Whether a statement is about an action.
 * @param action in lower case
 */
export function isAbout(statement: Statement, action: string): boolean {
  const known = matchers.get(statement) ?? matcherOf(statement);
  matchers.set(statement, known);
  return known(action);
}

function matcherOf({ Action, NotAction }: Statement): (action: string) => boolean {
  const names = asList(Action ?? NotAction).map((name) => name.toLowerCase());
  const exact = new Set(names.filter((name) => !/[*?]/.test(name)));
  const patterns = names.filter((name) => /[*?]/.test(name)).map(asExpression);
  const isNegated = Action === undefined;
  return (action) => (exact.has(action) || patterns.some((pattern) => pattern.test(action))) !== isNegated;
}

function asExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}

/** Whether a statement holds under some circumstances only. */
export function isConditional({ Condition }: Statement): boolean {
  return Object.keys(Condition ?? {}).length > 0;
}

/**
 * The statements that allow an action, with the resources that are left to them. What a denial with a condition would
 * stop counts as allowed: nobody knows here whether the condition is met.
 * @param action in lower case
 */
export function allowed(rights: Rights, action: string): Allowed[] {
  return rights.allow.flatMap((placed): Allowed[] => {
    if (!isAbout(placed.statement, action)) return [];
    const resources = leftOf(rights, placed.statement, action);
    return resources.length === 0 ? [] : [{ placed, resources }];
  });
}

/** The resources of a statement on which it allows an action; everything where it says what it is not about. */
export function leftOf({ deny, boundary }: Rights, { Resource }: Statement, action: string): string[] {
  const denials = deny.filter(({ statement }) => !isConditional(statement) && isAbout(statement, action));
  const bounds = boundary?.filter((statement) => isAbout(statement, action));
  return asList(Resource ?? "*").filter(
    (resource) =>
      !denials.some(({ statement }) => containsAll(statement, resource)) &&
      (bounds === undefined || bounds.some((statement) => mayHold(statement, resource))),
  );
}

function containsAll({ Resource, NotResource }: Statement, resource: string): boolean {
  if (NotResource !== undefined) return !asList(NotResource).some((excepted) => patternsMeet(excepted, resource));
  return asList(Resource ?? "*").some((pattern) => patternContains(pattern, resource));
}

function mayHold({ Resource, NotResource }: Statement, resource: string): boolean {
  if (NotResource !== undefined) return !asList(NotResource).some((excepted) => patternContains(excepted, resource));
  return asList(Resource ?? "*").some((pattern) => patternsMeet(pattern, resource));
}
