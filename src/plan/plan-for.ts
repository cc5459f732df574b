import type { AwsAccount, LiveRole } from "../aws/account.js";
import { makePlan, type PlanInput } from "./make-plan.js";
import type { Plan } from "./plan.js";
import { uniqueIdsFor } from "./principals.js";

/**
 * The plan from the live role to the one wanted, with what has to be looked up to compare the two.
 * @throws Problem as `makePlan` does
 */
export async function planFor(
  input: PlanInput,
  live: LiveRole | undefined,
  account: Pick<AwsAccount, "identity" | "readUniqueId">,
  signal?: AbortSignal,
): Promise<Plan> {
  const principals = await uniqueIdsFor(input.definition.trustPolicy, live, account, signal);
  return makePlan({ ...input, principals }, live);
}
