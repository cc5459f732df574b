import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { accessLines } from "../plan/access.js";
import { accessBetween } from "../plan/access-between.js";
import { journalOf } from "../plan/begin.js";
import { diffRole } from "../plan/diff.js";
import { checkEndpoint, checkPlace } from "../plan/place.js";
import type { Plan } from "../plan/plan.js";
import { planFor } from "../plan/plan-for.js";
import { preflight, refuseHopeless } from "../plan/preflight.js";
import { isSavedPlan, readPlan } from "../plan/saved-plan.js";
import { planSummary } from "../plan/summary.js";
import { takenOver, takeOverWords } from "../plan/take-over.js";
import type { Compiled } from "../role/compile.js";
import { parseRoleFile } from "../role/parse.js";
import { confirmed, placeWords } from "./confirm.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, progress, say, sayJson } from "./output.js";
import { withFileRegion } from "./plan.js";
import { readInput } from "./read-input.js";
import { compileFor } from "./role-files.js";
import { runPlan } from "./run-plan.js";
import { verify } from "./verify.js";

interface ApplyFlags extends AccountFlags {
  yes?: boolean;
  /** Whether --yes holds for a role too that sagerole did not make. */
  takeOver?: boolean;
  json?: boolean;
  /** Whether to ask IAM's simulator about the role afterwards. */
  verify?: boolean;
  /** False with --no-preflight. */
  preflight?: boolean;
  /** Absent where neither form was given: new roles go back, others stay as far as they came. */
  rollbackOnFailure?: boolean;
}

/**
 * `sagerole apply FILE|PLAN`: shows the plan, asks, does it. A saved plan is applied as saved, or refused.
 * @returns 0, or 1 when a call failed; the messages then say exactly what was done
 */
export async function apply(file: string, flags: ApplyFlags): Promise<number> {
  const text = readInput(file);
  const { plan, account, compiled } = isSavedPlan(text)
    ? await savedPlan(text, file, flags)
    : await freshPlan(text, file, flags);
  if (plan.steps.length === 0) {
    if (flags.json) sayJson({ format: "sagerole.apply/1", roleArn: plan.roleArn, done: [], notDone: [] });
    else say(`No changes: ${plan.roleArn} is already exactly this.`);
    return flags.verify && compiled !== undefined && !(await verify(compiled, account)) ? 1 : 0;
  }
  if (!flags.json) {
    say(`${diffText(diffRole(plan.live, plan.desired))}\n`);
    if (plan.live !== undefined) {
      say(`${diffText(accessLines(await accessBetween(account, plan.live, plan.desired)))}\n`);
    }
  }
  progress([`${planSummary(plan.steps)} In ${placeWords(account)}.`, ...(plan.notes ?? [])].join("\n"));
  askToTakeOver(plan, flags);
  if (flags.preflight ?? true) await look(plan, account);
  if (!(await confirmed("Apply?", flags))) return 1;
  const code = await runPlan(plan, account, {
    journal: journalOf(plan, account),
    rollBack: flags.rollbackOnFailure ?? plan.live === undefined,
    json: flags.json ?? false,
  });
  if (code === 0 && flags.verify && compiled !== undefined && !(await verify(compiled, account))) return 1;
  return code;
}

/**
 * Says what is taken over, where sagerole did not make the role.
 * @throws Problem `not-adopted` where nobody is asked and `--take-over` was not given
 */
function askToTakeOver(plan: Plan, flags: ApplyFlags): void {
  const parts = takenOver(plan);
  if (parts === undefined) return;
  const words = takeOverWords(plan, parts);
  if (flags.yes && !flags.takeOver) {
    throw new Problem("not-adopted", words, "Nothing was written. Give --take-over as well, or choose another name.", {
      exitCode: 2,
    });
  }
  progress(words);
}

/** Says what can be told before anything is written. @throws Problem `preflight` when the plan cannot come to its end */
async function look(plan: Plan, account: AwsAccount): Promise<void> {
  const report = await preflight(plan, account);
  refuseHopeless(report);
  const known = report.lines.filter(({ answer }) => answer === "yes").length;
  progress(
    known === report.lines.length
      ? "Preflight: this identity may make every call."
      : `Preflight: ${known} of ${report.lines.length} calls are known to be allowed; the rest cannot be told before.`,
  );
}

interface Planned {
  account: AwsAccount;
  plan: Plan;
  /** Absent for a saved plan, which holds documents and not what they are for. */
  compiled?: Compiled;
}

async function freshPlan(text: string, file: string, flags: ApplyFlags): Promise<Planned> {
  const roleFile = parseRoleFile(text, file);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  const compiled = await compileFor(roleFile, account);
  const live = await account.readRole(compiled.definition.name);
  return { account, compiled, plan: await planFor(compiled, live, account) };
}

async function savedPlan(text: string, file: string, flags: ApplyFlags): Promise<Planned> {
  if (flags.verify) {
    throw new Problem("usage", "--verify needs the role file: a saved plan does not say what the role is for.", "", {
      exitCode: 2,
    });
  }
  const plan = readPlan(text, file);
  const account = await openFromFlags(withFileRegion(flags, plan.region));
  checkPlace(plan, account, flags.region);
  checkEndpoint(plan, account);
  return { account, plan };
}
