import { FEW, type Headed, headIndex } from "./head-index.js";
import { type Lookup, literalHead, matches, type Pattern } from "./pattern.js";

/** Whether any of some patterns covers a text. */
export type PatternSet = (text: string, lookup: Lookup) => boolean;

/** Patterns as a set that is asked often: only those are tried which a text can begin like. */
export function patternSet(patterns: readonly Pattern[]): PatternSet {
  if (patterns.length < FEW) return (text, lookup) => patterns.some((pattern) => matches(pattern, text, lookup));
  const near = headIndex(patterns.map((pattern) => headed(pattern, pattern)));
  return (text, lookup) => near(text).some((pattern) => matches(pattern, text, lookup));
}

/** Something that is looked for by a pattern. */
export function headed<T>(pattern: Pattern, value: T): Headed<T> {
  return { head: pattern.exact ?? literalHead(pattern), isWhole: pattern.exact !== undefined, value };
}
