import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchedRuns, matcher } from "../../../screens/parts/matching.js";

const named = (labels: readonly string[]) => labels.map((label) => ({ id: label, label }));
const find = (labels: readonly string[], query: string) =>
  matcher(named(labels))
    .find(query)
    .map(({ label }) => label);

describe("find", () => {
  test("takes the letters in order, whatever stands between and whatever their case", () => {
    expect(find(["acme-train", "Acme-Out", "logs"], "at")).toEqual(["acme-train", "Acme-Out"]);
    expect(find(["acme-train", "logs"], "TRAIN")).toEqual(["acme-train"]);
    expect(find(["acme-train", "logs"], "niart")).toEqual([]);
  });

  test("puts what holds the query in one piece before what holds its letters scattered", () => {
    const scattered = Array.from({ length: 1_500 }, (_, i) => `c-h-u-r-n-${i}`);
    for (const labels of [scattered, scattered.slice(0, 500)]) {
      const found = find([...labels, "acme-churn", "churn"], "churn");
      expect(found.slice(0, 2).toSorted()).toEqual(["acme-churn", "churn"]);
      expect(found).toHaveLength(labels.length + 2);
    }
  });

  test("finds the same whether typed letter by letter, erased and retyped, or at once", () => {
    const labels = fc.array(fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c", "-", "É", "数") }), {
      maxLength: 40,
    });
    const queries = fc.array(fc.string({ maxLength: 4, unit: fc.constantFrom("a", "b", "c", "é", "数") }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(labels, queries, (given, typed) => {
        const items = named(given);
        const one = matcher(items);
        for (const query of typed) expect(one.find(query)).toEqual(matcher(items).find(query));
      }),
    );
  });
});

describe("matched letters", () => {
  const lit = (name: string, query: string) =>
    matchedRuns(name, query)
      .map(({ text, isLit }) => (isLit ? `<${text}>` : text))
      .join("");

  test.each([
    ["acme-train", "tr", "acme-<tr>ain"],
    ["acme-train", "", "acme-train"],
    ["acme", "zz", "acme"],
    ["👍-churn", "ch", "👍-<ch>urn"],
    ["\u202echurn", "ch", "\\u{202e}<ch>urn"],
  ])("%j by %j is %j", (name, query, shown) => {
    expect(lit(name, query)).toBe(shown);
  });
});
