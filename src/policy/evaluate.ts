import { type CompiledCondition, compileConditions } from "./conditions.js";
import { asList, type PolicyDocument, type Statement } from "./document.js";
import { FEW, headIndex } from "./head-index.js";
import { type Lookup, lookupIn, matches, type Pattern, parsePattern } from "./pattern.js";
import { headed, type PatternSet, patternSet } from "./pattern-set.js";
import { type PrincipalReach, reachOf } from "./principals.js";
import type { AccessRequest, DecidingStatement, Decision, NamedDocument, PolicySet } from "./request.js";

/** A statement, taken apart once. */
interface CompiledStatement {
  statement: Statement;
  index: number;
  deny: boolean;
  /** Exact action names in lower case, and patterns for the rest. */
  actions: { exact: ReadonlySet<string>; patterns: readonly Pattern[]; negated: boolean };
  resources: { patterns: readonly Pattern[]; covers: PatternSet; negated: boolean } | undefined;
  conditions: readonly CompiledCondition[];
}

const compiled = new WeakMap<PolicyDocument, readonly CompiledStatement[]>();

/**
 * Decides a request as IAM does: an explicit deny anywhere wins; otherwise identity policies must allow it within the
 * permissions boundary, or the resource's own policy must; across accounts both must. The policy of a key, and the
 * trust policy of a role, must let IAM decide before identity policies count for it.
 * Policies are read once, and must not change afterwards.
 * Not modelled, because a tool cannot see them: service and resource control policies, session policies.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: AccessRequest, set: PolicySet): Decision {
  const lookup = lookupIn(request.context, request.principal);
  const action = request.action.toLowerCase();
  const find = (policies: readonly NamedDocument[], deny: boolean) => first(policies, deny, action, request, lookup);
  const boundary = set.permissionsBoundary === undefined ? [] : alone(set.permissionsBoundary);
  const resource = resourceStatements(set, action, request, lookup);

  const denied = find(set.identity, true) ?? find(boundary, true) ?? resource.denied;
  if (denied !== undefined) return { decision: "explicitDeny", by: denied };

  const allowed = find(set.identity, false);
  const bounded = set.permissionsBoundary === undefined || find(boundary, false) !== undefined;
  const crosses = set.account !== undefined && set.resourceAccount !== undefined && set.account !== set.resourceAccount;
  const kind = action.startsWith("kms:") ? "key" : action.startsWith("sts:assumerole") ? "role" : undefined;
  const mustDelegate = kind !== undefined && set.resource !== undefined;

  if (crosses) {
    const other = resource.allowed.session ?? resource.allowed.role ?? resource.allowed.account;
    if (allowed !== undefined && bounded && other !== undefined) return { decision: "allowed", by: allowed };
    if (allowed !== undefined && bounded) {
      return implicit(`the resource is in account ${set.resourceAccount}, whose own policy does not allow it`);
    }
  } else {
    const delegated = !mustDelegate || resource.allowed.account !== undefined;
    if (allowed !== undefined && bounded && delegated) return { decision: "allowed", by: allowed };
    // A resource policy that names the session is not held by the boundary; one that names the role is.
    const granted = resource.allowed.session ?? (bounded ? resource.allowed.role : undefined);
    if (granted !== undefined) return { decision: "allowed", by: granted };
    if (allowed !== undefined && bounded) return implicit(`the ${kind}'s own policy does not let IAM policies decide`);
  }
  if (allowed !== undefined) return implicit("the permissions boundary does not allow it");
  return implicit(() => nearestMiss(set.identity, action, request, lookup));
}

/** The reason is worked out when it is first asked for: most denials are only counted. */
function implicit(reason: string | (() => string)): Decision {
  let text = typeof reason === "string" ? reason : undefined;
  return {
    decision: "implicitDeny",
    get reason() {
      text ??= typeof reason === "string" ? reason : reason();
      return text;
    },
  };
}

function first(
  policies: readonly NamedDocument[],
  deny: boolean,
  action: string,
  request: AccessRequest,
  lookup: Lookup,
): DecidingStatement | undefined {
  const found = aboutAction(
    policies,
    action,
  )(request.resource).find(
    ({ statement }) => statement.deny === deny && appliesTo(statement, request.resource, lookup),
  );
  return found && deciding(found.policy, found.statement);
}

const lists = new WeakMap<NamedDocument, readonly NamedDocument[]>();

/** A policy as a set, the same each time. */
function alone(policy: NamedDocument): readonly NamedDocument[] {
  const list = lists.get(policy) ?? [policy];
  lists.set(policy, list);
  return list;
}

interface PlacedStatement {
  policy: NamedDocument;
  statement: CompiledStatement;
}

/** The statements about one action, by a resource that they may be about; in their order. */
type AboutAction = (resource: string) => readonly PlacedStatement[];

const byAction = new WeakMap<readonly NamedDocument[], Map<string, AboutAction>>();

