import type { AwsAccount } from "../aws/account.js";
import { VALIDATION_TYPES, type ValidationFinding } from "../aws/answers.js";
import { Problem } from "../base/problem.js";
import { canonicalText } from "../policy/canonical.js";
import type { RoleDefinition } from "../role/definition.js";
import { isKept } from "./others.js";

/** What Access Analyzer says of the documents of a role. */
export interface ValidationReport {
  /** The gravest first. */
  findings: (ValidationFinding & {
    /** `trust policy`, or a policy's name. */
    document: string;
    /** Whether the policy is kept of others, so that it is not sagerole's to mend. */
    isKept: boolean;
  })[];
  /** How many documents were looked at. */
  documents: number;
  /** Why it is not known of some. */
  unknown: string[];
}

/** Has Access Analyzer check the trust policy and every policy of a role. */
export async function validateRole(
  role: RoleDefinition,
  account: Pick<AwsAccount, "validatePolicy">,
  signal?: AbortSignal,
): Promise<ValidationReport> {
  const documents = [
    { name: "trust policy", kind: "trust" as const, document: role.trustPolicy, isKept: false },
    ...role.policies.map((policy) => ({ ...policy, kind: "identity" as const, isKept: isKept(role, policy) })),
  ];
  const answers = await Promise.all(
    documents.map(async ({ name, kind, document, isKept }) => {
      const answer = await account.validatePolicy(canonicalText(document), kind, signal);
      if ("unknown" in answer) return answer;
      return { findings: answer.findings.map((finding) => ({ ...finding, document: name, isKept })) };
    }),
  );
  const gravity = ({ type }: ValidationFinding) => VALIDATION_TYPES.indexOf(type);
  return {
    findings: answers
      .flatMap((answer) => ("findings" in answer ? answer.findings : []))
      .toSorted((a, b) => gravity(a) - gravity(b)),
    documents: answers.filter((answer) => "findings" in answer).length,
    unknown: [...new Set(answers.flatMap((answer) => ("unknown" in answer ? [answer.unknown] : [])))],
  };
}

/** The report in lines. */
export function validationLines({ findings, documents, unknown }: ValidationReport): string[] {
  const count = `${documents} ${documents === 1 ? "document" : "documents"}`;
  return [
    ...(documents === 0
      ? []
      : [
          findings.length === 0
            ? `Access Analyzer: nothing to remark on ${count}.`
            : `Access Analyzer: ${findings.length} ${findings.length === 1 ? "remark" : "remarks"} on ${count}.`,
        ]),
    ...findings.map(({ type, code, document, isKept, message }) => {
      return `  ${type} ${code} in ${document}${isKept ? " (kept)" : ""}: ${message}`;
    }),
    ...unknown.map((why) => `Access Analyzer: unknown. ${why}`),
  ];
}

/**
 * Refuses a role with documents that would not work as they are written.
 * @throws Problem `validation` where Access Analyzer finds an error in what sagerole would write
 */
export function refuseInvalid({ findings }: ValidationReport): void {
  const errors = findings.filter(({ type, isKept }) => type === "ERROR" && !isKept);
  if (errors.length === 0) return;
  throw new Problem(
    "validation",
    `Access Analyzer finds ${errors.length === 1 ? "an error" : `${errors.length} errors`} in what would be written.`,
    "Nothing was written. This may be a defect of sagerole: please report it with the role file. To apply all the same, leave --validate out.",
    { details: errors.map(({ code, document, message }) => `${code} in ${document}: ${message}`) },
  );
}
