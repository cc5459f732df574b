import type { AwsAccount } from "../aws/account.js";
import type { RoleDefinition } from "../role/definition.js";
import { type AccessReport, accessReport, type PolicyTexts } from "./access.js";

/**
 * What a change comes to for the role's access, with the texts of the managed policies attached before or after it read
 * from the account.
 */
export async function accessBetween(
  account: Pick<AwsAccount, "readPolicy">,
  before: RoleDefinition | undefined,
  after: RoleDefinition | undefined,
  signal?: AbortSignal,
): Promise<AccessReport> {
  const arns = new Set([before, after].flatMap((role) => role?.attachedManagedPolicies ?? []));
  const texts: PolicyTexts = Object.fromEntries(
    await Promise.all([...arns].map(async (arn) => [arn, await account.readPolicy(arn, signal)] as const)),
  );
  return accessReport(before, after, texts);
}
