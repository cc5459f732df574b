import { Problem } from "../base/problem.js";
import type { Listing } from "./state.js";

/** A list nobody has asked for yet. */
export const IDLE: Listing<never> = { status: "idle", items: [] };

/** By how much a list must have grown before what was read is shown: drawing each page of a long one anew takes too long. */
const GROWTH = 1.1;

/**
 * Fills a list page by page, so that it can be used while it grows; a list that is read again stays as it was until it
 * is read to its end. One that fails or is stopped keeps what it had.
 * @param pages a later page may name a thing again, in place of what was said of it before
 * @param idOf what tells things apart
 * @param before the list as it was
 * @param update takes the list as it is now
 * @returns whether it was read to its end
 */
export async function fill<T>(
  pages: AsyncIterable<readonly T[]>,
  idOf: (item: T) => string,
  before: Listing<T>,
  update: (listing: Listing<T>) => void,
): Promise<boolean> {
  const found = new Map<string, T>();
  const { listedAt } = before;
  const isWhole = listedAt !== undefined;
  /** A list that was whole is shown until the new one is; one that was not, until the new one has as much. */
  const items = () => (isWhole || found.size < before.items.length ? before.items : [...found.values()]);
  let shown = before.items;
  const reading = (): Listing<T> => {
    if (found.size >= shown.length * GROWTH) shown = items();
    return {
      status: "loading",
      items: shown,
      read: found.size,
      ...(isWhole && { listedAt, about: before.items.length }),
    };
  };
  update(reading());
  try {
    for await (const page of pages) {
      for (const item of page) found.set(idOf(item), item);
      update(reading());
    }
    update({ status: "done", items: [...found.values()], listedAt: Date.now() });
    return true;
  } catch (error) {
    const problem = asProblem(error);
    const kept = { items: items(), ...(isWhole && { listedAt }) };
    if (problem.code !== "stopped") update({ status: "failed", ...kept, problem });
    else update({ status: isWhole ? "done" : "stopped", ...kept });
    return false;
  }
}

/** Any error as something a person can act on. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(
    "unexpected",
    error instanceof Error ? error.message : String(error),
    "Try again. If it happens again, report it with the words above.",
    { cause: error },
  );
}
