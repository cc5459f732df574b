import { canonicalCondition } from "./canonical.js";
import { asList, type ConditionBlock, type Effect } from "./document.js";

/** A statement in the making, with its reasons. */
export interface Piece<R> {
  /** What it does, as words in UpperCamelCase; becomes the Sid. */
  topic: string;
  effect: Effect;
  actions: readonly string[];
  resources: readonly string[];
  condition?: ConditionBlock;
  reasons: readonly R[];
}

/**
 * Folds pieces that share effect and condition and either their resources or their actions, and pieces that differ only
 * in the values of their one condition, until none do. The result allows and denies exactly what the pieces did: the
 * lists that are joined stand beside equal other parts.
 * Pieces keep the order in which the first of each fold came; lists are sorted.
 */
export function mergePieces<R>(pieces: readonly Piece<R>[]): Piece<R>[] {
  let merged = pieces.map(tidy);
  for (;;) {
    const before = merged.length;
    merged = fold(merged, (piece) => piece.resources);
    merged = fold(merged, (piece) => piece.actions);
    merged = foldValues(merged);
    if (merged.length === before) return merged;
  }
}

function tidy<R>(piece: Piece<R>): Piece<R> {
  const { condition, ...rest } = piece;
  return {
    ...rest,
    actions: uniqueSorted(piece.actions),
    resources: withoutCovered(uniqueSorted(piece.resources)),
    ...(condition !== undefined && Object.keys(condition).length > 0 && { condition: canonicalCondition(condition) }),
  };
}

/** Joins the pieces whose effect, condition and `shared` list are equal. */
function fold<R>(pieces: readonly Piece<R>[], shared: (piece: Piece<R>) => readonly string[]): Piece<R>[] {
  return joinGroups(pieces, (piece) => JSON.stringify([piece.effect, piece.condition, shared(piece)]));
}

/** Operators for which a list of values means any of them. */
const ANY_OF = new Set(["StringEquals", "StringLike", "ArnEquals", "ArnLike"]);

/** Joins the pieces that are equal but for the values of their only condition: either value is then any of both. */
function foldValues<R>(pieces: readonly Piece<R>[]): Piece<R>[] {
  return joinGroups(pieces, (piece, index) => {
    const only = onlyCondition(piece.condition);
    return only === undefined
      ? index
      : JSON.stringify([piece.effect, piece.actions, piece.resources, only.operator, only.key]);
  });
}

function onlyCondition(condition: ConditionBlock | undefined) {
  const operators = Object.entries(condition ?? {});
  const [operator, keys] = operators[0] ?? [];
  const entries = Object.entries(keys ?? {});
  const [key, values] = entries[0] ?? [];
  if (operators.length !== 1 || entries.length !== 1 || operator === undefined || key === undefined) return undefined;
  return ANY_OF.has(operator) ? { operator, key, values: asList(values) } : undefined;
}

/** Joins the pieces for which `keyOf` says the same. */
function joinGroups<R>(
  pieces: readonly Piece<R>[],
  keyOf: (piece: Piece<R>, index: number) => string | number,
): Piece<R>[] {
  const groups = new Map<string | number, Piece<R>[]>();
  pieces.forEach((piece, index) => {
    const key = keyOf(piece, index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [piece]);
    else group.push(piece);
  });
  return [...groups.values()].map((group) => {
    const [first] = group as [Piece<R>, ...Piece<R>[]];
    if (group.length === 1) return first;
    return {
      ...first,
      topic: joinTopics(group.map((piece) => piece.topic)),
      actions: uniqueSorted(group.flatMap((piece) => piece.actions)),
      resources: withoutCovered(uniqueSorted(group.flatMap((piece) => piece.resources))),
      ...(first.condition && { condition: joinConditions(group.map((piece) => piece.condition)) }),
      reasons: uniqueReasons(group.flatMap((piece) => piece.reasons)),
    };
  });
}

/** The conditions of a group: all equal, or each the only one, with its own values. */
function joinConditions(conditions: readonly (ConditionBlock | undefined)[]): ConditionBlock {
  const distinct = new Set(conditions.map((condition) => JSON.stringify(condition)));
  const [first] = conditions as [ConditionBlock, ...ConditionBlock[]];
  const only = onlyCondition(first);
  if (distinct.size === 1 || only === undefined) return first;
  const values = conditions.flatMap((condition) => onlyCondition(condition)?.values ?? []);
  return canonicalCondition({ [only.operator]: { [only.key]: values } });
}

/**
 * One name for several topics: words that all begin or end with are said once. `ReadModels` and `WriteModels` become
 * `ReadAndWriteModels`; of more than two the first stands for all.
 */
function joinTopics(topics: readonly string[]): string {
  const distinct = [...new Set(topics)].map((topic) => topic.match(/[A-Z][^A-Z]*|[^A-Z]+/g) ?? [topic]);
  const [first = [], second = []] = distinct;
  if (distinct.length === 1) return first.join("");
  const shortest = Math.min(...distinct.map((words) => words.length));
  const isShared = (at: number) => distinct.every((words) => words.at(at) === first.at(at));
  let head = 0;
  while (head < shortest && isShared(head)) head++;
  let tail = 0;
  while (tail < shortest - head && isShared(-1 - tail)) tail++;
  const middle = (words: readonly string[]) => words.slice(head, words.length - tail).join("");
  // Where one topic is the shared words alone, they say it for all.
  const others =
    shortest === head + tail ? "" : `${middle(first)}And${distinct.length === 2 ? middle(second) : "More"}`;
  return [...first.slice(0, head), others.replace(/(AndMore)+/, "AndMore"), ...first.slice(first.length - tail)].join(
    "",
  );
}

function uniqueReasons<R>(reasons: readonly R[]): R[] {
  const seen = new Map<string, R>();
  for (const reason of reasons) {
    const key = JSON.stringify(reason);
    if (!seen.has(key)) seen.set(key, reason);
  }
  return [...seen.values()];
}

function uniqueSorted(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/** A sorted list without what a plain `prefix*` before it covers anyway. */
function withoutCovered(sorted: readonly string[]): string[] {
  let prefix: string | undefined;
  return sorted.filter((resource) => {
    if (prefix !== undefined && resource.startsWith(prefix)) return false;
    if (/^[^*?$]+\*$/.test(resource)) prefix = resource.slice(0, -1);
    return true;
  });
}
