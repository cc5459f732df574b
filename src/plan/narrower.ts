import { canonicalDocument, comparableText } from "../policy/canonical.js";
import { asList, type PolicyDocument, type Principal, type Statement } from "../policy/document.js";

/**
 * Whether everything that one document allows, another allows too, as far as can be told by looking at how they are
 * written: true is certain, false is not.
 */
export function isNarrower(document: PolicyDocument, other: PolicyDocument): boolean {
  const narrow = canonicalDocument(document).Statement;
  const wide = canonicalDocument(other).Statement;
  const denies = new Set(narrow.filter(isDeny).map(statementText));
  return (
    wide.filter(isDeny).every((statement) => denies.has(statementText(statement))) &&
    narrow.every((statement) => isDeny(statement) || wide.some((candidate) => covers(candidate, statement)))
  );
}

/** A statement without its name, in a form that is equal where what it says is. */
export function statementText({ Sid, ...statement }: Statement): string {
  return comparableText({ Version: "2012-10-17", Statement: [statement] });
}

function isDeny({ Effect }: Statement): boolean {
  return Effect === "Deny";
}

function covers(wide: Statement, narrow: Statement): boolean {
  if (isDeny(wide)) return false;
  const fixed = (statement: Statement) =>
    JSON.stringify([statement.NotPrincipal, statement.NotAction, statement.NotResource]);
  return (
    fixed(wide) === fixed(narrow) &&
    includes(principals(wide.Principal), principals(narrow.Principal)) &&
    includes(asList(wide.Action).map(lower), asList(narrow.Action).map(lower)) &&
    includes(asList(wide.Resource), asList(narrow.Resource)) &&
    includes(conditions(narrow), conditions(wide))
  );
}

function includes(all: readonly string[], some: readonly string[]): boolean {
  const set = new Set(all);
  return set.has("*") || some.every((value) => set.has(value));
}

function principals(principal: Principal | undefined): string[] {
  if (principal === undefined || principal === "*") return asList(principal);
  return Object.entries(principal).flatMap(([type, values]) => asList(values).map((value) => `${type} ${value}`));
}

function conditions({ Condition }: Statement): string[] {
  return Object.entries(Condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).map((entry) => JSON.stringify([operator, ...entry])),
  );
}

function lower(text: string): string {
  return text.toLowerCase();
}
