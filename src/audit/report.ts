import type { AuditFinding, Severity } from "./audit-finding.js";
import { bySeverity, SEVERITIES } from "./audit-finding.js";
import type { UnreadRole } from "./found-role.js";
import type { AuditedRole } from "./judge.js";
import type { Usage } from "./usage.js";
import type { Width } from "./width.js";
import type { Tightest } from "./yardstick.js";

/** A finding that somebody accepted for a while. */
export interface AcceptedFinding extends AuditFinding {
  reason: string;
  /** The last day it is accepted on, as `2027-01-31`. */
  expires: string;
}

/** A role in a report. */
export interface ReportedRole extends AuditedRole {
  /** Findings that the baseline accepts; they are not among the others. */
  accepted?: AcceptedFinding[];
  /** Null where no use case is recognised; absent where it was not looked for. */
  tightest?: Tightest | null;
  usage?: Usage;
}

/** What an audit comes to. */
export interface AuditReport {
  format: "sagerole.audit/1";
  /** 12 digits; empty where no role tells. */
  account: string;
  /** The file that it was read from, where it was. */
  from?: string;
  /** When it was made, ISO 8601. */
  at: string;
  /** How many findings there are of each severity, accepted ones left out. */
  counts: Record<Severity, number>;
  /** The worst first. */
  roles: ReportedRole[];
  /** Roles that could not be read. */
  unread: UnreadRole[];
  /** How wide a role for every use case would be. */
  everyUseCase: Width;
}

/** The roles in order, the worst first: by their gravest finding, then by how wide they are. */
export function worstFirst(roles: readonly ReportedRole[]): ReportedRole[] {
  const weight = ({ severity }: ReportedRole) =>
    severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
  return roles.toSorted((a, b) => weight(a) - weight(b) || b.width.pairs - a.width.pairs || (a.name < b.name ? -1 : 1));
}

/** How many findings of each severity the roles have. */
export function countFindings(roles: readonly ReportedRole[]): Record<Severity, number> {
  const counts = { high: 0, medium: 0, low: 0 };
  for (const { findings } of roles) for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Whether there is a finding as grave as this, or graver. */
export function hasFindings(counts: Record<Severity, number>, least: Severity): boolean {
  return SEVERITIES.some((severity) => counts[severity] > 0 && bySeverity({ severity }, { severity: least }) <= 0);
}

/** What tells a finding from others of its role, from one audit to the next. */
export function keyOf({ id, place }: Pick<AuditFinding, "id" | "place">): string {
  return `${id} ${place}`;
}
