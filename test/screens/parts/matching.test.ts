import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Matcher, matchedRuns } from "../../../screens/parts/matching.js";

const named = (labels: readonly string[]) => labels.map((label) => ({ id: label, label }));
const all = <T>(found: { length: number; slice(from: number, to: number): T[] }) => found.slice(0, found.length);
const find = (labels: readonly string[], query: string) =>
  all(new Matcher().find(named(labels), query)).map(({ label }) => label);

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

  test("ranks the start of a name before the start of a word, that before the middle of one, however many there are", () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `m-l-${i}`);
    expect(find([...many, "xml", "acme-ml", "ml-acme"], "ml").slice(0, 3)).toEqual(["ml-acme", "acme-ml", "xml"]);
  });

  test("finds in a list that grows, or becomes another, while one types", () => {
    const matcher = new Matcher();
    const first = named(["acme-train", "logs"]);
    const more = [...first, ...named(["train-2"])];
    expect(all(matcher.find(first, "tr"))).toHaveLength(1);
    expect(all(matcher.find(more, "tr")).map(({ label }) => label)).toEqual(["train-2", "acme-train"]);
    expect(all(matcher.find(named(["logs", "tray"]), "tr")).map(({ label }) => label)).toEqual(["tray"]);
    expect(all(matcher.find(first, "tr")).map(({ label }) => label)).toEqual(["acme-train"]);
  });

  test("finds the same when names were read ahead, and by more letters than are kept", () => {
    const items = named(["a".repeat(60), "b".repeat(60)]);
    const matcher = new Matcher();
    while (!matcher.prepare(items, 0));
    for (let length = 1; length <= 60; length++)
      expect(all(matcher.find(items, "a".repeat(length)))).toEqual([items[0]]);
    for (let length = 59; length > 0; length--)
      expect(all(matcher.find(items, "a".repeat(length)))).toEqual([items[0]]);
    expect(all(matcher.find(items, "a".repeat(61)))).toEqual([]);
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
        const one = new Matcher();
        for (const query of typed) expect(all(one.find(items, query))).toEqual(all(new Matcher().find(items, query)));
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
    ["t-r-train", "tr", "t-r-<tr>ain"],
    ["t-r-ain", "tr", "<t>-<r>-ain"],
    ["acme", "zz", "acme"],
    ["👍-churn", "ch", "👍-<ch>urn"],
    ["\u202echurn", "ch", "\\u{202e}<ch>urn"],
  ])("%j by %j is %j", (name, query, shown) => {
    expect(lit(name, query)).toBe(shown);
  });
});
