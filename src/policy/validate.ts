import { baseOperator } from "./conditions.js";

type Json = Record<string, unknown>;

const DOCUMENT_KEYS = new Set(["Version", "Id", "Statement"]);
const STATEMENT_KEYS = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);
const SYNTAX = "Syntax errors in policy.";

/**
 * The first reason IAM would refuse a document as malformed, in its own words as far as they are known, or undefined.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @param document the parsed JSON
 * @param kind `identity` for permissions policies, `trust` for a role's trust policy
 */
export function validateDocument(document: unknown, kind: "identity" | "trust"): string | undefined {
  if (!isObject(document)) return SYNTAX;
  if (Object.keys(document).some((key) => !DOCUMENT_KEYS.has(key))) return SYNTAX;
  const { Version, Statement } = document;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") return SYNTAX;
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0 || !statements.every(isObject)) return SYNTAX;
  const sids = new Set<unknown>();
  for (const statement of statements) {
    const fault = statementFault(statement, kind);
    if (fault !== undefined) return fault;
    if (statement.Sid === undefined || statement.Sid === "") continue;
    if (sids.has(statement.Sid)) return `Statement IDs (SID) in a single policy must be unique.`;
    sids.add(statement.Sid);
  }
  return undefined;
}

function statementFault(statement: Json, kind: "identity" | "trust"): string | undefined {
  const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.has(key));
  if (unknown !== undefined) return SYNTAX;
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  if (Sid !== undefined && (typeof Sid !== "string" || !/^[A-Za-z0-9]*$/.test(Sid))) {
    return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
  }
  if (Effect !== "Allow" && Effect !== "Deny") return SYNTAX;
  if ((Action === undefined) === (NotAction === undefined)) return "Policy statement must contain actions.";
  const actions = strings(Action ?? NotAction);
  if (actions === undefined || actions.length === 0) return "Policy statement must contain actions.";
  for (const action of actions) {
    if (action === "*") continue;
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) {
      return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    }
  }
  if (kind === "trust") {
    if (Resource !== undefined || NotResource !== undefined) return "Has prohibited field Resource";
    if (actions.some((action) => !/^(sts:|\*$)/i.test(action))) {
      return "AssumeRole policy may only specify STS AssumeRole actions.";
    }
    if (Principal === undefined && NotPrincipal === undefined) {
      return "AssumeRolepolicy must contain the Principal element.";
    }
    const fault = principalFault(Principal ?? NotPrincipal);
    if (fault !== undefined) return fault;
  } else {
    if (Principal !== undefined || NotPrincipal !== undefined) return "Policy document should not specify a principal.";
    const resources = strings(Resource ?? NotResource);
    if (resources === undefined || resources.length === 0) return "Policy statement must contain resources.";
    for (const resource of resources) {
      if (resource === "*") continue;
      if (!/^arn:/.test(resource)) {
        return `Resource ${resource} must be in ARN format or "*".`;
      }
      if (resource.split(":").length < 6 && !resource.includes("*")) return `The policy failed legacy parsing`;
    }
  }
  return conditionFault(Condition);
}

function conditionFault(condition: unknown): string | undefined {
  if (condition === undefined) return undefined;
  if (!isObject(condition)) return SYNTAX;
  for (const [operator, keys] of Object.entries(condition)) {
    if (baseOperator(operator) === undefined) return `Invalid Condition type : ${operator}.`;
    if (!isObject(keys)) return SYNTAX;
    for (const [key, values] of Object.entries(keys)) {
      if (!/^[A-Za-z0-9-]+:\S+$/.test(key)) return `Condition key ${key} must be prefaced by a vendor.`;
      const list = Array.isArray(values) ? values : [values];
      if (list.some((value) => !["string", "number", "boolean"].includes(typeof value))) return SYNTAX;
    }
  }
  return undefined;
}

function principalFault(principal: unknown): string | undefined {
  if (principal === "*") return undefined;
  if (!isObject(principal) || Object.keys(principal).length === 0) return SYNTAX;
  for (const [type, names] of Object.entries(principal)) {
    if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(type)) return SYNTAX;
    const list = strings(names);
    if (list === undefined || list.length === 0) return SYNTAX;
    const wrong =
      type === "Service"
        ? list.find((name) => !/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(name))
        : type === "AWS"
          ? list.find(
              (name) => name !== "*" && !/^(\d{12}|arn:[a-z-]+:(iam|sts)::\d{12}:.+|A[A-Z0-9]{15,})$/.test(name),
            )
          : undefined;
    if (wrong !== undefined) return `Invalid principal in policy: "${type.toUpperCase()}":"${wrong}"`;
  }
  return undefined;
}

function strings(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "string") ? list : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
