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
  return noSuchRole(name, placeWords(account), names);
}

/** The same of a file that holds roles. @param names those that are there and that SageMaker may assume */
export function unknownRoleIn(file: string, name: string, names: readonly string[]): Problem {
  return noSuchRole(name, `${file} that SageMaker may assume`, names);
}

function noSuchRole(name: string, where: string, names: readonly string[]): Problem {
  return new Problem(
    "no-such-role",
    `There is no role ${name} in ${where}.${didYouMean(name, names)}`,
    "Give the name of the role, without its path.",
  );
}
