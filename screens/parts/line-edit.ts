import { graphemes } from "./truncate.js";

/** A line of text being typed, parted at the cursor. */
export interface EditedLine {
  readonly before: string;
  readonly after: string;
}

/** What a key does to the line. */
export type Edit = "left" | "right" | "home" | "end" | "erase" | "delete" | "eraseWord" | "eraseBefore" | "eraseAfter";

/** The line with a text typed at the cursor. Line breaks and tabs of a paste become spaces. */
export function insert({ before, after }: EditedLine, text: string): EditedLine {
  return { before: before + text.replace(/\s+/g, " "), after };
}

/** The line after an edit. A character is what a person counts as one, whatever it is made of. */
export function edit(line: EditedLine, by: Edit): EditedLine {
  const { before, after } = line;
  const last = graphemes(before).at(-1) ?? "";
  const next = graphemes(after)[0] ?? "";
  switch (by) {
    case "left":
      return { before: before.slice(0, before.length - last.length), after: last + after };
    case "right":
      return { before: before + next, after: after.slice(next.length) };
    case "home":
      return { before: "", after: before + after };
    case "end":
      return { before: before + after, after: "" };
    case "erase":
      return { before: before.slice(0, before.length - last.length), after };
    case "delete":
      return { before, after: after.slice(next.length) };
    case "eraseWord":
      return { before: before.replace(/\S*\s*$/u, ""), after };
    case "eraseBefore":
      return { before: "", after };
    case "eraseAfter":
      return { before, after: "" };
  }
}
