import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { AwsAccount, LiveRole } from "../aws/account.js";
import { stateFolder } from "../base/folders.js";
import { isProcess } from "../base/process.js";
import type { PolicyDocument } from "../policy/document.js";
import { type Plan, roleNameOf } from "./plan.js";

/** What an apply is about to do, before its first call. */
export interface Begin {
  type: "begin";
  format: "sagerole.journal/1";
  tool: string;
  pid: number;
  host: string;
  /** ISO 8601. */
  startedAt: string;
  /** Where: `aws`, `sandbox`, or the endpoint. */
  at: string;
  plan: Plan;
  /** Versions of the role's managed policies before it. */
  versions: LiveRole["versions"];
  /** Documents that the plan takes away for good: of policy versions by `ARN version`, of policies by ARN. */
  removed: Record<string, PolicyDocument | undefined>;
}

/** Whether an apply is led to its end or back to where it began. */
export type Direction = "forward" | "back";

/** What a journal says after its beginning. */
export type Entry =
  /** From here on the steps of another plan are done: to the end after all, or back. */
  | { type: "turn"; direction: Direction; plan: Plan }
  /** Another process goes on. */
  | { type: "taken-over"; pid: number; host: string }
  | { type: "intent"; index: number }
  | { type: "done"; index: number }
  | { type: "failed"; index: number; open: boolean; message: string };

/** A journal as it was read. */
export interface JournalRecord extends Omit<Begin, "type"> {
  file: string;
  /** Every plan whose steps were begun: the way there, and then perhaps the way back. */
  phases: {
    plan: Plan;
    /** How many of its steps were begun. */
    begun: number;
    /** How many of them are known to be done. */
    done: number;
  }[];
}

/** Where journals are kept. */
function journalFolder(): string {
  return join(stateFolder(), "journals");
}

/** The journal of a role: IAM takes names that differ by case for one. */
export function journalFile(plan: Plan, at: string): string {
  const { partition, account } = plan;
  const place = at.replaceAll(/[^A-Za-z0-9.-]/g, "_");
  return join(journalFolder(), `${partition}-${account}-${place}-${roleNameOf(plan).toLowerCase()}.jsonl`);
}

/** The endpoint an account is reached at, as journals name it. */
export function placeOf({ sandbox, endpoint }: Pick<AwsAccount, "sandbox" | "endpoint">): string {
  return endpoint ?? (sandbox ? "sandbox" : "aws");
}

/** Applies that were cut short and that no process is at any more, oldest first; of one account where it is given. */
export function unfinishedApplies(account?: AwsAccount): JournalRecord[] {
  return listed(".jsonl")
    .filter((record) => !isRunning(record) && (account === undefined || isOf(record, account)))
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** The last apply to a role that came to its end, or undefined. */
export function lastApply(account: AwsAccount, roleName: string): JournalRecord | undefined {
  const name = roleName.toLowerCase();
  return listed(".applied").find((record) => isOf(record, account) && roleNameOf(record.plan).toLowerCase() === name);
}

/** Forgets what can be undone. */
export function forget(record: JournalRecord): void {
  rmSync(record.file, { force: true });
}

function isOf({ plan, at }: JournalRecord, account: AwsAccount): boolean {
  const { identity } = account;
  return plan.account === identity.account && plan.partition === identity.partition && at === placeOf(account);
}

function listed(ending: string): JournalRecord[] {
  let names: string[];
  try {
    names = readdirSync(journalFolder());
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => readJournal(join(journalFolder(), name)) ?? []);
}

/** Reads a journal; what was being written when the program ended is passed over. */
export function readJournal(file: string): JournalRecord | undefined {
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    return undefined;
  }
  let record: JournalRecord | undefined;
  for (const line of lines) {
    const entry = parse(line);
    if (entry === undefined) continue;
    if (entry.type === "begin" && entry.format === "sagerole.journal/1") {
      const { type: _, ...begin } = entry;
      record = { ...begin, file, phases: [{ plan: begin.plan, begun: 0, done: 0 }] };
    }
    const phase = record?.phases.at(-1);
    if (record === undefined || phase === undefined) continue;
    if (entry.type === "taken-over") record = { ...record, pid: entry.pid, host: entry.host };
    if (entry.type === "turn") record.phases.push({ plan: entry.plan, begun: 0, done: 0 });
    if (entry.type === "intent") phase.begun = entry.index + 1;
    if (entry.type === "done") phase.done = entry.index + 1;
    if (entry.type === "failed" && !entry.open) phase.begun = entry.index;
  }
  return record;
}

function parse(line: string): Begin | Entry | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether the process that wrote a journal is still at it; one on another machine is taken to be. */
export function isRunning({ pid, host }: Pick<JournalRecord, "pid" | "host">): boolean {
  if (host !== hostname()) return true;
  return isProcess(pid);
}
