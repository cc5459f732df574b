/** A value of HCL: data, and expressions that are written as they are. */
export type HclValue = string | number | boolean | HclExpression | HclTemplate | readonly HclValue[] | HclObject;

/** An object of HCL. */
export interface HclObject {
  readonly [key: string]: HclValue;
}

/** HCL that is no data: a reference, or a function called on a value. */
export class HclExpression {
  readonly before: string;
  readonly inner: HclValue | undefined;
  readonly after: string;

  constructor(before: string, inner?: HclValue, after = "") {
    this.before = before;
    this.inner = inner;
    this.after = after;
  }
}

/** A text with expressions in it. */
export class HclTemplate {
  readonly parts: readonly (string | HclExpression)[];

  constructor(parts: readonly (string | HclExpression)[]) {
    this.parts = parts;
  }
}

/** A reference, such as `aws_iam_role.churn.arn`. */
export function reference(text: string): HclExpression {
  return new HclExpression(text);
}

/** A function called on one value. */
export function call(name: string, value: HclValue): HclExpression {
  return new HclExpression(`${name}(`, value, ")");
}

/** A block, such as `resource "aws_iam_role" "churn" { … }`, as `terraform fmt` writes it. */
export interface HclBlock {
  type: string;
  labels?: readonly string[];
  /** Attributes in groups: an empty line stands between two. */
  groups: readonly HclObject[];
  blocks?: readonly HclBlock[];
}

/** Blocks as text. */
export function hclText(blocks: readonly HclBlock[]): string {
  return blocks.map((block) => `${blockLines(block, "").join("\n")}\n`).join("\n");
}

function blockLines({ type, labels = [], groups, blocks = [] }: HclBlock, indent: string): string[] {
  const head = [type, ...labels.map(quoted)].join(" ");
  const parts = [
    ...groups.filter((group) => Object.keys(group).length > 0).map((group) => attributeLines(group, `${indent}  `)),
    ...blocks.map((block) => blockLines(block, `${indent}  `)),
  ];
  if (parts.length === 0) return [`${indent}${head} {}`];
  const body = parts.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  return [`${indent}${head} {`, ...body, `${indent}}`];
}

/** Attributes, with the equals signs below each other as far as one-line values follow each other. */
function attributeLines(object: HclObject, indent: string): string[] {
  const entries = Object.entries(object).map(([key, value]) => ({
    // A bare `for` would begin an expression.
    key: /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && key !== "for" ? key : quoted(key),
    lines: valueLines(value, indent),
  }));
  return entries.flatMap(({ key, lines: [first = "", ...more] }, index) => {
    const width = Math.max(...runAround(entries, index).map((entry) => entry.key.length));
    return [`${indent}${key.padEnd(width)} = ${first}`, ...more];
  });
}

/** The one-line entries next to each other that an entry belongs to; one of several lines stands alone. */
function runAround<T extends { lines: readonly string[] }>(entries: readonly T[], index: number): T[] {
  const isShort = (at: number) => entries[at]?.lines.length === 1;
  let start = index;
  let end = index;
  while (isShort(index) && isShort(start - 1)) start -= 1;
  while (isShort(index) && isShort(end + 1)) end += 1;
  return entries.slice(start, end + 1);
}

function valueLines(value: HclValue, indent: string): string[] {
  if (typeof value === "string") return [quoted(value)];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (value instanceof HclExpression) return expressionLines(value, indent);
  if (value instanceof HclTemplate) return [templateText(value)];
  if (Array.isArray(value)) return listLines(value, indent);
  const object = value as HclObject;
  if (Object.keys(object).length === 0) return ["{}"];
  return ["{", ...attributeLines(object, `${indent}  `), `${indent}}`];
}

function expressionLines({ before, inner, after }: HclExpression, indent: string): string[] {
  if (inner === undefined) return [before + after];
  const lines = valueLines(inner, indent);
  return lines.map((line, index) => {
    return (index === 0 ? before : "") + line + (index === lines.length - 1 ? after : "");
  });
}

function listLines(items: readonly HclValue[], indent: string): string[] {
  if (items.length === 0) return ["[]"];
  const inner = items.map((item) => valueLines(item, `${indent}  `));
  if (inner.length === 1 && inner[0]?.length === 1) return [`[${inner[0][0]}]`];
  const body = inner.flatMap((lines) => withComma([`${indent}  ${lines[0]}`, ...lines.slice(1)]));
  return ["[", ...body, `${indent}]`];
}

function withComma(lines: readonly string[]): string[] {
  return [...lines.slice(0, -1), `${lines.at(-1)},`];
}

function templateText({ parts }: HclTemplate): string {
  const inner = parts.map((part, index) => {
    if (typeof part !== "string") return `\${${part.before}}`;
    const text = quoted(part).slice(1, -1);
    // Right before an expression, a dollar sign would escape it.
    return index < parts.length - 1 ? text.replace(/\$+$/, '${"$&"}') : text;
  });
  return `"${inner.join("")}"`;
}

/** A text as a literal, in which nothing is a template. Source: https://developer.hashicorp.com/terraform/language/expressions/strings */
export function quoted(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[$%](?=\{)/g, "$&$&")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, unicodeEscape);
  return `"${escaped}"`;
}

function unicodeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
