import { writePrivateFile } from "../base/folders.js";
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
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, findingsText, progress, proofSummary, say, sayJson, wrongText } from "./output.js";
import { readInput } from "./read-input.js";
import { compileFor } from "./role-files.js";

interface PlanFlags extends AccountFlags {
  out?: string;
  json?: boolean;
  detailedExitcode?: boolean;
}

/**
 * `sagerole plan FILE`: what applying the role file would change.
 * @returns 0; with `--detailed-exitcode` 2 where something would change
 */
export async function plan(file: string, flags: PlanFlags): Promise<number> {
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
  if (flags.json) sayJson({ ...made, findings, diff, access, proof });
  else if (made.steps.length === 0) say(`No changes: ${made.roleArn} is already exactly this.`);
  else {
    say(diffText(diff));
    say();
    // All that a new role can do is new: the diff says it.
    if (live !== undefined) say(`${diffText(accessLines(access))}\n`);
    say(planSummary(made.steps));
    for (const step of made.steps) say(`  ${step.sign} ${step.summary}`);
    say(`\n${proved}`);
    if (wrong.length > 0) say(wrongText(wrong));
    const serious = findings.filter((finding) => finding.severity !== "note");
    if (serious.length > 0) say(`\n${findingsText(serious)}`);
  }
  return flags.detailedExitcode && made.steps.length > 0 ? 2 : 0;
}

/** A region the file names decides where its buckets, keys and repositories are looked for. */
export function withFileRegion(flags: AccountFlags, region: string | undefined): AccountFlags {
  return flags.region === undefined && region !== undefined ? { ...flags, region } : flags;
}
