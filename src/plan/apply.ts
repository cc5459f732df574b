import { setTimeout } from "node:timers/promises";
import type { AwsAccount, LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { diffRole } from "./diff.js";
import { fingerprint } from "./fingerprint.js";
import { outcomeOf } from "./outcome.js";
import { checkPlace } from "./place.js";
import { type ApplyEvent, type ApplyProblem, type DiffLine, type Plan, roleNameOf } from "./plan.js";

/** Milliseconds between readings of the finished role: IAM may still show what was before. Half a minute in all. */
const READ_BACK_AFTER = [0, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Where an apply writes down what it is about to do and what it did; see `Journal`. */
export interface ApplyJournal {
  /** @throws when it cannot be written: the call is not made then */
  intent(index: number): void;
  done(index: number): void;
  failed(index: number, open: boolean, message: string): void;
  /** After the last call. */
  end(): void;
  /** When the first call was not made. */
  drop(): void;
}

/** How an apply is run. */
export interface ApplyOptions {
  /** Stops before the next call; what was done stays done, and is said. */
  signal?: AbortSignal;
  /**
   * Begins the journal, once the role was read and before the first call.
   * @throws Problem when another is at this role, or the journal cannot be written
   */
  journal?(before: LiveRole | undefined): Promise<ApplyJournal> | ApplyJournal;
  /** Waits; tests give a clock of their own. */
  sleep?(milliseconds: number): Promise<unknown>;
}

/**
 * Does what a plan says, call by call, after reading the role again: one that changed since is left alone. Then the
 * role is read back until it is what was wanted, or half a minute has passed.
 * A step that fails ends it, with an event that says what was done, what was not, and what cannot be known. A step
 * that failed for us but shows in the role, because only AWS's answer was lost, was done.
 * @throws Problem before anything is written: `other-account`, `role-changed`, or why the role could not be read
 */
export async function* applyPlan(
  plan: Plan,
  account: AwsAccount,
  options: ApplyOptions = {},
): AsyncGenerator<ApplyEvent> {
  const { signal, sleep = setTimeout } = options;
  const name = roleNameOf(plan);
  checkPlace(plan, account);
  const live = await account.readRole(name, signal);
  if (fingerprint(live?.definition) !== plan.fingerprint) {
    throw new Problem(
      "role-changed",
      live === undefined
        ? `The role ${name} has been removed since the plan was made.`
        : plan.fingerprint === "none"
          ? `A role named ${live.definition.name} has been made since the plan was made.`
          : `The role ${live.definition.name} has changed since the plan was made.`,
      "Nothing was written. Plan again to see what would change now.",
    );
  }
  const journal = await options.journal?.(live);
  for (const [index, step] of plan.steps.entries()) {
    yield { type: "step-started", index, step };
    try {
      if (signal?.aborted) throw new Problem("stopped", "Stopped before this call.", "Plan again to finish.");
      journal?.intent(index);
      // Not given the signal: a call under way is finished, so that what was done is known.
      await account.write(step.call);
    } catch (error) {
      const problem = problemOf(error);
      const wasSent = problem.code !== "stopped" && problem.code !== "journal";
      if (!wasSent || !(await showsInRole(plan, index, account))) {
        const isOpen = wasSent && leavesOpen(error);
        if (wasSent) journal?.failed(index, isOpen, problem.message);
        if (index === 0 && !isOpen) journal?.drop();
        yield {
          type: "step-failed",
          index,
          step,
          problem: isOpen
            ? { ...problem, next: `It may have been carried out all the same. ${problem.next}` }
            : problem,
          done: plan.steps.slice(0, index),
          unknown: isOpen ? [step] : [],
          notDone: plan.steps.slice(isOpen ? index + 1 : index),
        };
        return;
      }
    }
    journal?.done(index);
    yield { type: "step-done", index, step };
  }
  journal?.end();
  yield { type: "reading-back" };
  const { roleArn } = plan;
  try {
    const lines = await readBack(plan, account, sleep);
    yield lines.length === 0 ? { type: "verified", roleArn } : { type: "differs", roleArn, lines };
  } catch (error) {
    yield { type: "unverified", roleArn, problem: problemOf(error) };
  }
}

/** Whether the role is what it should be right after a step, and was not before it. */
async function showsInRole(plan: Plan, index: number, account: AwsAccount): Promise<boolean> {
  const calls = plan.steps.map((step) => step.call);
  const before = fingerprint(outcomeOf(plan.live, calls.slice(0, index)));
  const after = fingerprint(outcomeOf(plan.live, calls.slice(0, index + 1)));
  if (before === after) return false;
  try {
    const live = await account.readRole(roleNameOf(plan));
    return fingerprint(live?.definition) === after;
  } catch {
    return false;
  }
}

/** Whether an error leaves open if the call was carried out: the network's, AWS's own (5xx), and what nobody foresaw. */
function leavesOpen(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  if (error.code === "network") return true;
  const status = (error.cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
  return error.code === "aws" && (status === undefined || status >= 500);
}

/** What still differs from what was wanted, once IAM had time to show it. */
async function readBack(
  plan: Plan,
  account: AwsAccount,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<DiffLine[]> {
  let lines: DiffLine[] = [];
  for (const wait of READ_BACK_AFTER) {
    await sleep(wait);
    const live = await account.readRole(roleNameOf(plan));
    lines = diffRole(live?.definition, plan.desired);
    if (lines.length === 0) break;
  }
  return lines;
}

function problemOf(error: unknown): ApplyProblem {
  if (error instanceof Problem) return { code: error.code, message: error.message, next: error.next };
  return { code: "unexpected", message: error instanceof Error ? error.message : String(error), next: "Plan again." };
}
