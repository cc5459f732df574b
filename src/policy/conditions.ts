import { asList, type ConditionBlock } from "./document.js";
import { type Lookup, matches, type Pattern, parsePattern } from "./pattern.js";
import { patternSet } from "./pattern-set.js";

/** One key of a condition block, taken apart once. */
export interface CompiledCondition {
  operator: string;
  key: string;
  /** Whether the condition holds for the request. */
  holds(lookup: Lookup): boolean;
}

/** How one value of the request compares with the values of the policy. */
type Test = (actual: string, lookup: Lookup) => boolean;

interface Operator {
  /** Makes the test for the policy's values: true when any of them fits. */
  test(values: readonly string[], variables: boolean): Test;
  /** Whether the operator is the denial of the test, and true when the key is missing. */
  negated: boolean;
}

const text =
  (change: (value: string) => string, wildcards: boolean) => (values: readonly string[], variables: boolean) => {
    const covers = patternSet(values.map((value) => parsePattern(change(value), { wildcards, variables })));
    return (actual: string, lookup: Lookup) => covers(change(actual), lookup);
  };
const same = (value: string) => value;
const lower = (value: string) => value.toLowerCase();

/** Compares numbers or instants; a value that is none fits nothing. */
const ordered =
  (read: (value: string) => number, fits: (actual: number, wanted: number) => boolean) =>
  (values: readonly string[]): Test => {
    const wanted = values.map(read);
    return (actual) => wanted.some((value) => fits(read(actual), value));
  };

/** ISO 8601 or seconds since 1970, as milliseconds. */
function instant(value: string): number {
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function number(value: string): number {
  return value.trim() === "" ? Number.NaN : Number(value);
}

/** ARNs are compared part by part: a wildcard does not reach over a colon of the first five. */
function arns(values: readonly string[], variables: boolean): Test {
  const wanted = values
    .map((value) => (value === "*" ? "*:*:*:*:*:*" : value))
    .map((value) => splitArn(value).map((part) => parsePattern(part, { variables })));
  // An ARN that is wanted as it stands is found at once.
  const whole = new Set(values.filter((value) => !/[*?$]/.test(value)));
  return (actual, lookup) => {
    if (whole.has(actual)) return true;
    const parts = splitArn(actual);
    return wanted.some(
      (patterns) =>
        patterns.length === parts.length &&
        patterns.every((pattern, index) => matches(pattern as Pattern, parts[index] as string, lookup)),
    );
  };
}

/** The six parts of an ARN. Colons of the resource, and of variables within, are no borders. */
function splitArn(arn: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (let i = 0; i < arn.length; i++) {
    const character = arn[i] as string;
    if (character === "$" && arn[i + 1] === "{") depth++;
    if (character === "}" && depth > 0) depth--;
    if (character === ":" && depth === 0 && parts.length < 6) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function addresses(values: readonly string[]): Test {
  const ranges = values.map(parseRange);
  return (actual) => {
    const address = parseAddress(actual);
    return ranges.some(
      (range) =>
        range !== undefined &&
        address !== undefined &&
        range.bits === address.bits &&
        range.value >> BigInt(range.bits - range.length) === address.value >> BigInt(range.bits - range.length),
    );
  };
}

function parseRange(text: string): { value: bigint; bits: number; length: number } | undefined {
  const [base = "", length] = text.split("/");
  const address = parseAddress(base);
  return address && { ...address, length: length === undefined ? address.bits : Number(length) };
}

function parseAddress(text: string): { value: bigint; bits: number } | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    return { value: text.split(".").reduce((sum, part) => (sum << 8n) + BigInt(Number(part) & 255), 0n), bits: 32 };
  }
  if (!text.includes(":")) return undefined;
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill("0"), ...right];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { value: groups.reduce((sum, group) => (sum << 16n) + BigInt(Number.parseInt(group, 16)), 0n), bits: 128 };
}

