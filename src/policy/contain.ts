import { headIndex } from "./head-index.js";

/** One place of a pattern: a character, `?`, `*`, or a policy variable, which stands for a text not known here. */
type Token = string | typeof ONE | typeof MANY;

const ONE = Symbol("?");
const MANY = Symbol("*");

/** Takes a pattern of a policy apart; `${*}`, `${?}` and `${$}` are the characters themselves. */
function tokens(pattern: string): Token[] {
  const parts = pattern.match(/\$\{[^}]*\}|[\s\S]/g) ?? [];
  return parts.map((part) => {
    if (part === "*") return MANY;
    if (part === "?") return ONE;
    const escaped = /^\$\{([*?$])\}$/.exec(part);
    // An escaped character is itself; a variable keeps its braces and so equals only itself.
    return escaped?.[1] ?? part;
  });
}

/**
 * Whether every text that one pattern fits, another fits too. True is certain; where a policy variable stands in only
 * one of them, false may be too careful.
 */
export function patternContains(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  if (!/[*?$]/.test(wide)) return false;
  const w = tokens(wide);
  const n = tokens(narrow);
  // Row by row over the wide pattern: which beginnings of the narrow one it contains so far.
  let row = [true, ...n.map(() => false)];
  for (const token of w) {
    const next = row.map(() => false);
    if (token === MANY) {
      let reached = false;
      for (let i = 0; i <= n.length; i++) {
        reached ||= row[i] as boolean;
        next[i] = reached;
      }
    } else {
      for (let i = 1; i <= n.length; i++) {
        const other = n[i - 1] as Token;
        const fits = token === ONE ? other !== MANY && !isVariable(other) : token === other;
        next[i] = (row[i - 1] as boolean) && fits;
      }
    }
    row = next;
  }
  return row.at(-1) === true;
}

/**
 * Patterns as an index that tells which of them contain another.
 * @param wide patterns, each with what it stands for
 */
export function wideIndex<T>(wide: readonly (readonly [string, T])[]): (narrow: string) => T[] {
  const near = headIndex(
    wide.map(([pattern, value]) => {
      const end = pattern.search(/[*?$]/);
      return { head: end < 0 ? pattern : pattern.slice(0, end), isWhole: end < 0, value: { pattern, value } };
    }),
  );
  return (narrow) => near(narrow).flatMap(({ pattern, value }) => (patternContains(pattern, narrow) ? [value] : []));
}

/** Whether some text may fit both patterns. False is certain. */
export function patternsMeet(a: string, b: string): boolean {
  if (a === b || a === "*" || b === "*") return true;
  const x = tokens(a);
  const y = tokens(b);
  // A variable may hold anything, so that it counts as `*` here.
  const isOpen = (token: Token | undefined) => token === MANY || (token !== undefined && isVariable(token));
  const seen = new Set<number>();
  const meet = (i: number, j: number): boolean => {
    const key = i * (y.length + 1) + j;
    if (seen.has(key)) return false;
    seen.add(key);
    if (i === x.length && j === y.length) return true;
    const p = x[i];
    const q = y[j];
    if (isOpen(p)) return meet(i + 1, j) || (j < y.length && meet(i, j + 1));
    if (isOpen(q)) return meet(i, j + 1) || (i < x.length && meet(i + 1, j));
    if (p === undefined || q === undefined) return false;
    return (p === ONE || q === ONE || p === q) && meet(i + 1, j + 1);
  };
  return meet(0, 0);
}

function isVariable(token: Token): boolean {
  return typeof token === "string" && token.length > 1;
}
