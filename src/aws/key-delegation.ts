import { asList, type PolicyDocument, type Statement } from "../policy/document.js";
import type { KeyDelegation } from "../role/facts.js";

/** What roles of ours may need of a key. */
const NEEDED = ["kms:decrypt", "kms:generatedatakey", "kms:creategrant"];

/**
 * Whether IAM policies of the account count for a key, as its key policy says: they do where a statement allows the
 * account itself the action. A statement with conditions, or any that denies, makes it conditional.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * @param text the key policy, as KMS answers it
 * @param account 12 digits
 */
export function keyDelegation(text: string, account: string): KeyDelegation {
  let document: PolicyDocument;
  try {
    document = JSON.parse(text) as PolicyDocument;
  } catch {
    return "unreadable";
  }
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  const delegating = statements.filter((statement) => statement.Effect === "Allow" && namesAccount(statement, account));
  const isCovered = (list: readonly Statement[]) =>
    NEEDED.every((action) => list.some((statement) => allowsAction(statement, action)));
  if (!isCovered(delegating)) return "not-delegated";
  const isDenied = statements.some((statement) => statement.Effect === "Deny");
  const unconditional = delegating.filter((statement) => statement.Condition === undefined);
  return isCovered(unconditional) && !isDenied ? "delegated" : "conditional";
}

function namesAccount({ Principal }: Statement, account: string): boolean {
  if (Principal === undefined) return false;
  // Everybody, as far as the statement's conditions (such as kms:CallerAccount) let them.
  if (Principal === "*") return true;
  return asList(Principal.AWS).some(
    (name) => name === "*" || name === account || /^arn:[a-z-]+:iam::(\d{12}):root$/.exec(name)?.[1] === account,
  );
}

function allowsAction(statement: Statement, action: string): boolean {
  const covers = (pattern: string) =>
    new RegExp(
      `^${pattern
        .toLowerCase()
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".")}$`,
    ).test(action);
  if (statement.NotAction !== undefined) return !asList(statement.NotAction).some(covers);
  return asList(statement.Action).some(covers);
}
