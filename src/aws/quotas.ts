import type { Quotas } from "../policy/quotas.js";
import type { Clients } from "./clients.js";

/**
 * The account's own quotas; an empty object when they may not be read: the defaults then hold.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export async function readQuotas(clients: Clients, signal?: AbortSignal): Promise<Partial<Quotas>> {
  try {
    const { client, sdk } = await clients.iam();
    const { SummaryMap } = await client.send(new sdk.GetAccountSummaryCommand({}), {
      ...(signal && { abortSignal: signal }),
    });
    const found: [keyof Quotas, number | undefined][] = [
      ["inlineTotal", SummaryMap?.RolePolicySizeQuota],
      ["managedPolicy", SummaryMap?.PolicySizeQuota],
      ["trustPolicy", SummaryMap?.AssumeRolePolicySizeQuota],
      ["attachedPolicies", SummaryMap?.AttachedPoliciesPerRoleQuota],
    ];
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  } catch {
    return {};
  }
}
