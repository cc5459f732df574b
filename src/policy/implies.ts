import { patternContains } from "./contain.js";
import { asList, type ConditionBlock } from "./document.js";

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
  values: string[];
}

function clauses(condition: ConditionBlock | undefined): Clause[] {
  return Object.entries(condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: asList(values) })),
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
  const covers = (one: string, other: string) => one === other || (LIKE.has(operator) && patternContains(one, other));
  switch (OPERATORS[operator]) {
    case "any":
      return narrow.values.every((value) => wide.values.some((other) => covers(other, value)));
    case "none":
      // With ForAnyValue a value outside the shorter list may be inside the longer one: only equal lists are sure.
      if (isSet === "ForAnyValue") return sameValues(narrow, wide);
      return wide.values.every((value) => narrow.values.some((other) => covers(other, value)));
    default:
      return sameValues(narrow, wide);
  }
}

function sameValues(a: Clause, b: Clause): boolean {
  return JSON.stringify(a.values.toSorted()) === JSON.stringify(b.values.toSorted());
}

/** An operator without its set prefix, and the prefix. */
function split(operator: string): [string, string?] {
  const [, prefix, base] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(operator) ?? [];
  return [base ?? operator, prefix];
}
