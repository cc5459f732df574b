import { type AuditFinding, finding } from "./audit-finding.js";
import type { FoundRole } from "./found-role.js";

const DAY = 86_400_000;

/** Days after which a role counts as unused: those of IAM Access Analyzer's own findings, unless it is told otherwise. */
const LONG = 90;

/**
 * Whether the role is in use. IAM looks back 400 days, or less where a region tracks use for a shorter time.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
 * @param now milliseconds since 1970
 */
export function useFindings({ lastUsed, created }: FoundRole, now: number): AuditFinding[] {
  if (lastUsed === undefined) return [];
  const { at, region } = lastUsed;
  if (at !== undefined) {
    const days = daysSince(at, now);
    if (days <= LONG) return [];
    const where = region === undefined ? "" : `, in ${region}`;
    return [
      finding(
        "unused-role",
        "low",
        "role",
        `Last used ${days} days ago, on ${at.slice(0, 10)}${where}.`,
        "Make sure that nothing slower needs it, then delete it.",
      ),
    ];
  }
  if (created === undefined || daysSince(created, now) <= LONG) return [];
  return [
    finding(
      "never-used",
      "low",
      "role",
      `Never used in the 400 days that IAM looks back; made on ${created.slice(0, 10)}.`,
      "Make sure that nothing is about to need it, then delete it.",
    ),
  ];
}

function daysSince(time: string, now: number): number {
  return Math.floor((now - Date.parse(time)) / DAY);
}
