import type { AwsAccount, LiveRole } from "../aws/account.js";
import { keptParts } from "../role/kept.js";
import { makePlan, type PlanInput } from "./make-plan.js";
import { type OthersChoice, withOthers } from "./others.js";
import type { Plan } from "./plan.js";
import { uniqueIdsFor } from "./principals.js";

/** How a plan is made. */
interface PlanOptions {
  /** What becomes of what others gave the role; where nothing is said, what was kept before stays and the rest goes. */
  others?: OthersChoice | undefined;
  signal?: AbortSignal;
}

/**
 * The plan from the live role to the one wanted, with what has to be looked up to compare the two.
 * @throws Problem as `makePlan` and `withOthers` do
 */
export async function planFor(
  input: PlanInput,
  live: LiveRole | undefined,
  account: Pick<AwsAccount, "identity" | "readQuotas" | "readUniqueId">,
  { others, signal }: PlanOptions = {},
): Promise<Plan> {
  const isKeeping = others === "keep" || (live !== undefined && keptParts(live.definition).size > 0);
  const quotas = isKeeping ? await account.readQuotas(signal) : {};
  const definition = withOthers(input.definition, live?.definition, others, quotas);
  const principals = await uniqueIdsFor(definition.trustPolicy, live, account, signal);
  return makePlan({ ...input, definition, principals }, live);
}
