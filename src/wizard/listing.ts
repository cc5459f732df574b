import { Problem } from "../base/problem.js";
import type { Listing } from "./state.js";

/** A list nobody has asked for yet. */
export const IDLE: Listing<never> = { status: "idle", items: [] };

/**
 * Fills a list page by page. Each page reaches `update` at once, so that the list can be used while it grows.
 * A list that fails keeps what it had.
 * @param update takes the list as it is now
 */
export async function fill<T>(
  pages: AsyncIterable<readonly T[]>,
  update: (listing: Listing<T>) => void,
): Promise<void> {
  let items: T[] = [];
  update({ status: "loading", items });
  try {
    for await (const page of pages) {
      items = items.concat(page);
      update({ status: "loading", items });
    }
    update({ status: "done", items });
  } catch (error) {
    update({ status: "failed", items, problem: asProblem(error) });
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
