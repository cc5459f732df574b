import { writePrivateFile } from "../base/private-file.js";
import { Problem } from "../base/problem.js";
import { accessLines } from "../plan/access.js";
import { accessBetween } from "../plan/access-between.js";
import { diffRole } from "../plan/diff.js";
import { makePlan } from "../plan/make-plan.js";
import { writePlan } from "../plan/saved-plan.js";
import { planSummary } from "../plan/summary.js";
import { attachedFindings } from "../role/escalation-findings.js";
import { parseRoleFile } from "../role/parse.js";
import { prove } from "../role/prove.js";
import { type FileResult, forEachFile } from "./each-file.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, findingsText, progress, proofSummary, wrongText } from "./output.js";
import { readInput } from "./read-input.js";
import { compileFor } from "./role-files.js";

interface PlanFlags extends AccountFlags {
  out?: string;
  json?: boolean;
  detailedExitcode?: boolean;
  /** Whether access that widens is a failure. */
  failOnWidening?: boolean;
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
  const roleFile = parseRoleFile(readInput(file), file);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  const compiled = await compileFor(roleFile, account);
  const live = await account.readRole(compiled.definition.name);
  const made = makePlan(compiled, live);
  const diff = diffRole(live?.definition, compiled.definition);
  const proof = prove(compiled);
  const { wrong, text: proved } = proofSummary(proof);
  const findings = [...compiled.findings, ...(await attachedFindings(compiled))];
  const access = await accessBetween(account, live?.definition, compiled.definition);
  if (flags.out !== undefined) {
    const { endpoint } = account;
    const saved = writePlan({ ...made, ...(endpoint !== undefined && { endpoint }) });
    await writePrivateFile(flags.out, saved).catch((error) => {
      throw new Problem("file", `${flags.out} cannot be written: ${error.message}.`, "Name another place with --out.");
    });
    progress(`Plan saved to ${flags.out}. Apply exactly this with: sagerole apply ${flags.out}`);
  }
  const serious = findings.filter((finding) => finding.severity !== "note");
  const isChange = made.steps.length > 0;
  const text = [
    `${diffText(diff)}\n`,
    // All that a new role can do is new: the diff says it.
    ...(live === undefined ? [] : [`${diffText(accessLines(access))}\n`]),
    planSummary(made.steps),
    ...made.steps.map((step) => `  ${step.sign} ${step.summary}`),
    `\n${proved}`,
    ...(wrong.length > 0 ? [wrongText(wrong)] : []),
    ...(serious.length > 0 ? [`\n${findingsText(serious)}`] : []),
  ];
  const widens = flags.failOnWidening && isChange && access.verdict === "widens";
  return {
    json: { ...made, findings, diff, access, proof },
    text: isChange ? text.join("\n") : `No changes: ${made.roleArn} is already exactly this.`,
    exitCode: widens ? WIDENS : flags.detailedExitcode && isChange ? 2 : 0,
  };
}

/** A region the file names decides where its buckets, keys and repositories are looked for. */
export function withFileRegion(flags: AccountFlags, region: string | undefined): AccountFlags {
  return flags.region === undefined && region !== undefined ? { ...flags, region } : flags;
}
