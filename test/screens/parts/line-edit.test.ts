import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Edit, edit, insert } from "../../../screens/parts/line-edit.js";

/** `ab|cd`: the cursor stands at the bar. */
function line(text: string) {
  const [before = "", after = ""] = text.split("|");
  return { before, after };
}

describe("edit", () => {
  test.each<[string, Edit, string]>([
    ["ab|cd", "left", "a|bcd"],
    ["|cd", "left", "|cd"],
    ["ab|cd", "right", "abc|d"],
    ["ab|", "right", "ab|"],
    ["ab|cd", "home", "|abcd"],
    ["ab|cd", "end", "abcd|"],
    ["ab|cd", "erase", "a|cd"],
    ["|cd", "erase", "|cd"],
    ["ab|cd", "delete", "ab|d"],
    ["one two  |x", "eraseWord", "one |x"],
    ["one two|x", "eraseWord", "one |x"],
    ["ab|cd", "eraseBefore", "|cd"],
    ["ab|cd", "eraseAfter", "ab|"],
    ["ae\u0301|b", "erase", "a|b"],
    ["数|据", "right", "数据|"],
    ["👩‍👩‍👧|", "left", "|👩‍👩‍👧"],
    ["🇪🇺🇪🇺|", "erase", "🇪🇺|"],
  ])("%j by %s is %j", (from, by, to) => {
    expect(edit(line(from), by)).toEqual(line(to));
  });

  test("moving changes no letter", () => {
    const move = fc.constantFrom<Edit>("left", "right", "home", "end");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(move), (text, moves) => {
        const { before, after } = moves.reduce((at, by) => edit(at, by), { before: text, after: "" });
        expect(before + after).toBe(text);
      }),
    );
  });
});

test("a typed accent joins the letter before it", () => {
  expect(edit(insert(line("e|"), "\u0301"), "erase")).toEqual(line("|"));
});

test("pasted line breaks become spaces", () => {
  expect(insert(line("a|b"), "one\r\ntwo\tthree")).toEqual(line("aone two three|b"));
});
