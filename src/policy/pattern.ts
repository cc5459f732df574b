import type { RequestContext } from "./request.js";

const MANY = -1;
const ONE = -2;

/** A variable: its key, and the text that stands in when the request does not carry it. */
interface Variable {
  key: string;
  fallback?: string;
}

/** A text with `*`, `?` and policy variables, taken apart once. */
export interface Pattern {
  /** The text itself, when it holds nothing special. */
  exact?: string;
  parts: readonly (readonly number[] | Variable)[];
}

/** Reads the context of a request by key, whatever its case. */
export type Lookup = (key: string) => readonly string[] | undefined;

/**
 * Takes a value of a policy apart: wildcards, the variables `${key}` and `${key, 'default'}`, and the escapes `${*}`,
 * `${?}` and `${$}`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @param wildcards whether `*` and `?` stand for others, as in Like operators, actions and resources
 * @param variables whether variables are read: version 2012-10-17 only
 */
export function parsePattern(text: string, { wildcards = true, variables = true } = {}): Pattern {
  // Most values hold nothing special, and very many of them stand in large roles.
  if (!/[*?$]/.test(text)) return { exact: text, parts: [] };
  const parts: (number[] | Variable)[] = [];
  let codes: number[] = [];
  let special = false;
  for (let i = 0; i < text.length; i++) {
    const end = variables && text[i] === "$" && text[i + 1] === "{" ? text.indexOf("}", i) : -1;
    if (end > 0) {
      const inner = text.slice(i + 2, end);
      i = end;
      if (inner === "*" || inner === "?" || inner === "$") codes.push(inner.charCodeAt(0));
      else {
        special = true;
        parts.push(codes, variableOf(inner));
        codes = [];
      }
    } else if (wildcards && text[i] === "*") {
      special = true;
      codes.push(MANY);
    } else if (wildcards && text[i] === "?") {
      special = true;
      codes.push(ONE);
    } else codes.push(text.charCodeAt(i));
  }
  parts.push(codes);
  return special ? { parts } : { exact: String.fromCharCode(...codes), parts };
}

/** What every text that the pattern covers begins with. */
export function literalHead({ parts }: Pattern): string {
  const [first] = parts;
  if (first === undefined || "key" in first) return "";
  const end = first.findIndex((code) => code < 0);
  return String.fromCharCode(...(end < 0 ? first : first.slice(0, end)));
}

/** Whether the pattern covers the text. A variable that the request does not carry covers nothing. */
export function matches(pattern: Pattern, text: string, lookup: Lookup): boolean {
  if (pattern.exact !== undefined) return pattern.exact === text;
  const codes = resolve(pattern, lookup);
  return codes !== undefined && glob(codes, text);
}

const contexts = new WeakMap<RequestContext, ReadonlyMap<string, readonly string[]>>();

/** A context of a request as a look-up by key; keys match whatever their case. A context is read once: it must not change. */
export function lookupIn(context: RequestContext | undefined, principal?: string): Lookup {
  const byKey = context === undefined ? undefined : valuesOf(context);
  return (key) => {
    const lower = key.toLowerCase();
    const found = byKey?.get(lower);
    return found === undefined && principal !== undefined && lower === "aws:principalarn" ? [principal] : found;
  };
}

function valuesOf(context: RequestContext): ReadonlyMap<string, readonly string[]> {
  const known = contexts.get(context);
  if (known !== undefined) return known;
  const byKey = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    byKey.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  contexts.set(context, byKey);
  return byKey;
}

function variableOf(inner: string): Variable {
  const match = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner);
  if (match === null) return { key: inner };
  return { key: match[1] as string, ...(match[2] !== undefined && { fallback: match[2] }) };
}

/** The pattern with its variables filled in; what they hold stands for itself, wildcards included. */
function resolve(pattern: Pattern, lookup: Lookup): readonly number[] | undefined {
  if (pattern.parts.length === 1) return pattern.parts[0] as readonly number[];
  const codes: number[] = [];
  for (const part of pattern.parts) {
    if (!("key" in part)) {
      for (const code of part) codes.push(code);
      continue;
    }
    const values = lookup(part.key);
    // A key of several values cannot stand in a variable.
    const value = values?.length === 1 ? values[0] : part.fallback;
    if (value === undefined) return undefined;
    for (let i = 0; i < value.length; i++) codes.push(value.charCodeAt(i));
  }
  return codes;
}

/** Linear in practice: on a mismatch it goes back to the last `*` only. */
function glob(codes: readonly number[], text: string): boolean {
  let at = 0;
  let i = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const code = codes[i];
    if (code === MANY) {
      star = i++;
      starAt = at;
    } else if (code !== undefined && (code === ONE || code === text.charCodeAt(at))) {
      i++;
      at++;
    } else if (star >= 0) {
      i = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (codes[i] === MANY) i++;
  return i === codes.length;
}
