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
  const head = graphemes(clip(safe, Math.ceil((columns + 1) / 2))).slice(0, -1);
  const parts = graphemes(safe);
  let from = parts.length;
  for (let room = columns - 1 - width(head.join("")); from > 0; from--) {
    room -= width(parts[from - 1] ?? "");
    if (room < 0) break;
  }
  return columns < 1 ? "" : `${head.join("")}…${parts.slice(from).join("")}`;
}

/**
 * The text as lines of at most `columns`, broken at spaces where there are any. Leading spaces stand before each line.
 * A character too wide for a line has one to itself.
 */
export function wrap(text: string, columns: number): string[] {
  const safe = printable(text);
  if (width(safe) <= columns) return [safe];
  const indent = (/^ */.exec(safe)?.[0] ?? "").slice(0, Math.floor(columns / 2));
  const room = Math.max(1, columns - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of safe.trimStart().split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (width(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = inPieces(word, room);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  return [...lines, line].map((part) => indent + part);
}

/** A word in pieces of at most `columns`. */
function inPieces(word: string, columns: number): string[] {
  const pieces = [""];
  for (const character of graphemes(word)) {
    const last = pieces.length - 1;
    const longer = pieces[last] + character;
    if (pieces[last] === "" || width(longer) <= columns) pieces[last] = longer;
    else pieces.push(character);
  }
  return pieces;
}

/** The text as at most `most` lines of `columns`; the last ends with `…` where something is missing. */
export function excerpt(text: string, columns: number, most: number): string[] {
  const lines = wrap(text, columns);
  if (lines.length <= most) return lines;
  return lines.slice(0, most).map((line, index) => (index === most - 1 ? clip(`${line} …`, columns) : line));
}
