import { actionGroup } from "../policy/action-reference.js";
import { asList, type PolicyDocument, type Statement } from "../policy/document.js";
import { AwsError, type AwsRequest, type AwsResponse, json } from "./protocol.js";

const CHECKS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";

/** What AWS's page calls each type of finding, in the links to its checks. */
const TYPES = {
  ERROR: "error",
  SECURITY_WARNING: "security-warning",
  WARNING: "general-warning",
  SUGGESTION: "suggestion",
};

/** What a check found: its type, AWS's name and words for it, and where, from the document or the statement down. */
type Found = [type: keyof typeof TYPES, code: string, details: string, path: Path];
type Path = readonly ({ value: string } | { index: number })[];

/** The call that the account knows of Access Analyzer, or undefined. */
export function accessAnalyzerOperation({ method, path }: AwsRequest): "ValidatePolicy" | undefined {
  return method === "POST" && path === "/policy/validation" ? "ValidatePolicy" : undefined;
}

/**
 * ValidatePolicy with ten of AWS's checks, of more than a hundred, under AWS's names and in its words.
 * Source: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export async function validatePolicy({ body }: AwsRequest): Promise<AwsResponse> {
  const { policyDocument: text, policyType } = JSON.parse(body === "" ? "{}" : body) as Record<string, unknown>;
  if (typeof text !== "string" || typeof policyType !== "string") {
    throw new AwsError("ValidationException", "policyDocument and policyType must be given.");
  }
  const findings = (await check(text, policyType)).map((found) => shaped(found, text));
  return { ...json({ findings }), headers: { "content-type": "application/json" } };
}

async function check(text: string, policyType: string): Promise<Found[]> {
  let document: PolicyDocument;
  try {
    document = JSON.parse(text) as PolicyDocument;
  } catch {
    return [["ERROR", "JSON_SYNTAX_ERROR", "Fix the JSON syntax error.", []]];
  }
  const statements = [document.Statement ?? []].flat();
  const within = await Promise.all(
    statements.map(async (statement, index) => {
      const found = [...shape(statement, policyType), ...width(statement), ...(await actions(statement))];
      return found.map(([type, code, details, path]): Found => {
        return [type, code, details, [{ value: "Statement" }, { index }, ...path]];
      });
    }),
  );
  const sids = statements.flatMap(({ Sid }) => Sid || []);
  const found: Found[] = [];
  if (document.Version === undefined) {
    const details = "We recommend that you specify the Version element to help you with debugging permission issues.";
    found.push(["WARNING", "MISSING_VERSION", details, []]);
  }
  if (new Set(sids).size < sids.length) {
    const details = "Duplicate statement IDs are not supported for this policy type. Update the Sid value.";
    found.push(["ERROR", "UNIQUE_SIDS_REQUIRED", details, [{ value: "Statement" }]]);
  }
  return [...found, ...within.flat()];
}

function shape({ Principal, NotPrincipal }: Statement, policyType: string): Found[] {
  const names = Principal ?? NotPrincipal;
  if (policyType === "RESOURCE_POLICY" && names === undefined) {
    return [["ERROR", "MISSING_PRINCIPAL", "Add a Principal element to the policy statement.", []]];
  }
  if (policyType !== "IDENTITY_POLICY" || names === undefined) return [];
  const details = `The policy type ${policyType} does not support the Principal element. Remove the Principal element.`;
  return [["ERROR", "UNSUPPORTED_PRINCIPAL", details, [{ value: "Principal" }]]];
}

function width({ Effect, NotPrincipal, Action, Resource, Condition }: Statement): Found[] {
  if (Effect !== "Allow") return [];
  const found: Found[] = [];
  if (NotPrincipal !== undefined) {
    const details =
      "Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.";
    found.push(["SECURITY_WARNING", "ALLOW_WITH_NOT_PRINCIPAL", details, [{ value: "NotPrincipal" }]]);
  }
  const keys = Object.values(Condition ?? {}).flatMap((block) => Object.keys(block).map((key) => key.toLowerCase()));
  const isPassing = asList(Action).some((action) => action.toLowerCase() === "iam:passrole");
  if (isPassing && asList(Resource).some((arn) => /[*?]/.test(arn)) && !keys.includes("iam:passedtoservice")) {
    const details =
      "Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.";
    found.push(["SECURITY_WARNING", "PASS_ROLE_WITH_STAR_IN_RESOURCE", details, [{ value: "Resource" }]]);
  }
  return found;
}

async function actions({ Action }: Statement): Promise<Found[]> {
  const names = asList(Action);
  const found: Found[] = [];
  for (const [index, name] of names.entries()) {
    const [service = ""] = name.split(":");
    if (/[*?]/.test(name) || (await actionGroup(name)).count !== 0) continue;
    const path: Path = [{ value: "Action" }, ...(Array.isArray(Action) ? [{ index }] : [])];
    const isService = (await actionGroup(`${service}:*`)).count !== 0;
    found.push(
      isService
        ? ["ERROR", "INVALID_ACTION", `The action ${name} does not exist.`, path]
        : [
            "ERROR",
            "INVALID_SERVICE_IN_ACTION",
            `The service ${service} specified in the action does not exist.`,
            path,
          ],
    );
  }
  const redundant = names.filter((name, index) => {
    return names.slice(0, index).some((earlier) => earlier.toLowerCase() === name.toLowerCase());
  });
  if (redundant.length > 0) {
    const details = `The ${redundant.length} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: ${redundant[0]}.`;
    found.push(["SUGGESTION", "REDUNDANT_ACTION", details, [{ value: "Action" }]]);
  }
  return found;
}

/** A finding in AWS's shape. Its path tells where it is; its span is the whole text. */
function shaped([findingType, issueCode, findingDetails, path]: Found, text: string) {
  const lines = text.split("\n");
  const end = { line: lines.length, column: lines.at(-1)?.length ?? 0, offset: text.length };
  const anchor = `${TYPES[findingType]}-${issueCode.toLowerCase().replaceAll("_", "-")}`;
  return {
    findingType,
    issueCode,
    findingDetails,
    learnMoreLink: `${CHECKS}#access-analyzer-reference-policy-checks-${anchor}`,
    locations: [{ path, span: { start: { line: 1, column: 0, offset: 0 }, end } }],
  };
}
