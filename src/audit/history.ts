import { Problem } from "../base/problem.js";
import type { AuditFinding, Severity } from "./audit-finding.js";
import { type AuditReport, keyOf, type ReportedRole } from "./report.js";
import type { Width } from "./width.js";

/** A finding with the role that has it. */
export interface RoleFinding {
  role: string;
  finding: AuditFinding;
}

/** What is otherwise than it was at an earlier audit. */
export interface AuditChange {
  /** When the earlier audit was made. */
  since: string;
  newRoles: string[];
  goneRoles: string[];
  newFindings: RoleFinding[];
  goneFindings: RoleFinding[];
  /** Findings that are graver or less grave than they were. */
  changed: { role: string; id: string; place: string; from: Severity; to: Severity }[];
  /** Roles that may do more or less than they did. */
  moved: { role: string; from: Width; to: Width }[];
}

/**
 * Reads an audit that was saved as JSON.
 * @param file how messages name it
 * @throws Problem `not-an-audit`
 */
export function parseReport(text: string, file: string): AuditReport {
  try {
    const report = JSON.parse(text) as AuditReport;
    if (report.format === "sagerole.audit/1" && Array.isArray(report.roles)) return report;
  } catch {
    // Told below, as another format is.
  }
  throw new Problem(
    "not-an-audit",
    `${file} does not hold an audit.`,
    "Give what an earlier `sagerole audit --json` printed.",
  );
}

/**
 * Compares two audits; roles go by their ARNs, findings by code and place. What was accepted meanwhile is not gone.
 * @param only names of the roles to compare, where not all were audited
 * @throws Problem `other-account` where they are of different accounts
 */
export function compareAudits(before: AuditReport, after: AuditReport, only?: ReadonlySet<string>): AuditChange {
  if (before.account !== "" && after.account !== "" && before.account !== after.account) {
    throw new Problem(
      "other-account",
      `The earlier audit is of account ${before.account}, this one of ${after.account}.`,
      "Compare two audits of one account.",
    );
  }
  const was = byArn(before, only);
  const is = byArn(after, only);
  const change: AuditChange = {
    since: before.at,
    newRoles: [...is].filter(([arn]) => !was.has(arn)).map(([, { name }]) => name),
    goneRoles: [...was].filter(([arn]) => !is.has(arn)).map(([, { name }]) => name),
    newFindings: [],
    goneFindings: [],
    changed: [],
    moved: [],
  };
  for (const [arn, role] of is) compareRole(change, was.get(arn), role);
  for (const [arn, role] of was) if (is.has(arn)) gone(change, role, is.get(arn) as ReportedRole);
  return change;
}

/** Whether nothing is otherwise. */
export function isUnchanged({ since: _, ...lists }: AuditChange): boolean {
  return Object.values(lists).every((list) => list.length === 0);
}

function byArn({ roles }: AuditReport, only: ReadonlySet<string> | undefined): Map<string, ReportedRole> {
  return new Map(roles.filter(({ name }) => only?.has(name) ?? true).map((role) => [role.arn, role]));
}

function allFindings({ findings, accepted }: ReportedRole): Map<string, AuditFinding> {
  return new Map([...findings, ...(accepted ?? [])].map((finding) => [keyOf(finding), finding]));
}

function compareRole(change: AuditChange, before: ReportedRole | undefined, { name, ...after }: ReportedRole): void {
  const was = before && allFindings(before);
  for (const [key, finding] of allFindings({ name, ...after })) {
    const known = was?.get(key);
    if (known === undefined) change.newFindings.push({ role: name, finding });
    else if (known.severity !== finding.severity) {
      const { id, place, severity } = finding;
      change.changed.push({ role: name, id, place, from: known.severity, to: severity });
    }
  }
  if (before === undefined) return;
  const { actions, pairs, whole } = before.width;
  const same = actions === after.width.actions && pairs === after.width.pairs && whole === after.width.whole;
  if (!same) change.moved.push({ role: name, from: before.width, to: after.width });
}

function gone(change: AuditChange, before: ReportedRole, after: ReportedRole): void {
  const is = allFindings(after);
  for (const [key, finding] of allFindings(before)) {
    if (!is.has(key)) change.goneFindings.push({ role: before.name, finding });
  }
}
