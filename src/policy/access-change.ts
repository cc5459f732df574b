import { patternContains, patternsMeet, wideIndex } from "./contain.js";
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
  if (textsIn(list).has(textOf(rule))) return [];
  const parts = new Map<string, { actions: Names[]; resources: Names[]; condition: ConditionBlock | undefined }>();
  const widerAt = new Map<string, Rest | undefined>();
  const conditions = new Map<string, number>();
  const rulesAround = aroundIn(list);
  // What is left of an action on one resource is left of it on each that the same rules contain.
  const restOf = (wider: readonly Rule[], at: string): Rest | undefined => {
    if (widerAt.has(at)) return widerAt.get(at);
    const isCovered = (condition: ConditionBlock | undefined) =>
      wider.some((other) => conditionImplies(condition, other.condition));
    let rest: Rest | undefined;
    if (!isCovered(rule.condition)) {
      const condition = rule.condition && withoutValues(rule.condition, isCovered);
      const text = JSON.stringify(condition) ?? "";
      const id = conditions.get(text) ?? conditions.size;
      conditions.set(text, id);
      rest = { condition, id };
    }
    widerAt.set(at, rest);
    return rest;
  };
  for (const resource of rule.resources) {
    const here = rulesAround(resource);
    const left = new Map<number, { rest: Rest; actions: Names[]; positions: number[] }>();
    for (const [position, action] of rule.actions.entries()) {
      const wider = here.filter(({ rule: other }) => other.actions.some((names) => namesContain(names, action)));
      const rest = restOf(
        wider.map((around) => around.rule),
        wider.map(({ index }) => index).join(),
      );
      if (rest === undefined) continue;
      const entry = left.get(rest.id) ?? { rest, actions: [], positions: [] };
      entry.actions.push(action);
      entry.positions.push(position);
      left.set(rest.id, entry);
    }
    for (const { rest, actions, positions } of left.values()) {
      const key = `${rest.id}:${positions}`;
      const part = parts.get(key) ?? { actions, resources: [], condition: rest.condition };
      part.resources.push(resource);
      parts.set(key, part);
    }
  }
  return [...parts.values()].map((part) => ({ ...rule, ...part }));
}

const texts = new WeakMap<readonly Rule[], ReadonlySet<string>>();

/** The rules of a list as texts, by which one that stands in both lists is found. */
function textsIn(list: readonly Rule[]): ReadonlySet<string> {
  const known = texts.get(list) ?? new Set(list.map(textOf));
  texts.set(list, known);
  return known;
}

function textOf({ actions, resources, condition }: Rule): string {
  return JSON.stringify([actions, resources, condition]);
}

/** What is left of a condition, and a number that tells it from others. */
interface Rest {
  condition: ConditionBlock | undefined;
  id: number;
}

interface PlacedRule {
  rule: Rule;
  index: number;
}

const indexes = new WeakMap<readonly Rule[], (resource: Names) => PlacedRule[]>();

/** Finds the rules of a list that have a resource which contains another. */
function aroundIn(list: readonly Rule[]): (resource: Names) => PlacedRule[] {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const entries = list.flatMap((rule, index) =>
    rule.resources.map((names) => [names.pattern, { names, rule, index }] as const),
  );
  const find = wideIndex(entries);
  const around = (resource: Names) => {
    const found = find(resource.pattern).filter(({ names }) => namesContain(names, resource));
    const byIndex = new Map(found.map(({ rule, index }) => [index, { rule, index }]));
    return [...byIndex.values()].sort((a, b) => a.index - b.index);
  };
  indexes.set(list, around);
  return around;
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
