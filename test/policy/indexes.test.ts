import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patternContains, wideIndex } from "../../src/policy/contain.js";
import { lookupIn, matches, parsePattern } from "../../src/policy/pattern.js";
import { patternSet } from "../../src/policy/pattern-set.js";

const part = fc.constantFrom("a", "b", "/", "*", "?", "${*}", "${aws:PrincipalArn}", "ab", "arn:");
const pattern = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
const text = fc
  .array(fc.constantFrom("a", "b", "/", "*", "ab", "arn:", "me"), { maxLength: 6 })
  .map((parts) => parts.join(""));

describe("an index of patterns", () => {
  it("finds just what looking at each finds", () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 8, maxLength: 30 }),
        fc.array(text, { maxLength: 20 }),
        (all, texts) => {
          const patterns = all.map((one) => parsePattern(one));
          const covers = patternSet(patterns);
          const lookup = lookupIn({}, "me");
          for (const one of [...texts, ...all]) {
            expect(covers(one, lookup)).toBe(patterns.some((other) => matches(other, one, lookup)));
          }
        },
      ),
    );
  });

  it("finds the patterns that contain another", () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 30 }), pattern, (all, narrow) => {
        const find = wideIndex(all.map((one, index) => [one, index] as const));
        const each = all.flatMap((one, index) => (patternContains(one, narrow) ? [index] : []));
        expect(find(narrow).sort((a, b) => a - b)).toEqual(each);
      }),
    );
  });
});
