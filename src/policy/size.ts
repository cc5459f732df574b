import type { PolicyDocument } from "./document.js";

/**
 * Characters of a document as IAM counts them against its quotas: white space between JSON's tokens does not count.
 * White space inside strings is counted, so the figure is never too low.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function documentSize(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}
