import { distinct, grouped } from "../base/grouped.js";
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
 * in the values of one key of their condition, until none do. The result allows and denies exactly what the pieces did:
 * the lists that are joined stand beside equal other parts.
 * Pieces keep the order in which the first of each fold came; lists are sorted.
 * @param keyOfReason equal for reasons that say the same
 */
export function mergePieces<R>(
  pieces: readonly Piece<R>[],
  keyOfReason: (reason: R) => string = JSON.stringify,
): Piece<R>[] {
  const textOf = textsOf();
  const tidied = tidier();
  const alike = (piece: Piece<R>) => `${piece.effect} ${textOf(piece.condition)}`;
  const join = (group: Piece<R>[]) => joined(group, tidied);
  let merged = pieces.map((piece) => tidy(piece, tidied));
  for (;;) {
    const before = merged.length;
    merged = fold(merged, (piece) => `${alike(piece)} ${textOf(piece.resources)}`, join);
    merged = fold(merged, (piece) => `${alike(piece)} ${textOf(piece.actions)}`, join);
    for (const value of listedValues(merged)) {
      const others = (piece: Piece<R>) =>
        `${piece.effect} ${textOf(piece.actions)} ${textOf(piece.resources)} ${textOf(without(piece.condition, value))}`;
      merged = fold(merged, (piece, index) => (valuesAt(piece.condition, value) ? others(piece) : `${index}`), join);
    }
    if (merged.length === before) {
      return merged.map((piece) => ({ ...piece, reasons: distinct(piece.reasons, keyOfReason) }));
    }
  }
}

/** Numbers in place of the texts of things: equal things have the same one, and each thing is written out once. */
function textsOf(): (thing: unknown) => number {
  const known = new WeakMap<object, number>();
  const numbers = new Map<string, number>();
  return (thing) => {
    const isObject = typeof thing === "object" && thing !== null;
    const found = isObject ? known.get(thing) : undefined;
    if (found !== undefined) return found;
    const text = JSON.stringify(thing) ?? "";
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    if (isObject) known.set(thing, number);
    return number;
  };
}

interface Tidier {
  actions(list: readonly string[]): readonly string[];
  resources(list: readonly string[]): readonly string[];
  condition(condition: ConditionBlock): ConditionBlock;
}

/** Brings lists and conditions in order, each once: use cases share them. */
function tidier(): Tidier {
  const once = <T extends object>(change: (thing: T) => T) => {
    const known = new WeakMap<T, T>();
    return (thing: T) => {
      const tidied = known.get(thing) ?? change(thing);
      known.set(thing, tidied);
      return tidied;
    };
  };
  return {
    actions: once(uniqueSorted),
    resources: once((list: readonly string[]) => withoutCovered(uniqueSorted(list))),
    condition: once(canonicalCondition),
  };
}

function tidy<R>(piece: Piece<R>, tidied: Tidier): Piece<R> {
  const { condition, ...rest } = piece;
  return {
    ...rest,
    actions: tidied.actions(piece.actions),
    resources: tidied.resources(piece.resources),
    ...(condition !== undefined && Object.keys(condition).length > 0 && { condition: tidied.condition(condition) }),
  };
}

/** A key of conditions for which a list of values means any of them. */
interface ListedValue {
  operator: string;
  key: string;
}

/** Operators for which pieces are joined that differ in their values: a list of those means any of them. */
export const ANY_OF: ReadonlySet<string> = new Set(["StringEquals", "StringLike", "ArnEquals", "ArnLike"]);

/** Every such key that two pieces at least ask for. */
function listedValues(pieces: readonly Piece<unknown>[]): ListedValue[] {
  const found = new Map<string, ListedValue & { count: number }>();
  for (const { condition } of pieces) {
    for (const [operator, keys] of Object.entries(condition ?? {})) {
      if (!ANY_OF.has(operator)) continue;
      for (const key of Object.keys(keys)) {
        const entry = found.get(`${operator} ${key}`) ?? { operator, key, count: 0 };
        entry.count += 1;
        found.set(`${operator} ${key}`, entry);
      }
    }
  }
  return [...found.values()].filter(({ count }) => count > 1);
}

function valuesAt(condition: ConditionBlock | undefined, { operator, key }: ListedValue) {
  return condition?.[operator]?.[key];
}

function without(condition: ConditionBlock | undefined, { operator, key }: ListedValue): ConditionBlock {
  const { [operator]: keys = {}, ...others } = condition ?? {};
  const { [key]: _, ...rest } = keys;
  return { ...others, [operator]: rest };
}

/** Joins the pieces for which `keyOf` says the same. */
function fold<R>(
  pieces: readonly Piece<R>[],
  keyOf: (piece: Piece<R>, index: number) => string,
  join: (group: Piece<R>[]) => Piece<R>,
): Piece<R>[] {
  return [...grouped(pieces, keyOf).values()].map((group) =>
    group.length === 1 ? (group[0] as Piece<R>) : join(group),
  );
}

function joined<R>(group: readonly Piece<R>[], tidied: Tidier): Piece<R> {
  const [first] = group as [Piece<R>, ...Piece<R>[]];
  const all = (listOf: (piece: Piece<R>) => readonly string[]) => {
    const lists = [...new Set(group.map(listOf))];
    return lists.length === 1 ? (lists[0] as readonly string[]) : lists.flat();
  };
  return {
    ...first,
    topic: joinTopics(group.map((piece) => piece.topic)),
    actions: tidied.actions(all((piece) => piece.actions)),
    resources: tidied.resources(all((piece) => piece.resources)),
    ...(first.condition && { condition: joinConditions(group.map((piece) => piece.condition)) }),
    reasons: group.flatMap((piece) => piece.reasons),
  };
}

/** The conditions of a group, which differ in the values of one key at most: any of them will do. */
function joinConditions(conditions: readonly (ConditionBlock | undefined)[]): ConditionBlock {
  const [first] = conditions as [ConditionBlock, ...ConditionBlock[]];
  const different = [...new Set(conditions)].filter((condition) => condition !== undefined);
  if (different.length === 1) return first;
  const entries = Object.entries(first).map(([operator, keys]) => {
    const values = Object.keys(keys).map((key) => {
      const listed = different.map((condition) => condition[operator]?.[key] ?? []);
      const [one] = listed;
      const isSame = listed.every((other) => other === one);
      return [key, isSame ? one : [...new Set(listed.flatMap(asList))]] as const;
    });
    return [operator, Object.fromEntries(values)] as const;
  });
  return canonicalCondition(Object.fromEntries(entries) as ConditionBlock);
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
