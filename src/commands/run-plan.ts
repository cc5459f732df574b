import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { type ApplyOptions, applyPlan } from "../plan/apply.js";
import { Journal } from "../plan/journal.js";
import { readJournal } from "../plan/journal-record.js";
import type { ApplyEvent, Plan } from "../plan/plan.js";
import { roleNameOf } from "../plan/plan.js";
import { backPlan } from "../plan/recover.js";
import { diffText, notice, progress, say, sayJson } from "./output.js";

/** How the calls of a plan are made from the command line. */
export interface RunOptions {
  /** Begins the journal; see `applyPlan`. */
  journal: NonNullable<ApplyOptions["journal"]>;
  /** Whether to go back by itself when a call fails. */
  rollBack: boolean;
  json: boolean;
}

/**
 * Makes the calls of a plan, says each as it is done, and where one fails, says exactly what was done and goes back
 * where that is wanted. Ctrl-c stops before the next call.
 * @returns the exit code
 * @throws Problem that says what failed
 */
export async function runPlan(plan: Plan, account: AwsAccount, options: RunOptions): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = () => {
    progress("Stopping before the next call…");
    stop.abort();
  };
  process.on("SIGINT", onInterrupt);
  let file: string | undefined;
  const run = await follow(
    plan,
    applyPlan(plan, account, {
      signal: stop.signal,
      journal: async (before) => {
        const journal = await options.journal(before);
        file = journal instanceof Journal ? journal.file : undefined;
        return journal;
      },
    }),
  ).finally(() => process.off("SIGINT", onInterrupt));
  const { failed } = run;
  const written = failed === undefined || failed.done.length + failed.unknown.length > 0;
  const isBack = failed !== undefined && written && options.rollBack && (await goneBack(file, account));
  if (options.json) {
    const notDone = plan.steps.slice(run.done.length).map((step) => step.summary);
    const { done } = run;
    sayJson({ format: "sagerole.apply/1", roleArn: plan.roleArn, done, notDone, ...(isBack && { rolledBack: true }) });
  } else if (run.code === 0 && plan.desired !== undefined) say(plan.roleArn);
  if (failed !== undefined) throw failure(failed, stop.signal.aborted, { written, isBack });
  return run.code;
}

/** Says that nothing was written, and why. @returns the exit code */
export function sayUnchanged({ roleArn }: Plan, words: string, json = false): number {
  if (json) sayJson({ format: "sagerole.apply/1", roleArn, done: [], notDone: [] });
  else say(words);
  return 0;
}

interface Run {
  code: number;
  done: string[];
  failed?: Extract<ApplyEvent, { type: "step-failed" }>;
}

/** Says what happens while a plan is applied. */
async function follow(plan: Plan, events: AsyncIterable<ApplyEvent>): Promise<Run> {
  const run: Run = { code: 0, done: [] };
  for await (const event of events) {
    switch (event.type) {
      case "step-done":
        run.done.push(event.step.summary);
        progress(`✓ ${event.step.summary}`);
        break;
      case "step-failed":
        run.failed = event;
        run.code = 1;
        break;
      case "differs":
        run.code = 1;
        notice(
          `Written, but half a minute later IAM does not show it as it was written:\n${diffText(event.lines)}\nIAM may need longer, or another has changed the role: look again with sagerole plan.`,
        );
        break;
      case "unverified":
        run.code = 1;
        notice(`Every call was done, but the role could not be read back: ${event.problem.message}`);
        break;
      case "verified":
        progress(
          plan.desired === undefined
            ? "✓ read back: the role is gone."
            : "✓ read back: it is as written. SageMaker may need up to a minute to see it.",
        );
        break;
    }
  }
  return run;
}

/** Leads an apply that failed back to where it began. @returns whether all is as before */
async function goneBack(file: string | undefined, account: AwsAccount): Promise<boolean> {
  const record = file === undefined ? undefined : readJournal(file);
  if (record === undefined) return false;
  try {
    progress("Going back to what was before…");
    const plan = backPlan(record, await account.readRole(roleNameOf(record.plan)));
    for (const note of plan.notes ?? []) notice(note);
    const { failed } = await follow(
      plan,
      applyPlan(plan, account, { journal: () => Journal.resume(record, "back", plan) }),
    );
    if (failed !== undefined) notice(`That failed as well: ${failed.problem.message}`);
    return failed === undefined;
  } catch (error) {
    notice(`That failed as well: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function failure(
  event: Extract<ApplyEvent, { type: "step-failed" }>,
  stopped: boolean,
  { written, isBack }: { written: boolean; isBack: boolean },
): Problem {
  const { problem } = event;
  const next = isBack
    ? `All is as it was before. ${problem.next}`
    : written
      ? `${problem.next} Finish it or go back with: sagerole recover`
      : problem.next;
  return new Problem(problem.code, problem.message, next, {
    details: [
      ...(written ? event.done.map((step) => `done:     ${step.summary}`) : ["Nothing was written."]),
      ...event.unknown.map((step) => `unknown:  ${step.summary}`),
      ...event.notDone.map((step) => `not done: ${step.summary}`),
    ],
    exitCode: stopped ? 130 : 1,
  });
}
