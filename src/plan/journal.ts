import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import type { AwsAccount, LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import {
  type Begin,
  type Direction,
  type Entry,
  isRunning,
  type JournalRecord,
  journalFile,
  placeOf,
  readJournal,
} from "./journal-record.js";
import { type Plan, roleNameOf } from "./plan.js";

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
