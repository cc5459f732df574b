import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { journalOf } from "../plan/begin.js";
import { makeDeletePlan } from "../plan/delete-role.js";
import { lastApply } from "../plan/journal-record.js";
import type { PlanInput } from "../plan/make-plan.js";
import { placeWords, shownAndConfirmed } from "./confirm.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { withFileRegion } from "./plan.js";
import { compileFor, readRoleFile } from "./role-files.js";
import { runPlan } from "./run-plan.js";

interface DeleteFlags extends AccountFlags {
  yes?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/**
 * `sagerole delete ROLE|FILE`: removes a role that was made from here, or from the role file, with everything that was
 * made with it. What others attached or added is never removed: it stops the deletion.
 * @throws Problem `no-such-role`; `not-ours` when nothing tells what was made with the role; `foreign-parts`
 */
export async function deleteRole(target: string, flags: DeleteFlags): Promise<number> {
  const isFile = /\.ya?ml$/.test(target);
  const { account, input } = isFile ? await fromFile(target, flags) : await fromRecord(target, flags);
  const live = await account.readRole(input.definition.name);
  if (live === undefined) {
    throw new Problem(
      "no-such-role",
      `There is no role ${input.definition.name} in ${placeWords(account)}.`,
      "Nothing was written.",
    );
  }
  const plan = makeDeletePlan(input, live);
  const question = `Delete the role ${live.definition.name}? Jobs that use it fail from then on.`;
  if (!(await shownAndConfirmed(plan, account, question, flags))) return 1;
  return runPlan(plan, account, { journal: journalOf(plan, account), rollBack: false, json: flags.json ?? false });
}

interface Target {
  account: AwsAccount;
  input: PlanInput;
}

async function fromFile(file: string, flags: DeleteFlags): Promise<Target> {
  const roleFile = readRoleFile(file);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  return { account, input: await compileFor(roleFile, account) };
}

async function fromRecord(role: string, flags: DeleteFlags): Promise<Target> {
  const account = await openFromFlags(flags);
  const record = lastApply(account, role);
  if (record?.plan.desired === undefined) {
    throw new Problem(
      "not-ours",
      `Nothing on this machine says what was made with the role ${role}.`,
      "Nothing was written. Name its role file instead: sagerole delete FILE",
    );
  }
  return { account, input: { ...record.plan, definition: record.plan.desired } };
}
