import { type Lookup, literalHead, matches, type Pattern } from "./pattern.js";

/** Whether any of some patterns covers a text. */
export type PatternSet = (text: string, lookup: Lookup) => boolean;

/** Below this many, looking at each is quicker than an index. */
const FEW = 8;

/**
 * Patterns as a set that is asked often: those without wildcards are looked up, the others only where a text begins as
 * they do. So the time hardly grows with their number.
 */
export function patternSet(patterns: readonly Pattern[]): PatternSet {
  if (patterns.length < FEW) return (text, lookup) => patterns.some((pattern) => matches(pattern, text, lookup));
  const exact = new Set<string>();
  const byHead = new Map<string, Pattern[]>();
  for (const pattern of patterns) {
    if (pattern.exact !== undefined) {
      exact.add(pattern.exact);
      continue;
    }
    const head = literalHead(pattern);
    const alike = byHead.get(head);
    if (alike === undefined) byHead.set(head, [pattern]);
    else alike.push(pattern);
  }
  const lengths = [...new Set([...byHead.keys()].map((head) => head.length))].sort((a, b) => a - b);
  return (text, lookup) => {
    if (exact.has(text)) return true;
    for (const length of lengths) {
      if (length > text.length) return false;
      const found = byHead.get(text.slice(0, length));
      if (found?.some((pattern) => matches(pattern, text, lookup))) return true;
    }
    return false;
  };
}
