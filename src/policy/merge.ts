import { canonicalCondition } from "./canonical.js";
import type { ConditionBlock, Effect } from "./document.js";

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
 * Folds pieces that share effect and condition and either their resources or their actions, until none do. The result
 * allows and denies exactly what the pieces did: the lists that are joined stand beside an equal other half.
 * Pieces keep the order in which the first of each fold came; lists are sorted.
 */
export function mergePieces<R>(pieces: readonly Piece<R>[]): Piece<R>[] {
  let merged = pieces.map(tidy);
  for (;;) {
    const before = merged.length;
    merged = fold(merged, (piece) => piece.resources);
    merged = fold(merged, (piece) => piece.actions);
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
  const groups = new Map<string, Piece<R>[]>();
  for (const piece of pieces) {
    const key = JSON.stringify([piece.effect, piece.condition, shared(piece)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [piece]);
    else group.push(piece);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Piece<R>, ...Piece<R>[]];
    if (group.length === 1) return first;
    return {
      ...first,
      topic: joinTopics(group.map((piece) => piece.topic)),
      actions: uniqueSorted(group.flatMap((piece) => piece.actions)),
      resources: withoutCovered(uniqueSorted(group.flatMap((piece) => piece.resources))),
      reasons: uniqueReasons(group.flatMap((piece) => piece.reasons)),
    };
  });
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
  const joined =
    distinct.length === 2 ? [middle(first), middle(second)].filter(Boolean).join("And") : `${middle(first)}AndMore`;
  return [...first.slice(0, head), joined.replace(/(AndMore)+/, "AndMore"), ...first.slice(first.length - tail)].join(
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