const is = (test: Operator["test"]): Operator => ({ test, negated: false });
const not = (test: Operator["test"]): Operator => ({ test, negated: true });

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Record<string, Operator> = {
  StringEquals: is(text(same, false)),
  StringNotEquals: not(text(same, false)),
  StringEqualsIgnoreCase: is(text(lower, false)),
  StringNotEqualsIgnoreCase: not(text(lower, false)),
  StringLike: is(text(same, true)),
  StringNotLike: not(text(same, true)),
  NumericEquals: is(ordered(number, (a, b) => a === b)),
  NumericNotEquals: not(ordered(number, (a, b) => a === b)),
  NumericLessThan: is(ordered(number, (a, b) => a < b)),
  NumericLessThanEquals: is(ordered(number, (a, b) => a <= b)),
  NumericGreaterThan: is(ordered(number, (a, b) => a > b)),
  NumericGreaterThanEquals: is(ordered(number, (a, b) => a >= b)),
  DateEquals: is(ordered(instant, (a, b) => a === b)),
  DateNotEquals: not(ordered(instant, (a, b) => a === b)),
  DateLessThan: is(ordered(instant, (a, b) => a < b)),
  DateLessThanEquals: is(ordered(instant, (a, b) => a <= b)),
  DateGreaterThan: is(ordered(instant, (a, b) => a > b)),
  DateGreaterThanEquals: is(ordered(instant, (a, b) => a >= b)),
  Bool: is(text(lower, false)),
  BinaryEquals: is(text(same, false)),
  IpAddress: is(addresses),
  NotIpAddress: not(addresses),
  ArnEquals: is(arns),
  ArnLike: is(arns),
  ArnNotEquals: not(arns),
  ArnNotLike: not(arns),
};

const NAMES = new Map(Object.keys(OPERATORS).map((name) => [name.toLowerCase(), name]));

/** The operator's own name without quantifier and `IfExists`, or undefined for one that IAM does not have. */
export function baseOperator(operator: string): string | undefined {
  const { base } = splitOperator(operator);
  return base === "null" ? "Null" : NAMES.get(base);
}

function splitOperator(operator: string): { quantifier?: "all" | "any"; base: string; ifExists: boolean } {
  const match = /^(?:for(all|any)values?:)?(.*?)(ifexists)?$/.exec(operator.toLowerCase()) as RegExpExecArray;
  return {
    ...(match[1] !== undefined && { quantifier: match[1] as "all" | "any" }),
    base: match[2] as string,
    ifExists: match[3] !== undefined,
  };
}

/**
 * Takes a condition block apart. All of its entries must hold.
 * An operator IAM does not have never holds, so that an Allow with it allows nothing.
 */
export function compileConditions(block: ConditionBlock | undefined, variables: boolean): CompiledCondition[] {
  return Object.entries(block ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      holds: compileOne(operator, key, asList(values).map(String), variables),
    })),
  );
}

function compileOne(name: string, key: string, values: readonly string[], variables: boolean) {
  const { quantifier, base, ifExists } = splitOperator(name);
  if (base === "null") {
    const wantsMissing = values.map(lower).includes("true");
    const wantsPresent = values.map(lower).includes("false");
    return (lookup: Lookup) => ((lookup(key)?.length ?? 0) === 0 ? wantsMissing : wantsPresent);
  }
  const operator = OPERATORS[NAMES.get(base) ?? ""];
  if (operator === undefined) return () => false;
  const { negated } = operator;
  const test = operator.test(values, variables);
  const fits: Test = negated ? (actual, lookup) => !test(actual, lookup) : test;
  return (lookup: Lookup) => {
    const actual = lookup(key);
    if (actual === undefined || actual.length === 0) {
      // ForAllValues holds for no values at all; ForAnyValue never does; alone, a denial holds where the key is missing.
      if (ifExists || quantifier === "all") return true;
      return quantifier === "any" ? false : negated;
    }
    if (quantifier === "all") return actual.every((value) => fits(value, lookup));
    if (quantifier === "any") return actual.some((value) => fits(value, lookup));
    // Without a quantifier, several values match when one does, and a denial needs that none does.
    return negated ? actual.every((value) => fits(value, lookup)) : actual.some((value) => fits(value, lookup));
  };
}
