/**
 * Characters that move the cursor, change the screen, reorder text, take no room or break a line:
 * C0, DEL, C1, soft hyphen, bidirectional controls, zero-width and other format characters, line and
 * paragraph separators, variation-independent fillers, tags, and lone surrogates.
 */
const UNSAFE =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * Text from outside, safe to draw in one terminal row: every control, invisible or reordering character
 * becomes a visible escape such as `\u{1b}`. Nothing is dropped, so a difference stays visible.
 * The one place through which text reaches the terminal (CWE-150).
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** As `printable`, keeping line feeds: for text of several lines, such as a JSON document. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
