import type { AwsAccount } from "../aws/account.js";
import type { RoleDefinition } from "../role/definition.js";
import type { PolicyTexts } from "./access.js";

/** The texts of the managed policies attached to a role before or after a change, as the account holds them. */
export async function policyTexts(
  account: Pick<AwsAccount, "readPolicy">,
  roles: readonly (RoleDefinition | undefined)[],
  signal?: AbortSignal,
): Promise<PolicyTexts> {
  const arns = new Set(roles.flatMap((role) => role?.attachedManagedPolicies ?? []));
  return Object.fromEntries(
    await Promise.all([...arns].map(async (arn) => [arn, await account.readPolicy(arn, signal)] as const)),
  );
}
