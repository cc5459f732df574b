import { setTimeout as sleep } from "node:timers/promises";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { diffRole } from "./diff.js";
import { fingerprint } from "./fingerprint.js";
import type { ApplyEvent, ApplyProblem, DiffLine, Plan } from "./plan.js";

/** Milliseconds between readings of the finished role: IAM may still show what was before. */
const READ_BACK_AFTER = [0, 500, 1_000, 2_000, 4_000];

/**
 * Does what a plan says, call by call, after reading the role again: one that changed since is left alone. Then the
 * role is read back until it is what was wanted, or about eight seconds have passed.
 * A step that fails ends it, with an event that says what was done and what was not.
 * @param options.signal stops before the next call; what was done stays done, and is said
 * @throws Problem `other-account`, `role-changed`, or why the role could not be read
 */
export async function* applyPlan(
  plan: Plan,
  account: AwsAccount,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<ApplyEvent> {
  const { signal } = options;
  if (account.identity.account !== plan.account) {
    throw new Problem(
      "other-account",
      `The plan is for account ${plan.account}; these are credentials of ${account.identity.account}.`,
      "Use credentials of the plan's account, or plan again.",
    );
  }
  const live = await account.readRole(plan.desired.name, signal);
  if (fingerprint(live?.definition) !== plan.fingerprint) {
    throw new Problem(
      "role-changed",
      live === undefined
        ? `The role ${plan.desired.name} has been removed since the plan was made.`
        : plan.fingerprint === "none"
          ? `A role named ${live.definition.name} has been made since the plan was made.`
          : `The role ${live.definition.name} has changed since the plan was made.`,
      "Nothing was written. Plan again to see what would change now.",
    );
  }
  for (const [index, step] of plan.steps.entries()) {
    yield { type: "step-started", index, step };
    try {
      if (signal?.aborted) throw new Problem("stopped", "Stopped before this call.", "Plan again to finish.");
      // Not given the signal: a call under way is finished, so that what was done is known.
      await account.write(step.call);
    } catch (error) {
      yield {
        type: "step-failed",
        index,
        step,
        problem: problemOf(error),
        done: plan.steps.slice(0, index),
        notDone: plan.steps.slice(index),
      };
      return;
    }
    yield { type: "step-done", index, step };
  }
  yield { type: "reading-back" };
  const lines = await readBack(plan, account);
  yield lines.length === 0
    ? { type: "verified", roleArn: plan.roleArn }
    : { type: "differs", roleArn: plan.roleArn, lines };
}

/** What still differs from what was wanted, once IAM had time to show it. */
async function readBack(plan: Plan, account: AwsAccount): Promise<DiffLine[]> {
  let lines: DiffLine[] = [];
  for (const wait of READ_BACK_AFTER) {
    await sleep(wait);
    const live = await account.readRole(plan.desired.name);
    lines = diffRole(live?.definition, plan.desired);
    if (lines.length === 0) break;
  }
  return lines;
}

function problemOf(error: unknown): ApplyProblem {
  if (error instanceof Problem) return { code: error.code, message: error.message, next: error.next };
  return { code: "unexpected", message: error instanceof Error ? error.message : String(error), next: "Plan again." };
}
