import { Fzf } from "fzf";

/** Something with a name to find it by. */
export interface Named {
  id: string;
  label: string;
}

/** How many candidates are ranked; a wider query keeps the list's own order, which is as good and quicker. */
const RANKED = 1_000;

/** Finds items by a few letters of their names, quickly enough to do so at every key. */
export interface Matcher<T extends Named> {
  /** Items whose name holds the query's letters in order, best first; all of them for an empty query. */
  find(query: string): readonly T[];
}

/** A matcher over these items. It remembers the last query: one that extends it searches the last result only. */
export function matcher<T extends Named>(items: readonly T[]): Matcher<T> {
  const lower = items.map((item) => item.label.toLowerCase());
  let lastQuery = "";
  let lastHits: readonly number[] = [];

  function hits(query: string): readonly number[] {
    const from = lastQuery !== "" && query.startsWith(lastQuery) ? lastHits : lower.keys();
    const found: number[] = [];
    for (const index of from) if (holds(lower[index] as string, query)) found.push(index);
    lastQuery = query;
    lastHits = found;
    return found;
  }

  return {
    find(text) {
      const query = text.toLowerCase();
      if (query === "") return items;
      const found = hits(query).map((index) => items[index] as T);
      if (found.length > RANKED) {
        const begins = (item: T) => item.label.toLowerCase().startsWith(query);
        return [...found.filter(begins), ...found.filter((item) => !begins(item))];
      }
      return new Fzf(found, { selector: (item: T) => item.label, casing: "case-insensitive" })
        .find(query)
        .map((result: { item: T }) => result.item);
    },
  };
}

/** Positions of the letters in `label` that the query matched. */
export function matchedLetters(label: string, query: string): ReadonlySet<number> {
  if (query === "") return new Set();
  const [result] = new Fzf([label], { casing: "case-insensitive" }).find(query.toLowerCase());
  return result?.positions ?? new Set();
}

/** Whether the letters of `query` occur in `text` in this order. */
function holds(text: string, query: string): boolean {
  let at = 0;
  for (const letter of query) {
    at = text.indexOf(letter, at);
    if (at < 0) return false;
    at += letter.length;
  }
  return true;
}
