import { writePrivateFile } from "../base/private-file.js";
import { Problem } from "../base/problem.js";
import { accessLines } from "../plan/access.js";
import { accessBetween } from "../plan/access-between.js";
import { diffRole } from "../plan/diff.js";
import type { OthersChoice } from "../plan/others.js";
import type { Plan } from "../plan/plan.js";
import { planFor } from "../plan/plan-for.js";
import { writePlan } from "../plan/saved-plan.js";
import { planSummary } from "../plan/summary.js";
import { keptSentence, type TakeOver, takeOverOf, takeOverWords } from "../plan/take-over.js";
import { validateRole, validationLines } from "../plan/validation.js";
import type { Compiled } from "../role/compile.js";
import { attachedFindings } from "../role/escalation-findings.js";
import { prove } from "../role/prove.js";
import { type FileResult, forEachFile } from "./each-file.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, findingsText, progress, proofSummary, wrongText } from "./output.js";
import { compileFor, readRoleFile } from "./role-files.js";

interface PlanFlags extends AccountFlags {
  out?: string;
  json?: boolean;
  detailedExitcode?: boolean;
  /** Whether access that widens is a failure. */
  failOnWidening?: boolean;
  /** What becomes of what others gave the role. */
  others?: OthersChoice;
  /** Whether to have Access Analyzer check the documents. */
  validate?: boolean;
}

/** The exit code of a change that widens access where that was to fail. */
const WIDENS = 3;

/**
 * `sagerole plan FILE…`: what applying the role files would change.
 * @returns 0; with `--fail-on-widening` 3 where access would widen, with `--detailed-exitcode` 2 where something would
 *   change
 */
export async function plan(files: readonly string[], flags: PlanFlags): Promise<number> {
  if (flags.out !== undefined && files.length > 1) {
    throw new Problem("usage", "--out saves the plan of one role file.", "Name one file, or leave --out out.", {
      exitCode: 2,
    });
  }
  const json = flags.json ?? false;
  return forEachFile(files, { json, format: "sagerole.plans/1" }, (file) => planFile(file, flags));
}

async function planFile(file: string, flags: PlanFlags): Promise<FileResult> {
  const roleFile = readRoleFile(file);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  const compiled = await compileFor(roleFile, account);
  const live = await account.readRole(compiled.definition.name);
  const made = await planFor(compiled, live, account, { others: flags.others });
  const role = made.desired ?? compiled.definition;
  const diff = diffRole(live?.definition, role);
  const proof = prove(compiled);
  const { wrong, text: proved } = proofSummary(proof);
  const findings = [...compiled.findings, ...(await attachedFindings(compiled, role))];
  const access = await accessBetween(account, live?.definition, role);
  if (flags.out !== undefined) {
    const { endpoint } = account;
    const saved = writePlan({ ...made, ...(endpoint !== undefined && { endpoint }) });
    await writePrivateFile(flags.out, saved).catch((error) => {
      throw new Problem("file", `${flags.out} cannot be written: ${error.message}.`, "Name another place with --out.");
    });
    progress(`Plan saved to ${flags.out}. Apply exactly this with: sagerole apply ${flags.out}`);
  }
  const validation = flags.validate ? await validateRole(role, account) : undefined;
  const serious = findings.filter((finding) => finding.severity !== "note");
  const isChange = made.steps.length > 0;
  const takeOver = isChange ? takeOverOf(made) : undefined;
  const kept = keptText(made, compiled);
  const text = [
    `${diffText(diff)}\n`,
    // All that a new role can do is new: the diff says it.
    ...(live === undefined ? [] : [`${diffText(accessLines(access))}\n`]),
    planSummary(made.steps),
    ...made.steps.map((step) => `  ${step.sign} ${step.summary}`),
    ...(made.notes ?? []).map((note) => `  ! ${note}`),
    ...(takeOver === undefined ? [] : [`\n${takeOverText(made, takeOver)}`]),
    `\n${proved}`,
    ...(wrong.length > 0 ? [wrongText(wrong)] : []),
    ...kept,
    ...(validation === undefined ? [] : validationLines(validation)),
    ...(serious.length > 0 ? [`\n${findingsText(serious)}`] : []),
  ];
  const widens = flags.failOnWidening && isChange && access.verdict === "widens";
  return {
    json: { ...made, findings, diff, access, proof, ...(takeOver && { takeOver }), ...(validation && { validation }) },
    text: isChange
      ? text.join("\n")
      : [
          `No changes: ${made.roleArn} is already exactly this.`,
          ...kept,
          ...(validation === undefined ? [] : validationLines(validation)),
        ].join("\n"),
    exitCode: widens ? WIDENS : flags.detailedExitcode && isChange ? 2 : 0,
  };
}

/** What a plan takes from others, and that they are asked about it. */
function takeOverText(plan: Plan, takeOver: TakeOver): string {
  const undecided =
    takeOver.lost.length === 0
      ? []
      : ["  To keep what others gave it: --others keep. To lose it: --others replace. Apply asks."];
  return [takeOverWords(plan, takeOver), ...undecided].join("\n");
}

/** What is kept of others, and what it lets the role do that it must not. */
function keptText(plan: Plan, compiled: Compiled): string[] {
  const sentence = keptSentence(plan);
  if (sentence === undefined || plan.desired === undefined) return [];
  const { wrong } = proofSummary(prove({ ...compiled, definition: plan.desired }));
  const open = wrong.filter(({ expected }) => expected === "denied").length;
  return [
    sentence,
    ...(open === 0
      ? []
      : [
          `  With it, the role may make at least ${open} of the calls it must not make: the proof is of what sagerole writes.`,
        ]),
  ];
}

/** A region the file names decides where its buckets, keys and repositories are looked for. */
export function withFileRegion(flags: AccountFlags, region: string | undefined): AccountFlags {
  return flags.region === undefined && region !== undefined ? { ...flags, region } : flags;
}
