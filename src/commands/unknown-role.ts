import type { AwsAccount } from "../aws/account.js";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { placeWords } from "./confirm.js";

/** What to say of a name that no role has, with the nearest that one has. */
export async function unknownRole(name: string, account: AwsAccount): Promise<Problem> {
  const names: string[] = [];
  try {
    for await (const page of account.listRoles()) names.push(...page.map((role) => role.name));
  } catch {
    // Whoever may not list roles gets the message without a suggestion.
  }
  return new Problem(
    "no-such-role",
    `There is no role ${name} in ${placeWords(account)}.${didYouMean(name, names)}`,
    "Give the name of the role, without its path.",
  );
}
