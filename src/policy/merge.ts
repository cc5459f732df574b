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
    resources: uniqueSorted(piece.resources),
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
      resources: uniqueSorted(group.flatMap((piece) => piece.resources)),
      reasons: uniqueReasons(group.flatMap((piece) => piece.reasons)),
    };
  });
}

/** One topic stays; two are joined; of more the first stands for all. */
function joinTopics(topics: readonly string[]): string {
  const distinct = [...new Set(topics)];
  if (distinct.length === 2) return distinct.join("And");
  return distinct.length === 1 || distinct[0]?.endsWith("AndMore") ? (distinct[0] as string) : `${distinct[0]}AndMore`;
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
