import type { Quotas } from "../policy/quotas.js";
import type { Clients } from "./clients.js";

/**
 * The account's own quotas; an empty object when they may not be read: the defaults then hold.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export async function readQuotas(clients: Clients, signal?: AbortSignal): Promise<Partial<Quotas>> {
  const summary = await readSummary(clients, signal);
  const found: [keyof Quotas, number | undefined][] = [
    ["inlineTotal", summary.RolePolicySizeQuota],
    ["managedPolicy", summary.PolicySizeQuota],
    ["trustPolicy", summary.AssumeRolePolicySizeQuota],
    ["attachedPolicies", summary.AttachedPoliciesPerRoleQuota],
  ];
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** How many more roles and managed policies the account may have; what is not known is left out. */
export async function readRoom(clients: Clients, signal?: AbortSignal): Promise<{ roles?: number; policies?: number }> {
  const { Roles, RolesQuota, Policies, PoliciesQuota } = await readSummary(clients, signal);
  return {
    ...(Roles !== undefined && RolesQuota !== undefined && { roles: Math.max(0, RolesQuota - Roles) }),
    ...(Policies !== undefined && PoliciesQuota !== undefined && { policies: Math.max(0, PoliciesQuota - Policies) }),
  };
}

async function readSummary(clients: Clients, signal?: AbortSignal): Promise<Partial<Record<string, number>>> {
  try {
    const { client, sdk } = await clients.iam();
    const command = new sdk.GetAccountSummaryCommand({});
    return (await client.send(command, { ...(signal && { abortSignal: signal }) })).SummaryMap ?? {};
  } catch {
    return {};
  }
}
