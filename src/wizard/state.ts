import type { FoundRole, UnreadRole } from "../audit/found-role.js";
import type { AuditedRole } from "../audit/judge.js";
import type { ReportedRole } from "../audit/report.js";
import type { AwsAccount, BucketSummary, KeySummary, RepositorySummary, RoleSummary } from "../aws/account.js";
import type { Problem } from "../base/problem.js";
import type { AccessReport } from "../plan/access.js";
import type { Direction, JournalRecord } from "../plan/journal-record.js";
import type { OthersChoice } from "../plan/others.js";
import type { ApplyEvent, ApplyProblem, DiffLine, Plan } from "../plan/plan.js";
import type { PreflightReport } from "../plan/preflight.js";
import type { Compiled } from "../role/compile.js";
import type { AccountFacts } from "../role/facts.js";
import type { ProofLine } from "../role/prove.js";
import type { RoleFile } from "../role/role-file.js";
import type { Original } from "../role/write.js";
import type { AuditOrder } from "./audit-table.js";
import type { Namesake } from "./namesake.js";
import type { Shelved } from "./shelf.js";
import type { Tightening } from "./tightening.js";

// The types of other rooms that the screens draw.
export type { OptionSpec } from "../catalog/use-case.js";
export type { OthersChoice } from "../plan/others.js";
export type { ApplyEvent } from "../plan/plan.js";
export type { StatementWhy } from "../role/why.js";

/** The steps of the wizard, in order. */
export type StepId =
  | "draft"
  | "account"
  | "goal"
  | "roles"
  | "role"
  | "use-cases"
  | "data"
  | "data-access"
  | "images"
  | "keys"
  | "guardrails"
  | "review"
  | "apply"
  | "done";

/** How the person wants to reach an account. */
export type AccountChoice =
  | { kind: "default"; region?: string }
  | { kind: "profile"; profile: string; region?: string }
  | { kind: "sandbox" }
  | { kind: "offline"; account: string; region: string };

/** What is known of the account right now. */
export type AccountState =
  | { status: "none" }
  | { status: "opening"; choice: AccountChoice }
  | { status: "mfa"; choice: AccountChoice; serial: string }
  | { status: "open"; choice: AccountChoice; account: AwsAccount }
  | { status: "offline"; choice: AccountChoice; account: string; region: string }
  | { status: "failed"; choice: AccountChoice; problem: Problem };

/** A list that fills while it is used. */
export interface Listing<T> {
  /** `stopped`: by the person, before its end. */
  status: "idle" | "loading" | "done" | "stopped" | "failed";
  items: readonly T[];
  problem?: Problem;
  /** While it is read: how many were read so far, and how many there were the last time. */
  read?: number;
  about?: number;
  /** When the items were read to their end, in milliseconds. */
  listedAt?: number;
}

/** What the answers compile to: a role, or the reason there is none yet. */
export type CompileState = { compiled: Compiled; problem?: undefined } | { compiled?: undefined; problem: Problem };

/** The comparison with the account, made when Review is reached. */
export type PlanState =
  | { status: "idle" }
  | { status: "loading" }
  | {
      status: "ready";
      plan: Plan;
      diff: readonly DiffLine[];
      access?: AccessReport;
      preflight?: PreflightReport;
      /** What was said to become of what others gave the role, when the plan was made. */
      others?: OthersChoice;
    }
  /** There is no account to compare with, or the role may not be read: the diff is against nothing. */
  | { status: "blind"; diff: readonly DiffLine[]; problem?: Problem }
  | { status: "failed"; problem: Problem };

/** What came of it, when the wizard is through. */
export interface Outcome {
  kind: "applied" | "saved" | "handed-over";
  roleArn: string;
  /** The role file, as an absolute path. */
  file: string;
  /** The folder of the hand-over. */
  folder?: string;
  /** The files of the hand-over. */
  files?: readonly string[];
  /** Python to use the role. */
  snippet: string;
}

/** The purpose of this run. */
export type Goal = "new" | "change" | "file" | "audit";

