import { printable } from "../base/printable.js";

/** Text from outside as inline code: nothing in it means anything to Markdown or HTML. */
export function code(text: string): string {
  const safe = printable(text);
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // A space at both ends belongs to the fence: text that has its own gets another.
  const pad = /^`|`$|^ .* $/.test(safe) || safe.trim() === "" ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** As `code`, in a cell of a table: where a pipe or a backslash would end the cell, in HTML. */
export function cellCode(text: string): string {
  return /[|\\`]/.test(printable(text)) ? `<code>${entities(printable(text))}</code>` : code(text);
}

/** Text from outside as plain words: no markup, no HTML, no link. */
export function plain(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]()#+!|>~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("://", ":&#47;&#47;")
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`)
    .replaceAll("@", "&#64;")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^([-=:])/, "\\$1");
}

/** As `plain`, in a cell of a table. */
export function cellText(text: string): string {
  return /[|\\]/.test(printable(text)) ? entities(printable(text)) : plain(text);
}

/** Lines of a list. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** A block of code whose fence no line of it can close. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Each character that is not a letter, a digit or harmless, as an HTML entity: text wherever it stands. */
function entities(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} .,]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`);
}
