import { asList, type ConditionBlock, type PolicyDocument, type Principal, type Statement } from "./document.js";

/**
 * The one form that documents meaning the same share, as far as writing goes: keys in a fixed order, lists sorted and
 * without repetition, a list of one as a plain string. Statements stay in their order.
 */
export function canonicalDocument(document: PolicyDocument): PolicyDocument {
  return {
    Version: document.Version,
    ...(document.Id !== undefined && { Id: document.Id }),
    Statement: asStatements(document.Statement).map(canonicalStatement),
  };
}

/** The canonical form as minified JSON. */
export function canonicalText(document: PolicyDocument): string {
  return JSON.stringify(canonicalDocument(document));
}

/** Whether two documents say the same in any spelling: order of statements and lists, case of actions. */
export function sameDocument(a: PolicyDocument, b: PolicyDocument): boolean {
  return comparableText(a) === comparableText(b);
}

/** A text that is equal for documents that `sameDocument` calls the same. */
export function comparableText(document: PolicyDocument): string {
  const { Version, Id, Statement } = canonicalDocument(document);
  const statements = Statement.map((statement) =>
    JSON.stringify(
      canonicalStatement({
        ...statement,
        ...(statement.Action !== undefined && { Action: asList(statement.Action).map(lower) }),
        ...(statement.NotAction !== undefined && { NotAction: asList(statement.NotAction).map(lower) }),
      }),
    ),
  );
  return JSON.stringify([Version, Id, statements.sort()]);
}

function canonicalStatement(statement: Statement): Statement {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  return {
    ...(Sid !== undefined && { Sid }),
    Effect,
    ...(Principal !== undefined && { Principal: canonicalPrincipal(Principal) }),
    ...(NotPrincipal !== undefined && { NotPrincipal: canonicalPrincipal(NotPrincipal) }),
    ...(Action !== undefined && { Action: canonicalList(Action) }),
    ...(NotAction !== undefined && { NotAction: canonicalList(NotAction) }),
    ...(Resource !== undefined && { Resource: canonicalList(Resource) }),
    ...(NotResource !== undefined && { NotResource: canonicalList(NotResource) }),
    ...(Condition !== undefined && Object.keys(Condition).length > 0 && { Condition: canonicalCondition(Condition) }),
  };
}

/** A condition block with its operators, keys and values in order. */
export function canonicalCondition(condition: ConditionBlock): ConditionBlock {
  return sorted(condition, (block) => sorted(block, canonicalList));
}

function canonicalPrincipal(principal: Principal): Principal {
  return principal === "*" ? principal : sorted(principal, canonicalList);
}

function canonicalList(value: string | string[]): string | string[] {
  // Numbers and booleans are legal JSON here; IAM reads them as their text.
  const list = [...new Set(asList(value).map(String))].sort();
  return list.length === 1 ? (list[0] as string) : list;
}

function sorted<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, change(record[key] as T)]),
  );
}

/** IAM lets a single statement stand without a list. */
function asStatements(statements: Statement[] | Statement): Statement[] {
  return Array.isArray(statements) ? statements : [statements];
}

function lower(text: string): string {
  return text.toLowerCase();
}
