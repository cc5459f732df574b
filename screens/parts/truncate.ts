import stringWidth from "string-width";
import { printable } from "../../src/base/printable.js";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The characters of a text as a person counts them. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Columns the text takes in a terminal. */
export function width(text: string): number {
  return stringWidth(text);
}

/** The text made safe and cut to `columns`, with `…` where something is missing. */
export function clip(text: string, columns: number): string {
  const safe = printable(text);
  if (/^[\x20-\x7e]*$/.test(safe)) {
    return safe.length <= columns ? safe : columns < 1 ? "" : `${safe.slice(0, columns - 1)}…`;
  }
  if (width(safe) <= columns) return safe;
  let out = "";
  let used = 0;
  for (const character of graphemes(safe)) {
    const w = width(character);
    if (used + w > columns - 1) break;
    out += character;
    used += w;
  }
  return columns < 1 ? "" : `${out}…`;
}

/** `clip`, filled with spaces to exactly `columns`. */
export function cell(text: string, columns: number): string {
  const fitted = clip(text, columns);
  return fitted + " ".repeat(Math.max(0, columns - width(fitted)));
}

/** A text cut in its middle: both ends of an ARN say more than its beginning. */
export function fitMiddle(text: string, columns: number): string {
  const safe = printable(text);
  if (width(safe) <= columns) return safe;
  const parts = graphemes(safe);
  const head = Math.ceil((columns - 1) / 2);
  const tail = Math.max(0, columns - 1 - head);
  return clip(`${parts.slice(0, head).join("")}…${tail > 0 ? parts.slice(-tail).join("") : ""}`, columns);
}

/** The text as lines of at most `columns`, broken at spaces where there are any. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (let word of printable(text).split(" ")) {
    if (line !== "" && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = "";
    }
    while (width(word) > columns) {
      const parts = graphemes(word);
      let head = "";
      while (parts.length > 0 && width(head) + width(parts[0] ?? "") <= columns) head += parts.shift();
      if (head === "") break;
      lines.push(line === "" ? head : line);
      line = "";
      word = parts.join("");
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
