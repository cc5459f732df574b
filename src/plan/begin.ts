import type { AwsAccount, LiveRole } from "../aws/account.js";
import type { PolicyDocument } from "../policy/document.js";
import type { ApplyOptions } from "./apply.js";
import { Journal } from "./journal.js";
import type { Plan } from "./plan.js";

/**
 * Begins the journal of a plan, with what the plan takes away for good: the versions of managed policies that make
 * room for new ones, and the policies that go with a role.
 */
export function journalOf(plan: Plan, account: AwsAccount): NonNullable<ApplyOptions["journal"]> {
  return async (before: LiveRole | undefined) => {
    const removed: Record<string, PolicyDocument | undefined> = {};
    for (const { call } of plan.steps) {
      if (call.api === "DeletePolicyVersion") {
        const { PolicyArn, VersionId } = call.input;
        removed[`${PolicyArn} ${VersionId}`] = await account.readPolicyVersion(PolicyArn, VersionId);
      }
      if (call.api === "DeletePolicy") {
        const { PolicyArn } = call.input;
        const { defaultVersion } = before?.versions[PolicyArn] ?? {};
        if (defaultVersion !== undefined) {
          removed[PolicyArn] = await account.readPolicyVersion(PolicyArn, defaultVersion);
        }
      }
    }
    return Journal.begin(plan, account, { versions: before?.versions ?? {}, removed });
  };
}
