import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import type { AwsAccount, LiveRole } from "../aws/account.js";
import { stateFolder } from "../base/folders.js";
import { Problem } from "../base/problem.js";
import type { PolicyDocument } from "../policy/document.js";
import { type Plan, roleNameOf } from "./plan.js";

/** What an apply is about to do, before its first call. */
interface Begin {
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
type Entry =
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
    plan: Plan /** Steps begun, and of the last of them whether it is known to be done. */;
    begun: number;
    done: number;
  }[];
}

/**
 * The record of one apply, on disk before each call and after it, so that whatever ends the program, the next start
 * can tell how far it came. One per role and account: it is also the lock that keeps two copies apart.
 */
export class Journal {
  readonly file: string;

  readonly #direction: Direction;
  readonly #isResumed: boolean;

  private constructor(file: string, direction: Direction, isResumed: boolean) {
    this.file = file;
    this.#direction = direction;
    this.#isResumed = isResumed;
  }

  /**
   * Begins a journal.
   * @param before what the plan takes the place of, as `JournalRecord` has it
   * @throws Problem `apply-running` when another process applies to this role; `apply-unfinished` when one was cut
   *   short; `journal` when it cannot be written: nothing has been sent to AWS then
   */
  static begin(
    plan: Plan,
    account: AwsAccount,
    before: { versions: LiveRole["versions"]; removed?: JournalRecord["removed"] },
  ): Journal {
    const file = journalFile(plan, placeOf(account));
    const record: Begin = {
      type: "begin",
      format: "sagerole.journal/1",
      tool: manifest.version,
      pid: process.pid,
      host: hostname(),
      startedAt: new Date().toISOString(),
      at: placeOf(account),
      plan,
      versions: before.versions,
      removed: before.removed ?? {},
    };
    const draft = `${file}.${process.pid}`;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      rmSync(draft, { force: true });
      append(draft, record, "wx");
      // A link is made whole or not at all, and never over another's.
      linkSync(draft, file);
      syncFolder(dirname(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw takenBy(file, plan);
      throw unwritable(file, error);
    } finally {
      rmSync(draft, { force: true });
    }
    return new Journal(file, "forward", false);
  }

  /**
   * Goes on with a journal that was cut short, under this process's name, by the steps of another plan.
   * @throws Problem `apply-running`, `journal`
   */
  static resume(record: JournalRecord, direction: Direction, plan: Plan): Journal {
    if (isRunning(record)) throw running(record);
    const journal = new Journal(record.file, direction, true);
    journal.#write({ type: "taken-over", pid: process.pid, host: hostname() });
    journal.#write({ type: "turn", direction, plan });
    return journal;
  }

  /** Before a call. @throws Problem `journal`: the call must not be made */
  intent(index: number): void {
    this.#write({ type: "intent", index });
  }

  /** After a call that was carried out. */
  done(index: number): void {
    this.#note({ type: "done", index });
  }

  /** After a call that failed. @param open whether it may have been carried out all the same */
  failed(index: number, open: boolean, message: string): void {
    this.#note({ type: "failed", index, open, message });
  }

  /** After the last call. What was applied can be undone later; what was led back is forgotten. */
  end(): void {
    if (this.#direction === "back") rmSync(this.file, { force: true });
    else renameSync(this.file, this.file.replace(/\.jsonl$/, ".applied"));
    syncFolder(dirname(this.file));
  }

  /** Forgets it, as nothing was written; one that was gone on with stays, for what was written before. */
  drop(): void {
    if (this.#isResumed) return;
    rmSync(this.file, { force: true });
    syncFolder(dirname(this.file));
  }

  /** What was done is told by the role itself as well: that its record is lost must not stop what was begun. */
  #note(entry: Entry): void {
    try {
      append(this.file, entry, "a");
    } catch {}
  }

  #write(entry: Entry): void {
    try {
      append(this.file, entry, "a");
    } catch (error) {
      throw unwritable(this.file, error);
    }
  }
}

/** Where journals are kept. */
function journalFolder(): string {
  return join(stateFolder(), "journals");
}

function journalFile(plan: Plan, at: string): string {
  const { partition, account } = plan;
  const place = at.replaceAll(/[^A-Za-z0-9.-]/g, "_");
  // IAM takes names that differ by case for one.
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

function append(file: string, entry: unknown, flag: "a" | "wx"): void {
  const open = openSync(file, flag, 0o600);
  try {
    writeSync(open, `${JSON.stringify(entry)}\n`);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** A name is on disk only once its folder is. Some systems cannot open a folder; they keep names by themselves. */
function syncFolder(folder: string): void {
  try {
    const open = openSync(folder, "r");
    fsyncSync(open);
    closeSync(open);
  } catch {}
}

/** Whether the process that wrote a journal is still at it; one on another machine is taken to be. */
function isRunning({ pid, host }: Pick<JournalRecord, "pid" | "host">): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function takenBy(file: string, plan: Plan): Problem {
  const record = readJournal(file);
  if (record !== undefined && isRunning(record)) return running(record);
  return new Problem(
    "apply-unfinished",
    `An earlier apply to the role ${roleNameOf(plan)} was cut short${record === undefined ? "" : ` (${record.startedAt})`}.`,
    "Nothing was written. Finish it or go back with: sagerole recover",
  );
}

function running({ pid, host, plan, startedAt }: JournalRecord): Problem {
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  return new Problem(
    "apply-running",
    `Another sagerole (${where}) is applying to the role ${roleNameOf(plan)} since ${startedAt}.`,
    host === hostname()
      ? "Nothing was written. Wait for it to end."
      : "Nothing was written. Wait for it to end; if it is gone, end it there with: sagerole recover",
  );
}

function unwritable(file: string, error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return new Problem(
    "journal",
    `The journal ${file} cannot be written: ${why}.`,
    "The call was not made. Free some space, or set XDG_STATE_HOME to a folder that can be written.",
    { cause: error },
  );
}
