import { writeFileSync } from "node:fs";
import { trailOf } from "../audit/cloudtrail.js";
import { findRole } from "../audit/find.js";
import { accountOf, type FoundRole } from "../audit/found-role.js";
import { rolesFromFile } from "../audit/offline.js";
import { type Evidence, type Guess, type Proposal, proposeTight } from "../audit/tighten.js";
import { usageOf } from "../audit/usage.js";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { type AccessReport, accessLines, accessReport } from "../plan/access.js";
import { compile } from "../role/compile.js";
import { type AccountFlags, openFromFlags, refuseUsageFromFile } from "./options.js";
import { diffText, notice, progress, sayJson } from "./output.js";
import { commentedFile, refuseExisting } from "./role-files.js";
import { unknownRole, unknownRoleIn } from "./unknown-role.js";

interface TightenFlags extends AccountFlags {
  cloudtrail?: string;
  usage?: boolean;
  from?: string;
  out?: string;
  /** Name of the tight role beside the old one; true for the usual one. */
  keepBoth?: string | true;
  json?: boolean;
}

/**
 * `sagerole tighten ROLE`: a role file for the same work with less access, with the evidence for each part of it, and what
 * applying it would take away. Changes nothing in the account.
 * @returns 0, also where questions are left open
 * @throws Problem `no-such-role`; `file` where `--out` names a file that is there, or there is no trail
 */
export async function tighten(name: string, flags: TightenFlags): Promise<number> {
  refuseUsageFromFile(flags);
  refuseExisting(flags.out);
  const account = flags.from === undefined ? await openFromFlags(flags) : undefined;
  const role = account === undefined ? await fromFile(name, flags.from ?? "") : await fromAccount(name, account);
  const region = account?.region ?? flags.region ?? process.env.AWS_REGION ?? "us-east-1";
  const evidence = await evidenceOf(role, account, flags);
  const proposal = proposeTight(role, evidence, { account: accountOf(role), region });
  const old = role.definition.name;
  if (flags.keepBoth !== undefined) {
    proposal.file.role.name = flags.keepBoth === true ? `${old.slice(0, 58)}-tight` : flags.keepBoth;
  }
  const { definition } = compile(proposal.file);
  const access = await accessReport(role.definition, { ...definition, name: old }, role.texts);
  const text = fileText(old, proposal);
  const steps = flags.keepBoth === undefined ? [] : stepsToMove(old, proposal.file.role.name, flags.out);
  if (flags.json) sayJson({ format: "sagerole.tighten/1", role: old, ...proposal, text, access, steps });
  else if (flags.out === undefined) process.stdout.write(text);
  if (flags.out !== undefined) writeFileSync(flags.out, text, { flag: "wx" });
  tell(proposal, access, steps);
  if (flags.out !== undefined && steps.length === 0) {
    progress(
      `Written to ${flags.out}. See what it changes: sagerole plan ${flags.out} --others replace\nMake it so: sagerole apply ${flags.out} --others replace`,
    );
  }
  return 0;
}

async function fromAccount(name: string, account: AwsAccount): Promise<FoundRole> {
  const role = await findRole(account, name);
  if (role === undefined) throw await unknownRole(name, account);
  return role;
}

async function fromFile(name: string, file: string): Promise<FoundRole> {
  const seen: string[] = [];
  for await (const { roles } of rolesFromFile(file)) {
    for (const role of roles) {
      if (role.definition.name.toLowerCase() === name.toLowerCase()) return role;
      seen.push(role.definition.name);
    }
  }
  throw unknownRoleIn(file, name, seen);
}

async function evidenceOf(role: FoundRole, account: AwsAccount | undefined, flags: TightenFlags): Promise<Evidence> {
  const evidence: Evidence = {};
  if (flags.cloudtrail !== undefined) {
    const { trails, read } = await trailOf(flags.cloudtrail, [role.arn], ({ files, events }) =>
      progress(`${files.toLocaleString("en")} files, ${events.toLocaleString("en")} events…`),
    );
    const trail = trails.get(role.arn);
    for (const { file, why } of read.broken) notice(`${file} is no log file of CloudTrail, or is cut off: ${why}`);
    progress(
      `Of ${read.events.toLocaleString("en")} events in ${read.files.toLocaleString("en")} files, ${trail?.events ?? 0} are about ${role.definition.name}.`,
    );
    if (trail !== undefined) evidence.trail = trail;
  }
  if (flags.usage && account !== undefined) {
    try {
      evidence.usage = await usageOf(role, await account.lastAccessed(role.arn));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      notice(`${error.message} Nothing is said of what the role last used.`);
    }
  }
  return evidence;
}

/** The role file, with the evidence for each of its parts. */
function fileText(role: string, { file, guesses, open }: Proposal): string {
  return commentedFile(file, [
    `A tighter role for the work of ${role}, guessed on ${new Date().toISOString().slice(0, 10)}. Evidence:`,
    ...guesses.map(inWords),
    ...(open.length > 0 ? ["To be decided:", ...open.map((question) => `- ${question}`)] : []),
  ]);
}

function inWords({ place, words }: Guess): string {
  return `- ${place}: ${words}`;
}

function tell({ guesses, open }: Proposal, access: AccessReport, steps: readonly string[]): void {
  for (const guess of guesses) progress(inWords(guess));
  for (const question of open) notice(`? ${question}`);
  progress(`\nAgainst the role as it is:\n${diffText(accessLines(access))}`);
  if (steps.length > 0) progress(`\nTo move over:\n${steps.map((step, at) => `${at + 1}. ${step}`).join("\n")}`);
}

/** How jobs come from one role to the other, without one of them failing. */
function stepsToMove(old: string, tight: string, file = "FILE"): string[] {
  return [
    `Make the tight role: sagerole apply ${file}`,
    `Let whoever starts jobs hand over ${tight} as well: sagerole export ${file} --format markdown tells the rights.`,
    `Run each kind of job once with ${tight}; what it is denied stands in its log and in CloudTrail.`,
    `Change jobs, pipelines, notebooks, models and profiles to ${tight}. Endpoints take the role of their model: make a new model and update them.`,
    `When sagerole audit ${old} --usage no longer sees it used, remove ${old}.`,
  ];
}
