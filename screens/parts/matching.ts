import { Fzf } from "fzf";
import { printable } from "../../src/base/printable.js";
import { Hits, type Named, NameIndex } from "./name-index.js";
import { graphemes } from "./truncate.js";

/**
 * How many of what matches are ranked by fzf: several screens of them. Names that hold the query at their start come first,
 * then at the start of a word, then in one piece, then scattered; of each kind the best, as far as these go.
 */
const RANKED = 200;

// fzf's first algorithm: one pass over each name, an order of magnitude quicker than the optimal one.
const OPTIONS = { casing: "case-insensitive", fuzzy: "v1", normalize: false } as const;

/** Queries whose matches are kept, each for the one that begins it: more letters than anybody types. */
const KEPT = 24;

/** What matches, best first. Holds until the next query. */
export interface Found<T> {
  length: number;
  /** The item at a place, if there is one. */
  at(place: number): T | undefined;
  /** The items from one place to before another. */
  slice(from: number, to: number): T[];
}

/** The matches of one query: as the list has them, and the better first. */
interface Level {
  hits: Hits;
  ordered: Int32Array;
}

/** Finds items by a few letters of their names, quickly enough to do so at every key. */
export class Matcher<T extends Named> {
  readonly #index = new NameIndex();
  readonly #levels: Level[] = [];
  #depth = 0;
  #items: readonly T[] = [];

  /** Reads names ahead of the first query, for some milliseconds; false while there is more to read. */
  prepare(items: readonly T[], time: number): boolean {
    return this.#index.read(items, time);
  }

  /**
   * The items whose name holds the query's letters in order; all for an empty query.
   * A query that extends an earlier one searches what that found; one that was found already is looked up.
   */
  find(items: readonly T[], text: string): Found<T> {
    const query = text.toLowerCase();
    if (query === "") return found(items.length, (place) => items[place]);
    this.#index.read(items);
    if (items !== this.#items) {
      this.#items = items;
      this.#depth = 0;
    }
    let last = this.#levels[this.#depth - 1];
    while (last !== undefined && this.#depth > 0 && !query.startsWith(last.hits.query)) {
      this.#depth--;
      last = this.#levels[this.#depth - 1];
    }
    const level = last !== undefined && last.hits.query === query ? last : this.#narrow(query, last);
    const { hits, ordered } = level;
    return found(hits.count, (place) => (place < hits.count ? items[ordered[place] as number] : undefined));
  }

  /** The matches of a query among those of the one that begins it. */
  #narrow(query: string, before: Level | undefined): Level {
    const all = this.#items.length;
    if (this.#depth < KEPT) this.#depth++;
    let level = this.#levels[this.#depth - 1];
    if (level === undefined || level.ordered.length < all) {
      level = { hits: new Hits(all), ordered: new Int32Array(all) };
      this.#levels[this.#depth - 1] = level;
    }
    const { hits, ordered } = level;
    this.#index.match(query, before?.hits, hits);
    let from = 0;
    for (const end of order(hits, ordered)) {
      const to = Math.min(end, RANKED);
      if (from < to) this.#rank(query, ordered.subarray(from, to));
      from = end;
    }
    return level;
  }

  #rank(query: string, best: Int32Array): void {
    const label = (name: number) => this.#items[name]?.label ?? "";
    const ranked = new Fzf(Array.from(best), { ...OPTIONS, selector: label })
      .find(query)
      .map(({ item }: { item: number }) => item);
    // What fzf takes for other letters than they are keeps its place behind what it knows.
    const known = new Set(ranked);
    best.set([...ranked, ...best.filter((name) => !known.has(name))]);
  }
}

/** Puts the hits of the better tiers first, within one as the list has them; gives where each tier ends. */
function order({ count, names, tiers }: Hits, ordered: Int32Array): number[] {
  const sizes = new Uint32Array(4);
  for (let i = 0; i < count; i++) sizes[tiers[i] as number] = (sizes[tiers[i] as number] as number) + 1;
  const next = Array.from(sizes, (_, tier) => sizes.subarray(0, tier).reduce((sum, size) => sum + size, 0));
  for (let i = 0; i < count; i++) {
    const tier = tiers[i] as number;
    const place = next[tier] as number;
    ordered[place] = names[i] as number;
    next[tier] = place + 1;
  }
  return next;
}

function found<T>(length: number, at: (place: number) => T | undefined): Found<T> {
  return {
    length,
    at,
    slice(from, to) {
      const items: T[] = [];
      for (let place = from; place < Math.min(to, length); place++) items.push(at(place) as T);
      return items;
    },
  };
}

/** A name as runs of letters the query matched and letters it did not. */
export function matchedRuns(name: string, query: string): { text: string; isLit: boolean; from: number }[] {
  const text = printable(name);
  const lit = litLetters(text, query.toLowerCase());
  const runs: { text: string; isLit: boolean; from: number }[] = [];
  let from = 0;
  for (const character of graphemes(text)) {
    const isLit = lit(from);
    const last = runs.at(-1);
    if (last !== undefined && last.isLit === isLit) last.text += character;
    else runs.push({ text: character, isLit, from });
    from += character.length;
  }
  return runs;
}

/** Whether the letter at a place is one the query matched: those of one piece where there is one, else those fzf finds. */
function litLetters(text: string, query: string): (at: number) => boolean {
  if (query === "") return () => false;
  const piece = text.toLowerCase().indexOf(query);
  if (piece >= 0) return (at) => at >= piece && at < piece + query.length;
  const positions = new Fzf([text], OPTIONS).find(query)[0]?.positions ?? new Set();
  return (at) => positions.has(at);
}
