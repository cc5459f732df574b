import { Fzf } from "fzf";
import { printable } from "../../src/base/printable.js";
import { graphemes } from "./truncate.js";

/** Something with a name to find it by. */
export interface Named {
  id: string;
  label: string;
}

/** How many candidates are ranked by fzf; of more, those that hold the query in one piece come first. */
const RANKED = 1_000;

// fzf's first algorithm: one pass over each name, an order of magnitude quicker than the optimal one.
const OPTIONS = { casing: "case-insensitive", fuzzy: "v1" } as const;

/** Finds items by a few letters of their names, quickly enough to do so at every key. */
export interface Matcher<T extends Named> {
  /** Items whose name holds the query's letters in order, best first; all of them for an empty query. */
  find(query: string): readonly T[];
}

/** A matcher over these items. It remembers the last query: one that extends it searches the last result only. */
export function matcher<T extends Named>(items: readonly T[]): Matcher<T> {
  let lower: readonly string[] | undefined;
  let lastQuery = "";
  let lastHits: readonly number[] = [];

  return {
    find(text) {
      const query = text.toLowerCase();
      if (query === "") return items;
      lower ??= items.map((item) => item.label.toLowerCase());
      const names = lower;
      const hits: number[] = [];
      const tiers: T[][] = [[], [], []];
      const consider = (index: number) => {
        const name = names[index] ?? "";
        const at = name.indexOf(query);
        if (at < 0 && !holds(name, query)) return;
        hits.push(index);
        tiers[at === 0 ? 0 : at > 0 ? 1 : 2]?.push(items[index] as T);
      };
      if (lastQuery !== "" && query.startsWith(lastQuery)) for (const index of lastHits) consider(index);
      else for (let index = 0; index < names.length; index++) consider(index);
      lastQuery = query;
      lastHits = hits;

      const found = tiers.flat();
      if (found.length > RANKED) return found;
      return new Fzf(found, { ...OPTIONS, selector: (item: T) => item.label })
        .find(query)
        .map((result: { item: T }) => result.item);
    },
  };
}

/** A name as runs of letters the query matched and letters it did not. */
export function matchedRuns(name: string, query: string): { text: string; isLit: boolean; from: number }[] {
  const text = printable(name);
  const lit: ReadonlySet<number> =
    query === "" ? new Set() : (new Fzf([text], OPTIONS).find(query.toLowerCase())[0]?.positions ?? new Set());
  const runs: { text: string; isLit: boolean; from: number }[] = [];
  let from = 0;
  for (const character of graphemes(text)) {
    const isLit = lit.has(from);
    const last = runs.at(-1);
    if (last !== undefined && last.isLit === isLit) last.text += character;
    else runs.push({ text: character, isLit, from });
    from += character.length;
  }
  return runs;
}

/** Whether the letters of `query` occur in `text` in this order. */
function holds(text: string, query: string): boolean {
  let at = -1;
  for (let i = 0; i < query.length; i++) {
    at = text.indexOf(query[i] as string, at + 1);
    if (at < 0) return false;
  }
  return true;
}
