import { patternContains, patternsMeet } from "./contain.js";
import { asList, type ConditionBlock, type Effect, type PolicyDocument, type Statement } from "./document.js";
import { asksForAny, conditionImplies } from "./implies.js";

/** A set of names: what a pattern fits, without what others fit. */
interface Names {
  pattern: string;
  except: readonly string[];
}

/** One statement taken apart. */
interface Rule {
  actions: readonly Names[];
  resources: readonly Names[];
  condition: ConditionBlock | undefined;
  /** Its policy, and its Sid, if it has one. */
  from: string;
}

/** Requests that are decided otherwise than before. */
export interface AccessLine {
  change: "gained" | "lost";
  /** What brings it about: a statement that allows is new (or gone), or one that denies is gone (or new). */
  by: Effect;
  /** Patterns of actions, in lower case; each with those that are excepted. */
  actions: readonly Names[];
  resources: readonly Names[];
  condition?: ConditionBlock;
  from: string;
}

/** A document with the name it is reported by. */
export interface Source {
  name: string;
  document: PolicyDocument;
}

/**
 * What a set of policies allows that another did not, and the other way round. Every request that the two decide
 * differently is in some line; a line may hold requests that they decide alike, where it cannot be told that they do.
 * Empty for sets that say the same, in whatever statements they say it.
 */
export function accessChange(before: readonly Source[], after: readonly Source[]): AccessLine[] {
  const was = rulesOf(before);
  const is = rulesOf(after);
  return [...gained(was, is).map(asLine("gained")), ...gained(is, was).map(asLine("lost"))];
}

interface Gain {
  by: Effect;
  rule: Rule;
}

function asLine(change: AccessLine["change"]) {
  return ({ by, rule }: Gain): AccessLine => ({
    change,
    by,
    actions: rule.actions,
    resources: rule.resources,
    ...(rule.condition && { condition: rule.condition }),
    from: rule.from,
  });
}

interface Rules {
  allow: readonly Rule[];
  deny: readonly Rule[];
}

function rulesOf(sources: readonly Source[]): Rules {
  const rules = sources.flatMap(({ name, document }) =>
    statementsOf(document).map((statement) => ({ effect: statement.Effect, rule: ruleOf(statement, name) })),
  );
  const of = (effect: Effect) => rules.filter((entry) => entry.effect === effect).map(({ rule }) => rule);
  return { allow: of("Allow"), deny: of("Deny") };
}

function statementsOf({ Statement }: PolicyDocument): Statement[] {
  return Array.isArray(Statement) ? Statement : [Statement];
}

function ruleOf({ Sid, Action, NotAction, Resource, NotResource, Condition }: Statement, policy: string): Rule {
  const names = (listed: string[] | string | undefined, excepted: string[] | string | undefined): Names[] =>
    excepted === undefined
      ? asList(listed ?? "*").map((pattern) => ({ pattern, except: [] }))
      : [{ pattern: "*", except: asList(excepted) }];
  const lower = (list: string[] | string | undefined) => list && asList(list).map((name) => name.toLowerCase());
  return {
    actions: names(lower(Action), lower(NotAction)),
    resources: names(Resource, NotResource),
    condition: Condition,
    from: Sid === undefined ? policy : `${policy} ${Sid}`,
  };
}

/** What `after` may allow that `before` does not. */
function gained(before: Rules, after: Rules): Gain[] {
  const allowed = after.allow.flatMap((rule) =>
    uncovered(rule, before.allow).map((part): Gain => ({ by: "Allow", rule: part })),
  );
  const released = before.deny
    .flatMap((rule) => uncovered(rule, after.deny))
    .filter((rule) => after.allow.some((other) => rulesMeet(rule, other)))
    .map((rule): Gain => ({ by: "Deny", rule }));
  return [...allowed, ...released];
}

/**
 * The parts of a rule that no one rule of a list contains: its resources, by the actions and the values of conditions
 * that are left of each.
 */
function uncovered(rule: Rule, list: readonly Rule[]): Rule[] {
  const parts = new Map<string, { actions: Names[]; resources: Names[]; condition: ConditionBlock | undefined }>();
  for (const resource of rule.resources) {
    const here = list.filter((other) => other.resources.some((names) => namesContain(names, resource)));
    const left = new Map<string, { actions: Names[]; condition: ConditionBlock | undefined }>();
    for (const action of rule.actions) {
      const wider = here.filter((other) => other.actions.some((names) => namesContain(names, action)));
      const isCovered = (condition: ConditionBlock | undefined) =>
        wider.some((other) => conditionImplies(condition, other.condition));
      if (isCovered(rule.condition)) continue;
      const condition = rule.condition && withoutValues(rule.condition, isCovered);
      group(left, JSON.stringify(condition), { actions: [], condition }).actions.push(action);
    }
    for (const { actions, condition } of left.values()) {
      group(parts, JSON.stringify([actions, condition]), { actions, resources: [], condition }).resources.push(
        resource,
      );
    }
  }
  return [...parts.values()].map((part) => ({ ...rule, ...part }));
}

function group<T>(groups: Map<string, T>, key: string, fresh: T): T {
  const known = groups.get(key) ?? fresh;
  groups.set(key, known);
  return known;
}

/** A condition without those of its alternatives that are covered: a list of values asks for any of them. */
function withoutValues(condition: ConditionBlock, isCovered: (one: ConditionBlock) => boolean): ConditionBlock {
  let left = condition;
  for (const [operator, block] of Object.entries(condition)) {
    if (!asksForAny(operator)) continue;
    for (const [key, values] of Object.entries(block)) {
      const list = asList(values);
      const withValue = (value: string | string[]) => ({ ...left, [operator]: { ...left[operator], [key]: value } });
      const kept = list.length < 2 ? list : list.filter((value) => !isCovered(withValue(value)));
      if (kept.length > 0 && kept.length < list.length)
        left = withValue(kept.length === 1 ? (kept[0] as string) : kept);
    }
  }
  return left;
}

function rulesMeet(a: Rule, b: Rule): boolean {
  return anyMeet(a.actions, b.actions) && anyMeet(a.resources, b.resources);
}

function anyMeet(some: readonly Names[], others: readonly Names[]): boolean {
  return some.some((names) => others.some((other) => namesMeet(names, other)));
}

/** Whether all names of one set are in another. */
function namesContain(wide: Names, narrow: Names): boolean {
  return (
    patternContains(wide.pattern, narrow.pattern) &&
    wide.except.every(
      (excepted) =>
        !patternsMeet(excepted, narrow.pattern) || narrow.except.some((other) => patternContains(other, excepted)),
    )
  );
}

function namesMeet(a: Names, b: Names): boolean {
  return (
    patternsMeet(a.pattern, b.pattern) &&
    !a.except.some((excepted) => patternContains(excepted, b.pattern)) &&
    !b.except.some((excepted) => patternContains(excepted, a.pattern))
  );
}

/** A line as the statement that allows just what is in it. */
export function lineStatements({ actions, resources, condition }: AccessLine): Statement[] {
  return actions.flatMap((action) =>
    resources.map(
      (resource): Statement => ({
        Effect: "Allow",
        ...(action.except.length > 0 ? { NotAction: [...action.except] } : { Action: action.pattern }),
        ...(resource.except.length > 0 ? { NotResource: [...resource.except] } : { Resource: resource.pattern }),
        ...(condition && { Condition: condition }),
      }),
    ),
  );
}
