import { createInterface } from "node:readline/promises";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { progress } from "./output.js";

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

/** Which account is written to, in words. */
export function placeWords({ identity, sandbox, endpoint }: AwsAccount): string {
  if (sandbox) return "the embedded account";
  return `account ${identity.account}${endpoint === undefined ? "" : ` at ${endpoint}`}`;
}