/** A draft of an earlier run, as the first screen offers it. */
export interface DraftOffer {
  file: string;
  savedAt: string;
  step: StepId;
  choice?: AccountChoice;
  answers: RoleFile;
  goal: Goal;
  tightening?: Tightening;
  shelf?: Readonly<Record<string, Shelved>>;
}

/** The audit of the account's roles; it fills while it is looked at. */
export interface AuditState {
  status: "idle" | "reading" | "done" | "failed";
  /** In the order in which they were read. */
  roles: readonly AuditedRole[];
  unread: readonly UnreadRole[];
  /** Why each role is read by itself, which takes longer. */
  fallback?: Problem;
  problem?: Problem;
}

/** One role of the audit, read once more by itself. */
export interface RolePage {
  name: string;
  status: "reading" | "ready" | "failed";
  problem?: Problem;
  /** As far as it is known: first from the list, then by itself, then with what it used. */
  judged?: ReportedRole;
  found?: FoundRole;
  /** What IAM's record of its use is good for. */
  use: "asking" | "known" | "unknown";
  /** Why its use is not known. */
  useProblem?: Problem;
}

/** Everything the screens draw. Plain data; changed only by the actions of `createWizard`. */
export interface WizardState {
  step: StepId;
  /** Why the person may not go on, or what was skipped; shown under the question. */
  notice: readonly string[];
  /** A fault in the answers of this step, shown in its place. */
  fault?: string;
  draft?: DraftOffer;
  account: AccountState;
  goal: Goal;
  answers: RoleFile;
  /** Whether the person has named the role; until then its name follows the use cases. */
  named: boolean;
  /** The text and the path of the role file this run started from. */
  source?: (Original & { path: string }) | undefined;
  /** The role of the audit that the answers are to tighten. */
  tightening?: Tightening | undefined;
  /** Answers that were left for others, by what they are for; see `shelf.ts`. */
  shelf: Readonly<Record<string, Shelved>>;
  facts: AccountFacts;
  buckets: Listing<BucketSummary>;
  repositories: Listing<RepositorySummary>;
  keys: Listing<KeySummary>;
  roles: Listing<RoleSummary>;
  audit: AuditState;
  /** How the audit's table was left. */
  auditView: { order: AuditOrder; query: string };
  rolePage?: RolePage | undefined;
  compile?: CompileState | undefined;
  /** How many of the buckets that were chosen are looked up, while some are not. */
  lookedUp?: { done: number; of: number } | undefined;
  /** Keys that data cannot be encrypted with, and why, by ARN; as far as they were looked up. */
  unusableKeys: Readonly<Record<string, string>>;
  /** The last role the answers compiled to, kept while they do not. */
  lastCompiled?: Compiled | undefined;
  /** Lines of the policy that the last change brought, as positions in `policyLines`. */
  lit: ReadonlySet<number>;
  policyLines: readonly string[];
  proof: readonly ProofLine[];
  plan: PlanState;
  /** What is to become of what others gave the role of this name, once the person has said it. */
  others?: { role: string; choice: OthersChoice } | undefined;
  applying: "idle" | "running" | "done" | "stopped";
  events: readonly ApplyEvent[];
  /** Why applying stopped, or could not begin. */
  applyProblem?: Problem;
  outcome?: Outcome;
  /** What AWS managed policies would allow beyond the role as it is, by name; as far as it was looked up. */
  beyond: Readonly<Record<string, string>>;
  /** What IAM has under the names that were tried, in the account that is open. */
  namesakes: Readonly<Record<string, Namesake>>;
  /** Applies to this account that were cut short. */
  unfinished: readonly JournalRecord[];
  /** The one that is led to its end or back, and how far that came. */
  recovery?: RecoveryState | undefined;
}

/** An apply that was cut short, while it is led to its end or back. */
export interface RecoveryState {
  role: string;
  direction: Direction;
  status: "running" | "done" | "stopped";
  /** What was done, in words. */
  done: readonly string[];
  problem?: ApplyProblem;
}
