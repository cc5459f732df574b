import { type Lookup, literalHead, matches, type Pattern } from "./pattern.js";

/** Whether any of some patterns covers a text. */
export type PatternSet = (text: string, lookup: Lookup) => boolean;

/** Below this many, looking at each is quicker than an index. */
const FEW = 8;

/**
 * Patterns as a set that is asked often: only those are tried which a text can begin like, so that the time hardly
 * grows with their number.
 */
export function patternSet(patterns: readonly Pattern[]): PatternSet {
  if (patterns.length < FEW) return (text, lookup) => patterns.some((pattern) => matches(pattern, text, lookup));
  const near = headIndex(patterns.map((pattern) => [pattern, pattern]));
  return (text, lookup) => near(text).some((pattern) => matches(pattern, text, lookup));
}

/**
 * Finds what may stand for a text: what has a pattern without wildcards that is the text, or one that begins as the text
 * does. Each is found once for each such pattern.
 */
export function headIndex<T>(entries: readonly (readonly [Pattern, T])[]): (text: string) => T[] {
  const exact = new Map<string, T[]>();
  const byHead = new Map<string, T[]>();
  for (const [pattern, value] of entries) {
    const map = pattern.exact === undefined ? byHead : exact;
    const key = pattern.exact ?? literalHead(pattern);
    const alike = map.get(key);
    if (alike === undefined) map.set(key, [value]);
    else alike.push(value);
  }
  const lengths = [...new Set([...byHead.keys()].map((head) => head.length))].sort((a, b) => a - b);
  return (text) => {
    const found = [...(exact.get(text) ?? [])];
    for (const length of lengths) {
      if (length > text.length) break;
      const alike = byHead.get(text.slice(0, length));
      if (alike !== undefined) found.push(...alike);
    }
    return found;
  };
}
