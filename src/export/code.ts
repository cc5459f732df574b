/** How a language writes data and calls, as its formatter leaves them. */
export interface CodeStyle {
  /** Columns that the formatter keeps to. */
  width: number;
  /** Columns of one step of indentation. */
  step: number;
  /** Whether an object that is a call's last argument begins on the line of the call. */
  hugs: boolean;
  /** Whether a text that is too long for the line of its key stands on the next. */
  movesTexts: boolean;
  /** A character that is neither seen nor safe, as an escape. */
  escape(character: string): string;
  /** A key that needs no quotes. */
  bareKey: RegExp;
}

/** Code in the place of a value: a name or an expression, written as it is. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A call; an argument may have a name. */
export class Call {
  readonly callee: string;
  readonly args: readonly (CodeValue | Named)[];

  constructor(callee: string, ...args: readonly (CodeValue | Named)[]) {
    this.callee = callee;
    this.args = args;
  }
}

/** An argument by name. */
export class Named {
  readonly name: string;
  readonly value: CodeValue;

  constructor(name: string, value: CodeValue) {
    this.name = name;
    this.value = value;
  }
}

/** Data, and code in it. */
export type CodeValue = string | number | Code | Call | readonly CodeValue[] | { readonly [key: string]: CodeValue };

/** One statement: what stands before the value, the value, what stands behind it. */
export function statement(style: CodeStyle, indent: number, before: string, value: CodeValue, after = ""): string {
  const start = " ".repeat(indent) + before;
  return `${start}${written(value, style, { indent, column: start.length, tail: after.length })}${after}`;
}

/** Where a value is written: the indentation of its line, its first column, and how much follows its end. */
interface Place {
  indent: number;
  column: number;
  tail: number;
}

function written(value: CodeValue | Named, style: CodeStyle, place: Place): string {
  if (value instanceof Named) {
    const start = `${value.name}=`;
    return start + written(value.value, style, { ...place, column: place.column + start.length });
  }
  if (value instanceof Code) return value.text;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return textLiteral(value, style);
  if (value instanceof Call) return callText(value, style, place);
  if (Array.isArray(value)) return listText(value, style, place);
  const entries = Object.entries(value).map(([key, inner]) => {
    const name = `${style.bareKey.test(key) ? key : textLiteral(key, style)}:`;
    return (at: Place) => {
      const text = written(inner, style, { ...at, column: at.column + name.length + 1 });
      const isLong = at.column + name.length + 1 + text.length + at.tail > style.width;
      const gap = style.movesTexts && typeof inner === "string" && isLong;
      return name + (gap ? `\n${" ".repeat(at.indent + style.step)}` : " ") + text;
    };
  });
  return entries.length === 0 ? "{}" : block("{", entries, "}", style, place);
}

function callText({ callee, args }: Call, style: CodeStyle, place: Place): string {
  const flat = flatText(args, style);
  if (flat !== undefined && place.column + callee.length + flat.length + 2 + place.tail <= style.width) {
    return `${callee}(${flat})`;
  }
  const last = args.at(-1);
  const first = flatText(args.slice(0, -1), style);
  if (style.hugs && isObject(last) && first !== undefined) {
    const start = `${callee}(${first}${first === "" ? "" : ", "}`;
    return `${start}${written(last as CodeValue, style, { ...place, column: place.column + start.length })})`;
  }
  return block(
    `${callee}(`,
    args.map((arg) => (at: Place) => written(arg, style, at)),
    ")",
    style,
    place,
  );
}

function listText(items: readonly CodeValue[], style: CodeStyle, place: Place): string {
  const flat = flatText(items, style);
  if (flat !== undefined && place.column + flat.length + 2 + place.tail <= style.width) return `[${flat}]`;
  return block(
    "[",
    items.map((item) => (at: Place) => written(item, style, at)),
    "]",
    style,
    place,
  );
}

/** Values on one line, where they may stand on one: objects may not. */
function flatText(values: readonly (CodeValue | Named)[], style: CodeStyle): string | undefined {
  const texts = values.map((value) => flatValue(value, style));
  return texts.includes(undefined) ? undefined : texts.join(", ");
}

function flatValue(value: CodeValue | Named, style: CodeStyle): string | undefined {
  if (value instanceof Named) {
    const inner = flatValue(value.value, style);
    return inner === undefined ? undefined : `${value.name}=${inner}`;
  }
  if (isObject(value) && Object.keys(value as object).length > 0) return undefined;
  if (value instanceof Call) {
    const inner = flatText(value.args, style);
    return inner === undefined ? undefined : `${value.callee}(${inner})`;
  }
  if (Array.isArray(value)) {
    const inner = flatText(value, style);
    return inner === undefined ? undefined : `[${inner}]`;
  }
  return written(value, style, { indent: 0, column: 0, tail: 0 });
}

function isObject(value: unknown): boolean {
  return (
    typeof value === "object" &&
    !Array.isArray(value) &&
    !(value instanceof Code || value instanceof Call || value instanceof Named)
  );
}

/** One part a line, each with a comma behind it. */
function block(
  open: string,
  parts: readonly ((place: Place) => string)[],
  close: string,
  style: CodeStyle,
  { indent }: Place,
): string {
  const inside = indent + style.step;
  const at = { indent: inside, column: inside, tail: 1 };
  const lines = parts.map((part) => `${" ".repeat(inside)}${part(at)},\n`);
  return `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`;
}

/** A text in double quotes, or in single ones where that needs fewer escapes. */
function textLiteral(text: string, style: CodeStyle): string {
  const count = (quote: string) => text.split(quote).length - 1;
  const quote = count('"') > count("'") ? "'" : '"';
  const inner = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, style.escape);
  return quote + inner + quote;
}

/** A character by its number in sixteens, at least four digits. */
export function hexOf(character: string, digits = 4): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
