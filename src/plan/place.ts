import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import type { Plan } from "./plan.js";

/**
 * Refuses to use a plan anywhere but where it was made for.
 * @throws Problem `other-account`
 */
export function checkPlace(plan: Plan, { identity }: Pick<AwsAccount, "identity">): void {
  if (identity.account === plan.account && identity.partition === plan.partition) return;
  const where = (account: string, partition: string) =>
    identity.partition === plan.partition ? account : `${account} of ${partition}`;
  throw new Problem(
    "other-account",
    `The plan is for account ${where(plan.account, plan.partition)}; these are credentials of ${where(identity.account, identity.partition)}.`,
    `Use credentials of ${plan.account} (--profile), or plan again.`,
  );
}
