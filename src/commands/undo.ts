import { Problem } from "../base/problem.js";
import { journalOf } from "../plan/begin.js";
import { forget, lastApply } from "../plan/journal-record.js";
import { backPlan } from "../plan/recover.js";
import { placeWords, shownAndConfirmed } from "./confirm.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { runPlan, sayUnchanged } from "./run-plan.js";

interface UndoFlags extends AccountFlags {
  yes?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/**
 * `sagerole undo ROLE`: restores what the last apply from this machine replaced, as a plan like any other.
 * @throws Problem `nothing-to-undo`; `role-changed` when another has changed the role since
 */
export async function undo(role: string, flags: UndoFlags): Promise<number> {
  const account = await openFromFlags(flags);
  const record = lastApply(account, role);
  if (record === undefined) {
    throw new Problem(
      "nothing-to-undo",
      `No apply to the role ${role} in ${placeWords(account)} is on record here.`,
      "Undo knows what was applied from this machine and by this user.",
    );
  }
  const plan = backPlan(record, await account.readRole(role));
  if (plan.steps.length === 0) {
    forget(record);
    return sayUnchanged(plan, "Nothing to undo: the role is as it was before.", flags.json);
  }
  if (!(await shownAndConfirmed(plan, account, "Undo?", flags))) return 1;
  return runPlan(plan, account, { journal: journalOf(plan, account), rollBack: false, json: flags.json ?? false });
}
