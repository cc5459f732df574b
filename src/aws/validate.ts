import type { Validation, ValidationFinding } from "./answers.js";
import type { Clients } from "./clients.js";
import { toProblem } from "./errors.js";

/**
 * Has Access Analyzer check a document against IAM's grammar and AWS's good practice. It checks documents alone, and
 * keeps nothing. Where it may not be asked or cannot be reached, nothing is known.
 * Source: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 * @param document its JSON text
 * @param kind `identity` for permissions policies, `trust` for a role's trust policy
 */
export async function validatePolicy(
  clients: Clients,
  document: string,
  kind: "identity" | "trust",
  signal?: AbortSignal,
): Promise<Validation> {
  try {
    const { client, sdk } = await clients.accessAnalyzer();
    const pages = sdk.paginateValidatePolicy(
      { client },
      kind === "identity"
        ? { policyDocument: document, policyType: "IDENTITY_POLICY" }
        : {
            policyDocument: document,
            policyType: "RESOURCE_POLICY",
            validatePolicyResourceType: "AWS::IAM::AssumeRolePolicyDocument",
          },
      { ...(signal && { abortSignal: signal }) },
    );
    const findings: ValidationFinding[] = [];
    for await (const page of pages) {
      for (const { findingType, issueCode, findingDetails, learnMoreLink } of page.findings ?? []) {
        findings.push({
          type: findingType ?? "WARNING",
          code: issueCode ?? "",
          message: findingDetails ?? "",
          source: learnMoreLink ?? "",
        });
      }
    }
    return { findings };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { unknown: toProblem(error, "ask Access Analyzer", "access-analyzer:ValidatePolicy").message };
  }
}
