import { createInterface } from "node:readline/promises";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { diffRole } from "../plan/diff.js";
import type { Plan } from "../plan/plan.js";
import { planSummary } from "../plan/summary.js";
import { diffText, progress, say } from "./output.js";

/**
 * Asks at the terminal before something is written, unless `--yes` was given.
 * @returns whether to go on
 * @throws Problem `not-confirmed` where there is no terminal to ask at
 */
export async function confirmed(question: string, flags: { yes?: boolean }): Promise<boolean> {
  if (flags.yes) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Problem(
      "not-confirmed",
      "Nothing was written: there is no terminal to ask at.",
      "Give --yes to go on without being asked.",
      { exitCode: 2 },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} Only yes will do: `).catch(() => "");
  terminal.close();
  const isYes = answer.trim().toLowerCase() === "yes";
  if (!isYes) progress("Nothing was written.");
  return isYes;
}

/**
 * Shows a plan: its diff or, where that shows nothing, its calls; says where it is carried out; and asks, as `confirmed`
 * does.
 */
export async function shownAndConfirmed(
  plan: Plan,
  account: AwsAccount,
  question: string,
  flags: { json?: boolean; yes?: boolean },
): Promise<boolean> {
  if (!flags.json) {
    const diff = diffRole(plan.live, plan.desired);
    const calls = plan.steps.map(({ sign, summary }) => `${sign} ${summary}`).join("\n");
    say(`${diff.length > 0 ? diffText(diff) : calls}\n`);
  }
  progress([`${planSummary(plan.steps)} In ${placeWords(account)}.`, ...(plan.notes ?? [])].join("\n"));
  return confirmed(question, flags);
}

/** Which account is written to, in words. */
export function placeWords({ identity, sandbox, endpoint }: AwsAccount): string {
  if (sandbox) return "the embedded account";
  return `account ${identity.account}${endpoint === undefined ? "" : ` at ${endpoint}`}`;
}
