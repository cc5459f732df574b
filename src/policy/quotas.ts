/** IAM's size quotas, in characters that are not white space, and its count quotas. */
export interface Quotas {
  /** Sum of all inline policies of one role. Fixed. */
  inlineTotal: number;
  /** One managed policy. Fixed. */
  managedPolicy: number;
  /** The trust policy. Adjustable: 2,048 unless the account says otherwise. */
  trustPolicy: number;
  /** Managed policies attached to one role. Adjustable: 10 unless the account says otherwise. */
  attachedPolicies: number;
}

/**
 * IAM's default quotas; `iam:GetAccountSummary` gives an account's own.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const DEFAULT_QUOTAS: Quotas = {
  inlineTotal: 10_240,
  managedPolicy: 6_144,
  trustPolicy: 2_048,
  attachedPolicies: 10,
};
