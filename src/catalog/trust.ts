import { Problem } from "../base/problem.js";
import type { ConditionBlock, PolicyDocument } from "../policy/document.js";
import { catalog, useCase } from "./index.js";

/** The name of the trust policy's statement: what sagerole made is known by it. */
export const TRUST_SID = "SageMakerMayAssumeThisRole";

/** What the trust policy depends on. */
export interface TrustInput {
  partition: string;
  region: string;
  /** 12 digits. */
  account: string;
  sourceAccount: boolean;
  sourceArn: "none" | "account" | "feature";
  /** Ids of the chosen use cases. */
  useCases: readonly string[];
}

/**
 * The trust policy: SageMaker alone may assume the role, and, as chosen, only while it works for this account or these
 * resources. The service principal is the same in every partition.
 * `aws:SourceAccount` alone is the safest: no list says which SageMaker features send `aws:SourceArn`, and a condition
 * on a key that is not sent locks SageMaker out.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
 * @throws Problem `trust-source-arn` when `feature` is asked for and the use cases have no form of their own
 */
export function trustPolicy(input: TrustInput): PolicyDocument {
  const condition: ConditionBlock = {
    ...(input.sourceAccount && { StringEquals: { "aws:SourceAccount": input.account } }),
    ...(input.sourceArn !== "none" && { ArnLike: { "aws:SourceArn": sourceArn(input) } }),
  };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: TRUST_SID,
        Effect: "Allow",
        Principal: { Service: "sagemaker.amazonaws.com" },
        Action: "sts:AssumeRole",
        ...(Object.keys(condition).length > 0 && { Condition: condition }),
      },
    ],
  };
}

function sourceArn({ partition, region, account, sourceArn: form, useCases }: TrustInput): string | string[] {
  // A role of several uses is assumed from several regions' resources only where the person says so: AWS's common form.
  if (form === "account") return `arn:${partition}:sagemaker:*:${account}:*`;
  const [only, ...others] = useCases;
  const resources = only === undefined || others.length > 0 ? undefined : useCase(only)?.sourceArns;
  if (resources === undefined) {
    const withForm = catalog.flatMap(({ id, sourceArns }) => (sourceArns === undefined ? [] : [id]));
    const reason = useCases.length === 1 ? `AWS names no form for ${only}` : "it fits a role of exactly one use case";
    throw new Problem(
      "trust-source-arn",
      `trust.sourceArn: feature cannot be used here: ${reason}.`,
      `Use sourceArn: account or none, or make one role per use case. These have a form: ${withForm.join(", ")}.`,
    );
  }
  return resources.map((resource) => `arn:${partition}:sagemaker:${region}:${account}:${resource}`);
}
