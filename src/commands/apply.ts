import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { readText } from "../base/read-text.js";
import { accessLines } from "../plan/access.js";
import { accessBetween } from "../plan/access-between.js";
import { journalOf } from "../plan/begin.js";
import { diffRole } from "../plan/diff.js";
import type { OthersChoice } from "../plan/others.js";
import { checkEndpoint, checkPlace } from "../plan/place.js";
import type { Plan } from "../plan/plan.js";
import { planFor } from "../plan/plan-for.js";
import { preflight, refuseHopeless } from "../plan/preflight.js";
import { isSavedPlan, readPlan } from "../plan/saved-plan.js";
import { planSummary } from "../plan/summary.js";
import { keptSentence, type TakeOver, takeOverOf, takeOverWords } from "../plan/take-over.js";
import { refuseInvalid, type ValidationReport, validateRole, validationLines } from "../plan/validation.js";
import type { Compiled } from "../role/compile.js";
import { chosen, confirmed, placeWords } from "./confirm.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, notice, progress, say } from "./output.js";
import { withFileRegion } from "./plan.js";
import { compileFor, readRoleFile } from "./role-files.js";
import { runPlan, sayUnchanged } from "./run-plan.js";
import { verify } from "./verify.js";

interface ApplyFlags extends AccountFlags {
  yes?: boolean;
  /** Whether --yes holds for a role too that sagerole did not make. */
  takeOver?: boolean;
  /** What becomes of what others gave the role. */
  others?: OthersChoice;
  json?: boolean;
  /** Whether to have Access Analyzer check the documents first. */
  validate?: boolean;
  quiet?: boolean;
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
  const text = readText(file);
  const planned = isSavedPlan(text) ? await savedPlan(text, file, flags) : await freshPlan(text, file, flags);
  const { account, compiled } = planned;
  const plan = await decided(planned, flags);
  if (plan === undefined) return 1;
  const kept = keptSentence(plan);
  if (kept !== undefined) notice(kept);
  if (plan.steps.length === 0) {
    sayUnchanged(plan, `No changes: ${plan.roleArn} is already exactly this.`, flags.json);
    if (flags.validate) await validated(plan, account);
    return flags.verify && compiled !== undefined && !(await verify(compiled, account)) ? 1 : 0;
  }
  const tell = flags.yes ? progress : notice;
  if (!flags.json && !(flags.yes && flags.quiet)) {
    say(`${diffText(diffRole(plan.live, plan.desired))}\n`);
    if (plan.live !== undefined) {
      say(`${diffText(accessLines(await accessBetween(account, plan.live, plan.desired)))}\n`);
    }
  }
  tell(`${planSummary(plan.steps)} In ${placeWords(account)}.`);
  for (const note of plan.notes ?? []) notice(note);
  if (flags.preflight ?? true) await look(plan, account);
  if (flags.validate) refuseInvalid(await validated(plan, account));
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
 * The plan, once it is said what it takes over where sagerole did not make the role, and decided what becomes of what
 * others gave it: that is lost only by the user's word.
 * @returns undefined where the user stopped
 * @throws Problem `not-adopted` where nobody is asked and `--take-over` was not given; `others-undecided` where
 *   something would be lost and `--others` was not given
 */
async function decided(planned: Planned, flags: ApplyFlags): Promise<Plan | undefined> {
  const { plan, replan } = planned;
  const taken = plan.steps.length === 0 ? undefined : takeOverOf(plan);
  if (taken === undefined) return plan;
  const words = takeOverWords(plan, taken);
  // What is lost although it was to be kept cannot be kept; the plan's notes say why.
  const isUndecided = taken.lost.length > 0 && flags.others === undefined;
  if (flags.yes) {
    if (taken.isAdoption && !flags.takeOver) throw notAdopted(words, taken, isUndecided);
    if (isUndecided) {
      throw new Problem("others-undecided", words, `Nothing was written. ${decideAdvice(replan !== undefined)}`, {
        exitCode: 2,
      });
    }
  }
  (flags.yes ? progress : notice)(words);
  if (flags.yes || !isUndecided) return plan;
  const choices = replan === undefined ? (["replace"] as const) : (["keep", "replace"] as const);
  const choice = await chosen("What becomes of what others gave it?", choices, decideAdvice(replan !== undefined));
  return choice === "keep" ? replan?.("keep") : choice === "replace" ? plan : undefined;
}

function notAdopted(words: string, { lost }: TakeOver, isUndecided: boolean): Problem {
  const also = lost.length > 0 && isUndecided ? ", with --others keep or --others replace" : "";
  return new Problem(
    "not-adopted",
    words,
    `Nothing was written. Give --take-over as well${also}, or choose another name.`,
    { exitCode: 2 },
  );
}

function decideAdvice(isFresh: boolean): string {
  return isFresh
    ? "Keep what others gave the role with --others keep, or lose it with --others replace."
    : "Lose what others gave the role with --others replace, or plan again with --others keep.";
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

/** Says what Access Analyzer finds in the documents. */
async function validated({ desired }: Plan, account: AwsAccount): Promise<ValidationReport> {
  const report =
    desired === undefined ? { findings: [], documents: 0, unknown: [] } : await validateRole(desired, account);
  const tell = report.findings.length > 0 ? notice : progress;
  for (const line of validationLines(report)) tell(line);
  return report;
}

interface Planned {
  account: AwsAccount;
  plan: Plan;
  /** Absent for a saved plan, which holds documents and not what they are for. */
  compiled?: Compiled;
  /** Plans again, otherwise; absent for a saved plan, which is applied as saved. */
  replan?(others: OthersChoice): Promise<Plan>;
}

async function freshPlan(text: string, file: string, flags: ApplyFlags): Promise<Planned> {
  const roleFile = readRoleFile(file, text);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  const compiled = await compileFor(roleFile, account);
  const live = await account.readRole(compiled.definition.name);
  const replan = (others: OthersChoice | undefined) => planFor(compiled, live, account, { others });
  return { account, compiled, replan, plan: await replan(flags.others) };
}

async function savedPlan(text: string, file: string, flags: ApplyFlags): Promise<Planned> {
  if (flags.verify) {
    throw new Problem("usage", "--verify needs the role file: a saved plan does not say what the role is for.", "", {
      exitCode: 2,
    });
  }
  if (flags.others === "keep") {
    throw new Problem("usage", "A saved plan is applied as saved.", "Plan again, with --others keep.", { exitCode: 2 });
  }
  const plan = readPlan(text, file);
  const account = await openFromFlags(withFileRegion(flags, plan.region));
  checkPlace(plan, account, flags.region);
  checkEndpoint(plan, account);
  return { account, plan };
}
