/** Something with a name to find it by. */
export interface Named {
  id: string;
  label: string;
}

/** How a name holds a query, the better first. */
export const Tier = { START: 0, WORD: 1, INSIDE: 2, SCATTERED: 3 } as const;

/** Of a name that holds a query's letters scattered. */
const NO_PIECE = 0xffff;

/** The names that hold a query, in the list's order. What one finds is where the query that extends it begins. */
export class Hits {
  query = "";
  count = 0;
  readonly names: Int32Array;
  readonly tiers: Uint8Array;
  /** How far into each name its letters reach, taken as early as they come. */
  readonly reached: Uint16Array;
  /** Where each name holds it in one piece. */
  readonly pieces: Uint16Array;

  /** @param room how many names there are at most */
  constructor(room: number) {
    this.names = new Int32Array(room);
    this.tiers = new Uint8Array(room);
    this.reached = new Uint16Array(room);
    this.pieces = new Uint16Array(room);
  }
}

/** What is looked at of a name: places in it are kept in 16 bits. */
const LONGEST = NO_PIECE - 1;

/** Names read between two looks at the clock. */
const AT_ONCE = 500;

/**
 * Names in lower case, letter beside letter in one piece of memory: a hundred thousand are looked through in a few
 * milliseconds, and nothing is left behind for the garbage collector.
 */
export class NameIndex {
  #items: readonly Named[] = [];
  #labels: string[] = [];
  #codes = new Uint16Array(1 << 12);
  #ends = new Uint32Array(1 << 8);
  #letters = new Int32Array(1 << 8);

  /**
   * Reads the names of these items in place of all others; of a list that goes on from the last one, what is new.
   * @param time how long it may take, in milliseconds; another call goes on
   * @returns whether all are read
   */
  read(items: readonly Named[], time = Number.POSITIVE_INFINITY): boolean {
    if (items !== this.#items) {
      this.#items = items;
      const changed = this.#labels.findIndex((label, index) => items[index]?.label !== label);
      if (changed >= 0) this.#labels.length = changed;
    }
    const end = performance.now() + time;
    while (this.#labels.length < items.length) {
      this.#add(items[this.#labels.length]?.label ?? "");
      if (this.#labels.length % AT_ONCE === 0 && performance.now() > end) break;
    }
    return this.#labels.length === items.length;
  }

  /**
   * Looks for a query in lower case, among all names or among those that hold the query it begins with.
   * @param hits is given what holds it
   */
  match(query: string, before: Hits | undefined, hits: Hits): void {
    const codes = this.#codes;
    const ends = this.#ends;
    const letters = this.#letters;
    const wanted = Uint16Array.from(query, (_, i) => query.charCodeAt(i));
    const needed = wanted.reduce((all, code) => all | letterOf(code), 0);
    const had = before?.query.length ?? 0;
    const candidates = before?.count ?? this.#labels.length;
    let count = 0;
    for (let i = 0; i < candidates; i++) {
      const name = before === undefined ? i : (before.names[i] as number);
      if (((letters[name] as number) & needed) !== needed) continue;
      const start = name === 0 ? 0 : (ends[name - 1] as number);
      const end = ends[name] as number;
      let at = before === undefined ? start : start + (before.reached[i] as number);
      let found = had;
      for (; at < end && found < wanted.length; at++) if (codes[at] === wanted[found]) found++;
      if (found < wanted.length) continue;
      let piece = before === undefined ? start : (before.pieces[i] as number);
      if (before === undefined) piece = pieceOf(codes, start, end, wanted);
      else if (piece !== NO_PIECE && !goesOn(codes, start + piece, end, wanted, had))
        piece = pieceOf(codes, start, end, wanted);
      hits.names[count] = name;
      hits.reached[count] = at - start;
      hits.pieces[count] = piece;
      hits.tiers[count] =
        piece === NO_PIECE
          ? Tier.SCATTERED
          : piece === 0
            ? Tier.START
            : isOfWord(codes[start + piece - 1] as number)
              ? Tier.INSIDE
              : Tier.WORD;
      count++;
    }
    hits.query = query;
    hits.count = count;
  }

  #add(label: string): void {
    const name = this.#labels.length;
    const text = label.toLowerCase().slice(0, LONGEST);
    const start = name === 0 ? 0 : (this.#ends[name - 1] as number);
    if (start + text.length > this.#codes.length) this.#codes = grown(this.#codes, start + text.length);
    if (name >= this.#ends.length) {
      this.#ends = grown(this.#ends, name + 1);
      this.#letters = grown(this.#letters, name + 1);
    }
    const codes = this.#codes;
    let letters = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      codes[start + i] = code;
      letters |= letterOf(code);
    }
    this.#ends[name] = start + text.length;
    this.#letters[name] = letters;
    this.#labels.push(label);
  }
}

/** Where a name holds the query in one piece, best at its start, then at the start of a word; counted from its start. */
function pieceOf(codes: Uint16Array, start: number, end: number, query: Uint16Array): number {
  const [first] = query;
  let best = NO_PIECE;
  for (let from = start; from + query.length <= end; from++) {
    if (codes[from] !== first || !goesOn(codes, from, end, query, 1)) continue;
    if (from === start || !isOfWord(codes[from - 1] as number)) return from - start;
    if (best === NO_PIECE) best = from - start;
  }
  return best;
}

/** Whether the query's letters from `had` on follow, where those before them are. */
function goesOn(codes: Uint16Array, from: number, end: number, query: Uint16Array, had: number): boolean {
  if (from + query.length > end) return false;
  for (let i = had; i < query.length; i++) if (codes[from + i] !== query[i]) return false;
  return true;
}

/** A bit for each letter from a to z, and one for all others: a name that lacks one of the query's cannot match. */
function letterOf(code: number): number {
  return 1 << (code >= 97 && code <= 122 ? code - 97 : 26);
}

/** Letters and digits; of what is not ASCII, all. */
function isOfWord(code: number): boolean {
  return code > 127 || (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

function grown<T extends Uint16Array | Uint32Array | Int32Array>(numbers: T, least: number): T {
  const larger = new (numbers.constructor as new (length: number) => T)(Math.max(least, numbers.length * 2));
  larger.set(numbers);
  return larger;
}
