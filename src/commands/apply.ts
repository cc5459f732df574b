import { createInterface } from "node:readline/promises";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { applyPlan } from "../plan/apply.js";
import { diffRole } from "../plan/diff.js";
import { makePlan } from "../plan/make-plan.js";
import { checkPlace } from "../plan/place.js";
import type { Plan } from "../plan/plan.js";
import { isSavedPlan, readPlan } from "../plan/saved-plan.js";
import { planSummary } from "../plan/summary.js";
import { parseRoleFile } from "../role/parse.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, progress, say, sayJson } from "./output.js";
import { withFileRegion } from "./plan.js";
import { readInput } from "./read-input.js";
import { compileFor } from "./role-files.js";

interface ApplyFlags extends AccountFlags {
  yes?: boolean;
  json?: boolean;
}

/**
 * `sagerole apply FILE|PLAN`: shows the plan, asks, does it. A saved plan is applied as saved, or refused.
 * @returns 0, or 1 when a call failed; the messages then say exactly what was done
 */
export async function apply(file: string, flags: ApplyFlags): Promise<number> {
  const text = readInput(file);
  const { plan, account } = isSavedPlan(text) ? await savedPlan(text, file, flags) : await freshPlan(text, file, flags);
  const diff = diffRole(plan.live, plan.desired);
  if (plan.steps.length === 0) {
    if (flags.json) sayJson({ format: "sagerole.apply/1", roleArn: plan.roleArn, done: [], notDone: [] });
    else say(`No changes: ${plan.roleArn} is already exactly this.`);
    return 0;
  }
  if (!flags.json) say(`${diffText(diff)}\n`);
  progress(`${planSummary(plan.steps)} In ${place(account)}.`);
  if (!flags.yes && !(await confirmed())) {
    progress("Nothing was written.");
    return 1;
  }
  return run(plan, account, flags.json ?? false);
}

async function run(plan: Plan, account: AwsAccount, json: boolean): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = () => {
    progress("Stopping before the next call…");
    stop.abort();
  };
  process.on("SIGINT", onInterrupt);
  const done: string[] = [];
  let code = 0;
  let problem: Problem | undefined;
  try {
    for await (const event of applyPlan(plan, account, { signal: stop.signal })) {
      if (event.type === "step-done") {
        done.push(event.step.summary);
        progress(`✓ ${event.step.summary}`);
      }
      if (event.type === "step-failed") {
        code = stop.signal.aborted ? 130 : 1;
        problem = new Problem(event.problem.code, event.problem.message, event.problem.next, {
          details: [
            ...(event.done.length + event.unknown.length === 0
              ? ["Nothing was written."]
              : event.done.map((step) => `done:     ${step.summary}`)),
            ...event.unknown.map((step) => `unknown:  ${step.summary}`),
            ...event.notDone.map((step) => `not done: ${step.summary}`),
          ],
          exitCode: code,
        });
      }
      if (event.type === "differs") {
        code = 1;
        progress(`Written, but read back the role is not yet what was wanted:\n${diffText(event.lines)}`);
      }
      if (event.type === "unverified") {
        code = 1;
        progress(`Every call was done, but the role could not be read back: ${event.problem.message}`);
      }
      if (event.type === "verified")
        progress("✓ read back: it is as written. SageMaker may need up to a minute to see it.");
    }
  } finally {
    process.off("SIGINT", onInterrupt);
  }
  if (json) {
    const notDone = plan.steps.slice(done.length).map((step) => step.summary);
    sayJson({ format: "sagerole.apply/1", roleArn: plan.roleArn, done, notDone });
  } else if (code === 0) say(plan.roleArn);
  if (problem !== undefined) throw problem;
  return code;
}

async function freshPlan(text: string, file: string, flags: ApplyFlags) {
  const roleFile = parseRoleFile(text, file);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  const compiled = await compileFor(roleFile, account);
  return { account, plan: makePlan(compiled, await account.readRole(compiled.definition.name)) };
}

async function savedPlan(text: string, file: string, flags: ApplyFlags) {
  const plan = readPlan(text, file);
  const account = await openFromFlags(withFileRegion(flags, plan.region));
  checkPlace(plan, account, flags.region);
  return { account, plan };
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Problem(
      "not-confirmed",
      "Nothing was written: there is no terminal to ask at.",
      "Give --yes to apply without being asked.",
      {
        exitCode: 2,
      },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question("Apply? Only yes will do: ").catch(() => "");
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}

function place({ identity, sandbox, endpoint }: AwsAccount): string {
  if (sandbox) return "the embedded account";
  return `account ${identity.account}${endpoint === undefined ? "" : ` at ${endpoint}`}`;
}
