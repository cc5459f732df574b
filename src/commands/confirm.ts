import { createInterface } from "node:readline/promises";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { diffRole } from "../plan/diff.js";
import type { Plan } from "../plan/plan.js";
import { planSummary } from "../plan/summary.js";
import { diffText, notice, progress, say } from "./output.js";

/**
 * Asks at the terminal before something is written, unless `--yes` was given.
 * @returns whether to go on
 * @throws Problem `not-confirmed` where there is no terminal to ask at
 */
export async function confirmed(question: string, flags: { yes?: boolean }): Promise<boolean> {
  if (flags.yes) return true;
  const answer = await asked(`${question} Only yes will do: `, "Give --yes to go on without being asked.");
  const isYes = answer === "yes";
  if (!isYes) notice("Nothing was written.");
  return isYes;
}

/**
 * Asks at the terminal which of several words holds.
 * @returns undefined where it was none of them
 * @throws Problem `not-confirmed` where there is no terminal to ask at
 */
export async function chosen<Word extends string>(
  question: string,
  words: readonly Word[],
  otherwise: string,
): Promise<Word | undefined> {
  const answer = await asked(`${question} (${words.join(", ")}; anything else stops) `, otherwise);
  const word = words.find((one) => one === answer);
  if (word === undefined) notice("Nothing was written.");
  return word;
}

/** What is answered at the terminal. @param otherwise what to do where there is none */
async function asked(question: string, otherwise: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Problem("not-confirmed", "Nothing was written: there is no terminal to ask at.", otherwise, {
      exitCode: 2,
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question).catch(() => "");
  terminal.close();
  return answer.trim().toLowerCase();
}

/**
 * Shows a plan: its diff or, where that shows nothing, its calls; says where it is carried out; and asks, as `confirmed`
 * does.
 */
export async function shownAndConfirmed(
  plan: Plan,
  account: AwsAccount,
  question: string,
  flags: { json?: boolean; yes?: boolean; quiet?: boolean },
): Promise<boolean> {
  const tell = flags.yes ? progress : notice;
  if (!flags.json && !(flags.yes && flags.quiet)) {
    const diff = diffRole(plan.live, plan.desired);
    const calls = plan.steps.map(({ sign, summary }) => `${sign} ${summary}`).join("\n");
    say(`${diff.length > 0 ? diffText(diff) : calls}\n`);
  }
  tell(`${planSummary(plan.steps)} In ${placeWords(account)}.`);
  for (const note of plan.notes ?? []) notice(note);
  return confirmed(question, flags);
}

/** Which account is written to, in words. */
export function placeWords({ identity, sandbox, endpoint }: AwsAccount): string {
  if (sandbox) return "the embedded account";
  return `account ${identity.account}${endpoint === undefined ? "" : ` at ${endpoint}`}`;
}
