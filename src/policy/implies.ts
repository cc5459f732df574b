import { patternContains, wideIndex } from "./contain.js";
import { asList, type ConditionBlock } from "./document.js";
import { FEW } from "./head-index.js";

/** How the values of an operator bear on it: any of them will do, or none may be. */
const OPERATORS: Record<string, "any" | "none" | undefined> = {
  StringEquals: "any",
  StringEqualsIgnoreCase: "any",
  StringLike: "any",
  ArnEquals: "any",
  ArnLike: "any",
  NumericEquals: "any",
  IpAddress: "any",
  Bool: "any",
  StringNotEquals: "none",
  StringNotEqualsIgnoreCase: "none",
  StringNotLike: "none",
  ArnNotEquals: "none",
  ArnNotLike: "none",
  NumericNotEquals: "none",
  NotIpAddress: "none",
};

/** Operators whose values may hold wildcards. */
const LIKE = new Set(["StringLike", "StringNotLike"]);

/** Whether an operator asks that the one value of a request be any of those listed. */
export function asksForAny(operator: string): boolean {
  return OPERATORS[operator] === "any";
}

/**
 * Whether every request that meets one condition meets another too. True is certain; false may be too careful.
 * A condition asks for all of its parts, so that each part of the wider one must follow from one of the narrower.
 */
export function conditionImplies(narrow: ConditionBlock | undefined, wide: ConditionBlock | undefined): boolean {
  const given = clauses(narrow);
  return clauses(wide).every((needed) => given.some((clause) => clauseImplies(clause, needed)));
}

interface Clause {
  operator: string;
  key: string;
  values: readonly string[];
}

function clauses(condition: ConditionBlock | undefined): Clause[] {
  return Object.entries(condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      // The list itself, by which what is known of it is found again.
      values: Array.isArray(values) ? values : asList(values),
    })),
  );
}

function clauseImplies(narrow: Clause, wide: Clause): boolean {
  if (narrow.key !== wide.key) return false;
  const [base = "", isSet] = split(wide.operator);
  const [narrowBase = "", narrowIsSet] = split(narrow.operator);
  // What holds for a key that is there holds with IfExists as well, not the other way round.
  const sameOperator = narrowBase.replace(/IfExists$/, "") === base.replace(/IfExists$/, "") && isSet === narrowIsSet;
  if (!sameOperator || (/IfExists$/.test(narrowBase) && !/IfExists$/.test(base))) return false;
  const operator = base.replace(/IfExists$/, "");
  const covered = (by: readonly string[], values: readonly string[]) => values.every(coverage(by, LIKE.has(operator)));
  switch (OPERATORS[operator]) {
    case "any":
      return covered(wide.values, narrow.values);
    case "none":
      // With ForAnyValue a value outside the shorter list may be inside the longer one: only equal lists are sure.
      if (isSet === "ForAnyValue") return sameValues(narrow, wide);
      return covered(narrow.values, wide.values);
    default:
      return sameValues(narrow, wide);
  }
}

const coverages = new WeakMap<readonly string[], Map<boolean, (value: string) => boolean>>();

/** Tells which values some of a list cover; a long list is taken apart once. */
function coverage(list: readonly string[], wildcards: boolean): (value: string) => boolean {
  if (list.length < FEW) {
    return (value) => list.some((one) => one === value || (wildcards && patternContains(one, value)));
  }
  const known = coverages.get(list) ?? new Map<boolean, (value: string) => boolean>();
  coverages.set(list, known);
  let fits = known.get(wildcards);
  if (fits === undefined) {
    const exact = new Set(list);
    const wider = wildcards ? wideIndex(list.map((value) => [value, true] as const)) : () => [];
    fits = (value) => exact.has(value) || wider(value).length > 0;
    known.set(wildcards, fits);
  }
  return fits;
}

function sameValues(a: Clause, b: Clause): boolean {
  return JSON.stringify(a.values.toSorted()) === JSON.stringify(b.values.toSorted());
}

/** An operator without its set prefix, and the prefix. */
function split(operator: string): [string, string?] {
  const [, prefix, base] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(operator) ?? [];
  return [base ?? operator, prefix];
}
