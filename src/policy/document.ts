/** The effect of a statement. */
export type Effect = "Allow" | "Deny";

/** Operator → condition key → value or values. */
export type ConditionBlock = Record<string, Record<string, string | string[]>>;

/** `"*"`, or principal type (`AWS`, `Service`, `Federated`, `CanonicalUser`) → value or values. */
export type Principal = "*" | Record<string, string | string[]>;

/** One statement of an IAM policy document, as written in JSON. */
export interface Statement {
  Sid?: string;
  Effect: Effect;
  Principal?: Principal;
  NotPrincipal?: Principal;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: ConditionBlock;
}

/**
 * An IAM policy document: identity policy, trust policy or resource policy.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  Version: "2012-10-17" | "2008-10-17";
  Id?: string;
  Statement: Statement[];
}

/** Conditions in words, each as `key operator value or value`. */
export function conditionWords(condition: ConditionBlock | undefined): string[] {
  return Object.entries(condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => `${key} ${operator} ${asList(values).join(" or ")}`),
  );
}

/** Reads a value that IAM lets be one string or a list of strings, as a list; a bare number or boolean as its text. */
export function asList(value: string | readonly string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === "object" ? [...value] : [String(value)];
}
