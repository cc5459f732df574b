import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import type { Plan } from "./plan.js";

/**
 * Refuses to use a saved plan at another endpoint than it was made at: the same account id may be another account there.
 * @throws Problem `other-endpoint`
 */
export function checkEndpoint({ endpoint }: Plan, account: Pick<AwsAccount, "endpoint">): void {
  if (endpoint === account.endpoint) return;
  const words = (url: string | undefined) => url ?? "AWS itself";
  throw new Problem(
    "other-endpoint",
    `The plan was made at ${words(endpoint)}; this is ${words(account.endpoint)}.`,
    endpoint === undefined
      ? "Leave --endpoint-url (and AWS_ENDPOINT_URL) out, or plan again."
      : `Give --endpoint-url ${endpoint}, or plan again.`,
  );
}

/**
 * Refuses to use a plan anywhere but where it was made for.
 * @param region the region that was asked for, if one was: IAM has none, but the plan's policies name theirs
 * @throws Problem `other-account`, `other-region`
 */
export function checkPlace(plan: Plan, { identity }: Pick<AwsAccount, "identity">, region = plan.region): void {
  if (region !== plan.region) {
    throw new Problem(
      "other-region",
      `The plan is for ${plan.region}; ${region} was asked for.`,
      `Leave --region out, or plan again for ${region}.`,
    );
  }
  if (identity.account === plan.account && identity.partition === plan.partition) return;
  const where = (account: string, partition: string) =>
    identity.partition === plan.partition ? account : `${account} of ${partition}`;
  throw new Problem(
    "other-account",
    `The plan is for account ${where(plan.account, plan.partition)}; these are credentials of ${where(identity.account, identity.partition)}.`,
    `Use credentials of ${plan.account} (--profile), or plan again.`,
  );
}
