import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { Journal } from "../plan/journal.js";
import { type Direction, forget, type JournalRecord, unfinishedApplies } from "../plan/journal-record.js";
import { roleNameOf } from "../plan/plan.js";
import { backPlan, forwardPlan, progressOf } from "../plan/recover.js";
import { confirmed, placeWords, shownAndConfirmed } from "./confirm.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { say, sayJson } from "./output.js";
import { runPlan, sayUnchanged } from "./run-plan.js";

interface RecoverFlags extends AccountFlags {
  finish?: boolean;
  rollBack?: boolean;
  forget?: boolean;
  yes?: boolean;
  json?: boolean;
  quiet?: boolean;
}

const PROGRESS = {
  before: "the role is as it was before",
  between: "it came part of the way",
  after: "the role is as it was to be",
  foreign: "another has changed the role since",
} as const;

/**
 * `sagerole recover [ROLE]`: lists applies that were cut short, or leads one to its end (`--finish`), back to where it
 * began (`--roll-back`), or forgets it (`--forget`).
 * @throws Problem `nothing-to-recover` where the named role has none; `role-changed` where another has changed it since
 */
export async function recover(role: string | undefined, flags: RecoverFlags): Promise<number> {
  const account = await openFromFlags(flags);
  const all = unfinishedApplies(account);
  const found = role === undefined ? all : all.filter(({ plan }) => sameName(roleNameOf(plan), role));
  const isAsked = flags.finish || flags.rollBack || flags.forget;
  if (!isAsked) return list(found, account, flags);
  const [record, another] = found;
  if (record === undefined) {
    throw new Problem(
      "nothing-to-recover",
      role === undefined
        ? `No apply was cut short in ${placeWords(account)}.`
        : `No apply to the role ${role} was cut short in ${placeWords(account)}.`,
      "See what there is with: sagerole recover",
    );
  }
  if (another !== undefined) {
    throw new Problem(
      "which-role",
      `${found.length} applies were cut short: to ${found.map(({ plan }) => roleNameOf(plan)).join(", ")}.`,
      "Name the role: sagerole recover ROLE",
      { exitCode: 2 },
    );
  }
  if (flags.forget) {
    if (!(await confirmed("Forget it, and leave the role as it is now?", flags))) return 1;
    forget(record);
    const what = `the apply to ${roleNameOf(record.plan)} of ${record.startedAt}`;
    return sayUnchanged(record.plan, `Forgotten: ${what}. The role was not touched.`, flags.json);
  }
  return lead(record, flags.finish ? "forward" : "back", account, flags);
}

async function lead(
  record: JournalRecord,
  direction: Direction,
  account: AwsAccount,
  flags: RecoverFlags,
): Promise<number> {
  const live = await account.readRole(roleNameOf(record.plan));
  const plan = direction === "forward" ? forwardPlan(record, live) : backPlan(record, live);
  if (plan.steps.length === 0) {
    Journal.resume(record, direction, plan).end();
    const state = direction === "forward" ? "all was done" : "all is as before";
    return sayUnchanged(plan, `Nothing is left to do: ${state}.`, flags.json);
  }
  if (!(await shownAndConfirmed(plan, account, direction === "forward" ? "Finish?" : "Go back?", flags))) return 1;
  return runPlan(plan, account, {
    journal: () => Journal.resume(record, direction, plan),
    rollBack: false,
    json: flags.json ?? false,
  });
}

async function list(found: readonly JournalRecord[], account: AwsAccount, flags: RecoverFlags): Promise<number> {
  const unfinished = await Promise.all(
    found.map(async (record) => {
      const role = roleNameOf(record.plan);
      const progress = progressOf(record, await account.readRole(role));
      return { role, startedAt: record.startedAt, progress };
    }),
  );
  if (flags.json) sayJson({ format: "sagerole.recover/1", unfinished });
  else if (unfinished.length === 0) say(`No apply was cut short in ${placeWords(account)}.`);
  else {
    for (const { role, startedAt, progress } of unfinished) say(`${role}  begun ${startedAt}: ${PROGRESS[progress]}`);
    say("\nLead one to its end with --finish, back with --roll-back, or leave the role as it is with --forget.");
  }
  return 0;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
