import { findingCode } from "../role/finding-codes.js";

/** How grave a finding of an audit is; the gravest first. */
export const SEVERITIES = ["high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something that an audit found about a role. */
export interface AuditFinding {
  /** Its code, which `sagerole explain` tells more about. */
  id: string;
  severity: Severity;
  /** The part of the role that it is about, such as `trust policy` or `policy read, statement 1`. */
  place: string;
  /** What was found, about what. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** What whoever runs code with the role could do by it; each a short phrase. */
  attack?: string[];
  source: string;
}

/** Orders by how grave things are. */
export function bySeverity(a: { severity: Severity }, b: { severity: Severity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

/** A finding with the page of its code. */
export function finding(
  id: string,
  severity: Severity,
  place: string,
  message: string,
  remedy: string,
  attack: readonly string[] = [],
): AuditFinding {
  const source = findingCode(id)?.source ?? "";
  return { id, severity, place, message, remedy, ...(attack.length > 0 && { attack: [...attack] }), source };
}
