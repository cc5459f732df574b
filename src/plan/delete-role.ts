import type { IamWrite, LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { nameInArn } from "../policy/arn.js";
import { fingerprint } from "./fingerprint.js";
import type { PlanInput } from "./make-plan.js";
import { isKept, isKeptArn } from "./others.js";
import type { Plan, PlanStep } from "./plan.js";
import { detach, removePolicy } from "./steps.js";

/**
 * The calls that remove a role with what was made for it: its policies first, so that it can do nothing from the first
 * call on, then its own managed policies with their versions, then the role. Managed policies of others are detached,
 * never deleted.
 * @param input the role as sagerole made it
 * @throws Problem `foreign-parts` where the role holds what was not made with it
 */
export function makeDeletePlan(input: PlanInput, live: LiveRole): Plan {
  const { definition: was } = live;
  const { definition: made, account, region, partition } = input;
  const foreign = [
    ...was.policies.filter(
      (policy) =>
        isKept(was, policy) || !made.policies.some(({ name, kind }) => name === policy.name && kind === policy.kind),
    ),
    ...was.attachedManagedPolicies
      .filter((arn) => isKeptArn(was, arn) || !made.attachedManagedPolicies.includes(arn))
      .map((arn) => ({ name: arn })),
  ];
  if (foreign.length > 0) {
    throw new Problem(
      "foreign-parts",
      `The role ${was.name} holds what was not made with it: ${foreign.map(({ name }) => name).join(", ")}.`,
      "Nothing was written. Take these from the role yourself if nobody needs them, then delete it.",
    );
  }
  return {
    format: "sagerole.plan/1",
    account,
    region,
    partition,
    roleArn: live.arn,
    live: was,
    fingerprint: fingerprint(was),
    steps: deletionSteps(live),
  };
}

/** The calls that remove a role and its own managed policies; the role goes last, so that it shows what is left. */
export function deletionSteps(live: LiveRole): PlanStep[] {
  const { definition: was } = live;
  return [
    ...was.attachedManagedPolicies.map((arn) => detach(was, arn)),
    ...was.policies.map((policy) => {
      const step = removePolicy(was, policy, live);
      return policy.kind === "managed" ? { ...step, summary: `detach the managed policy ${policy.name}` } : step;
    }),
    ...Object.keys(live.versions).flatMap((arn) => deletePolicy(arn, live.versions)),
    { sign: "-", summary: `delete the role ${was.name}`, call: { api: "DeleteRole", input: { RoleName: was.name } } },
  ];
}

/** The calls that delete a managed policy: every version but the one in force, then the policy. */
export function deletePolicy(arn: string, versions: LiveRole["versions"]): PlanStep[] {
  const name = nameInArn(arn);
  const kept = versions[arn];
  const step = (summary: string, call: IamWrite): PlanStep => ({ sign: "-", summary, call });
  return [
    ...(kept?.versions ?? [])
      .filter((version) => version !== kept?.defaultVersion)
      .map((version) =>
        step(`delete ${version} of the managed policy ${name}`, {
          api: "DeletePolicyVersion",
          input: { PolicyArn: arn, VersionId: version },
        }),
      ),
    step(`delete the managed policy ${name}`, { api: "DeletePolicy", input: { PolicyArn: arn } }),
  ];
}
