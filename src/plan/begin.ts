import type { AwsAccount, LiveRole } from "../aws/account.js";
import type { ApplyOptions } from "./apply.js";
import { Journal } from "./journal.js";
import type { Plan } from "./plan.js";

/**
 * Begins the journal of a plan, with what the plan takes away for good: the versions of managed policies that make
 * room for new ones.
 */
export function journalOf(plan: Plan, account: AwsAccount): NonNullable<ApplyOptions["journal"]> {
  return async (before: LiveRole | undefined) => {
    const removed: Record<string, unknown> = {};
    for (const { call } of plan.steps) {
      if (call.api !== "DeletePolicyVersion") continue;
      const { PolicyArn, VersionId } = call.input;
      removed[`${PolicyArn} ${VersionId}`] = await account.readPolicyVersion(PolicyArn, VersionId);
    }
    return Journal.begin(plan, account, { versions: before?.versions ?? {}, removed });
  };
}