/** The statements of some policies that name an action; worked out once, since sets of policies do not change. */
function aboutAction(policies: readonly NamedDocument[], action: string): AboutAction {
  const known = byAction.get(policies) ?? new Map<string, AboutAction>();
  byAction.set(policies, known);
  let about = known.get(action);
  if (about === undefined) {
    const found = policies.flatMap((policy) =>
      statementsOf(policy.document)
        .filter((statement) => matchesAction(statement, action))
        .map((statement) => ({ policy, statement })),
    );
    about = found.length < FEW ? () => found : indexed(found);
    known.set(action, about);
  }
  return about;
}

function indexed(found: readonly PlacedStatement[]): AboutAction {
  // Those that say what they are not about may be about anything.
  const open = found.flatMap(({ statement }, at) => (isListed(statement) ? [] : [at]));
  const near = headIndex(
    found.flatMap(({ statement }, at) =>
      isListed(statement) ? (statement.resources?.patterns ?? []).map((pattern) => headed(pattern, at)) : [],
    ),
  );
  return (resource) =>
    [...new Set([...open, ...near(resource)])].sort((a, b) => a - b).map((at) => found[at] as PlacedStatement);
}

function isListed({ resources }: CompiledStatement): boolean {
  return resources !== undefined && !resources.negated;
}

/** What the resource's own policies say to this principal, by how closely they name it. */
function resourceStatements(set: PolicySet, action: string, request: AccessRequest, lookup: Lookup) {
  const allowed: Partial<Record<PrincipalReach, DecidingStatement>> = {};
  let denied: DecidingStatement | undefined;
  for (const policy of set.resource ?? []) {
    for (const statement of statementsOf(policy.document)) {
      const reach = reachOf(statement.statement, request.principal, set.account, request.service);
      if (reach === undefined || !matchesAction(statement, action)) continue;
      if (!appliesTo(statement, request.resource, lookup)) continue;
      if (statement.deny) denied ??= deciding(policy, statement);
      else allowed[reach] ??= deciding(policy, statement);
    }
  }
  return { allowed, denied };
}

function deciding(policy: NamedDocument, { statement, index }: CompiledStatement): DecidingStatement {
  const { Sid, Effect } = statement;
  return { policy: policy.name, index, ...(Sid !== undefined && { sid: Sid }), effect: Effect };
}

function appliesTo(statement: CompiledStatement, resource: string, lookup: Lookup): boolean {
  return (
    matchesResource(statement, resource, lookup) && statement.conditions.every((condition) => condition.holds(lookup))
  );
}

function matchesAction({ actions }: CompiledStatement, action: string): boolean {
  // Names of actions hold no variables.
  const hit =
    actions.exact.has(action) || actions.patterns.some((pattern) => matches(pattern, action, () => undefined));
  return hit !== actions.negated;
}

function matchesResource({ resources }: CompiledStatement, resource: string, lookup: Lookup): boolean {
  // Trust policies and some resource policies have no Resource: they are about what they are attached to.
  if (resources === undefined) return true;
  return resources.covers(resource, lookup) !== resources.negated;
}

function statementsOf(document: PolicyDocument): readonly CompiledStatement[] {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const variables = document.Version === "2012-10-17";
  const list: readonly Statement[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  const made = list.map((statement, index) => compileStatement(statement, index, variables));
  compiled.set(document, made);
  return made;
}

function compileStatement(statement: Statement, index: number, variables: boolean): CompiledStatement {
  const { Action, NotAction, Resource, NotResource } = statement;
  const names = asList(Action ?? NotAction).map((name) => name.toLowerCase());
  const resources = Resource ?? NotResource;
  const patterns = asList(resources).map((arn) => parsePattern(arn, { variables }));
  return {
    statement,
    index,
    deny: statement.Effect === "Deny",
    actions: {
      exact: new Set(names.filter((name) => !/[*?]/.test(name))),
      patterns: names.filter((name) => /[*?]/.test(name)).map((name) => parsePattern(name, { variables: false })),
      negated: Action === undefined,
    },
    resources:
      resources === undefined ? undefined : { patterns, covers: patternSet(patterns), negated: Resource === undefined },
    conditions: compileConditions(statement.Condition, variables),
  };
}

/** Why nothing allowed the request: the statement that came closest, and where it stopped. */
function nearestMiss(
  policies: readonly NamedDocument[],
  action: string,
  request: AccessRequest,
  lookup: Lookup,
): string {
  const named = policies
    .flatMap((policy) => statementsOf(policy.document))
    .filter((statement) => !statement.deny && matchesAction(statement, action));
  if (named.length === 0) return `no statement allows ${request.action}`;
  const placed = named.find((statement) => matchesResource(statement, request.resource, lookup));
  if (placed === undefined) {
    const [closest] = named as [CompiledStatement, ...CompiledStatement[]];
    const where = asList(closest.statement.Resource).slice(0, 2).join(", ");
    return `${nameOf(closest)} allows it on other resources only: ${where}`;
  }
  const failed = placed.conditions.find((condition) => !condition.holds(lookup));
  const actual = lookup(failed?.key ?? "");
  return `${nameOf(placed)} asks for another ${failed?.key}${actual === undefined ? ": the request carries none" : ` than ${actual.join(", ")}`}`;
}

function nameOf({ statement, index }: CompiledStatement): string {
  return statement.Sid ?? `statement ${index + 1}`;
}
