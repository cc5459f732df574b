import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cell, clip, fitMiddle, graphemes, width, wrap } from "../../../screens/parts/truncate.js";

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      "a",
      " ",
      "-",
      "é",
      "e\u0301",
      "数",
      "한",
      "👍",
      "👩‍👩‍👧",
      "🇪🇺",
      "\u202e",
      "\x1b[31m",
      "\n",
      "ب",
      "\u0300",
    ),
    fc.string({ maxLength: 3, unit: "binary" }),
  ),
  { maxLength: 40 },
);
const text = hostile.map((parts) => parts.join(""));
const columns = fc.integer({ min: 0, max: 60 });

describe("clip", () => {
  test.each([
    ["acme-train", 10, "acme-train"],
    ["acme-train", 9, "acme-tra…"],
    ["数据湖桶", 8, "数据湖桶"],
    ["数据湖桶", 7, "数据湖…"],
    ["数据湖桶", 6, "数据…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["\x1b[31mred", 20, "\\u{1b}[31mred"],
    ["anything", 1, "…"],
    ["anything", 0, ""],
  ])("%j in %i columns is %j", (given, room, shown) => {
    expect(clip(given, room)).toBe(shown);
  });

  test("never takes more columns than it was given, and holds no control character", () => {
    fc.assert(
      fc.property(text, columns, (given, room) => {
        for (const shown of [clip(given, room), fitMiddle(given, room)]) {
          expect(width(shown)).toBeLessThanOrEqual(room);
          expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        }
        expect(width(cell(given, room))).toBe(room);
      }),
    );
  });
});

test.each([
  ["arn:aws:iam::111122223333:role/churn", 40, "arn:aws:iam::111122223333:role/churn"],
  ["arn:aws:iam::111122223333:role/churn", 21, "arn:aws:ia…role/churn"],
  ["数数数数数", 6, "数…数"],
])("the middle goes first: %j in %i columns is %j", (given, room, shown) => {
  expect(fitMiddle(given, room)).toBe(shown);
});

describe("wrap", () => {
  test.each([
    ["the role exists already", 10, ["the role", "exists", "already"]],
    ["    role=ROLE, input=INPUT", 16, ["    role=ROLE,", "    input=INPUT"]],
    ["  fits  as it is", 40, ["  fits  as it is"]],
    ["abcdefghij klm", 4, ["abcd", "efgh", "ij", "klm"]],
    ["", 4, [""]],
  ])("%j in %i columns is %j", (given, room, lines) => {
    expect(wrap(given, room)).toEqual(lines);
  });

  test("keeps every character, and no line is too wide unless one character is", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 60 }), (given, room) => {
        const lines = wrap(given, room);
        const bare = (value: string) => value.replaceAll(" ", "");
        expect(bare(lines.join(""))).toBe(bare(wrap(given, 100_000).join("")));
        for (const line of lines) if (graphemes(line.trim()).length > 1) expect(width(line)).toBeLessThanOrEqual(room);
      }),
    );
  });
});
