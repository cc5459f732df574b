/** Something with a name to find it by. */
export interface Named {
  id: string;
  label: string;
}

/** How a name holds a query, the better first. */
export const Tier = { START: 0, WORD: 1, INSIDE: 2, SCATTERED: 3 } as const;

/** Of a name that holds a query's letters scattered. */
const NO_PIECE = -1;

/** Names read between two looks at the clock. */
const AT_ONCE = 500;

/** The names that hold a query, in the list's order. What one finds is where the query that extends it begins. */
export class Hits {
  query = "";
  count = 0;
  readonly names: Int32Array;
  readonly tiers: Uint8Array;
  /** How far into each name its letters reach, taken as early as they come. */
  readonly reached: Int32Array;
  /** Where each name holds it in one piece. */
  readonly pieces: Int32Array;

  /** @param room how many names there are at most */
  constructor(room: number) {
    this.names = new Int32Array(room);
    this.tiers = new Uint8Array(room);
    this.reached = new Int32Array(room);
    this.pieces = new Int32Array(room);
  }
}

/** Names in lower case, of which a hundred thousand are looked through in a few milliseconds. */
export class NameIndex {
  #items: readonly Named[] = [];
  readonly #labels: string[] = [];
  readonly #lower: string[] = [];

  /**
   * Reads the names of these items in place of all others; of a list that goes on from the last one, what is new.
   * @param time how long it may take, in milliseconds; another call goes on
   * @returns whether all are read
   */
  read(items: readonly Named[], time = Number.POSITIVE_INFINITY): boolean {
    const labels = this.#labels;
    if (items !== this.#items) {
      this.#items = items;
      const changed = labels.findIndex((label, index) => items[index]?.label !== label);
      if (changed >= 0) labels.length = changed;
      this.#lower.length = labels.length;
    }
    const end = performance.now() + time;
    while (labels.length < items.length) {
      const label = items[labels.length]?.label ?? "";
      labels.push(label);
      this.#lower.push(label.toLowerCase());
      if (labels.length % AT_ONCE === 0 && performance.now() > end) break;
    }
    return labels.length === items.length;
  }

  /**
   * Looks for a query in lower case, among all names or among those that hold the query it begins with.
   * @param hits is given what holds it
   */
  match(query: string, before: Hits | undefined, hits: Hits): void {
    const lower = this.#lower;
    const had = before?.query.length ?? 0;
    const more = query.slice(had);
    const candidates = before?.count ?? lower.length;
    const { names, tiers, reached, pieces } = hits;
    let count = 0;
    for (let i = 0; i < candidates; i++) {
      const index = before === undefined ? i : (before.names[i] as number);
      const name = lower[index] as string;
      const from = before === undefined ? 0 : (before.reached[i] as number);
      const last = before === undefined ? 0 : (before.pieces[i] as number);
      const goesOn = before !== undefined && last !== NO_PIECE && name.startsWith(more, last + had);
      const end = goesOn && from === last + had ? from + more.length : reachedBy(name, more, from);
      if (end < 0) continue;
      const piece = goesOn || last === NO_PIECE ? last : pieceOf(name, query);
      names[count] = index;
      reached[count] = end;
      pieces[count] = piece;
      tiers[count] = tierOf(name, piece);
      count++;
    }
    hits.query = query;
    hits.count = count;
  }
}

/** Where a name's letters end that are those of a text, from a place on and in order; negative where they are not there. */
function reachedBy(name: string, text: string, from: number): number {
  let at = from;
  for (let i = 0; i < text.length; i++) {
    at = name.indexOf(text[i] as string, at) + 1;
    if (at === 0) return -1;
  }
  return at;
}

/** Where a name holds a query in one piece: best at its start, then at the start of a word. */
function pieceOf(name: string, query: string): number {
  const first = name.indexOf(query);
  for (let piece = first; piece >= 0; piece = name.indexOf(query, piece + 1))
    if (tierOf(name, piece) < Tier.INSIDE) return piece;
  return first;
}

/** The tier of a name that holds a query at this place. */
function tierOf(name: string, piece: number): number {
  if (piece === NO_PIECE) return Tier.SCATTERED;
  if (piece === 0) return Tier.START;
  return isOfWord(name.charCodeAt(piece - 1)) ? Tier.INSIDE : Tier.WORD;
}

/** Letters and digits; of what is not ASCII, all. */
function isOfWord(code: number): boolean {
  return code > 127 || (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}
