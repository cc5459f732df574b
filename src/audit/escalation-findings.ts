import { grouped } from "../base/grouped.js";
import { type AuditFinding, finding } from "./audit-finding.js";
import type { Chain } from "./chains.js";
import type { FoundRole } from "./found-role.js";

/** How many ways a finding spells out. */
const SHOWN = 3;

/**
 * The ways to other rights, one finding for each place that they stand in; nothing of what is said already of a role that
 * may do everything.
 */
export function escalationFindings(role: FoundRole, chains: readonly Chain[], isAdmin: boolean): AuditFinding[] {
  const groups = grouped(isAdmin ? [] : chains, ({ policies }) => policies.join(", "));
  const found = [...groups.values()].map((ways): AuditFinding => {
    const [{ severity, policies }] = ways as [Chain];
    const texts = [...new Set(ways.map(({ text }) => text))];
    const more = texts.length > SHOWN ? `; and ${texts.length - SHOWN} more ways` : "";
    const grave = ways.filter((way) => way.severity !== "low").map(({ text }) => text);
    return finding(
      "escalation",
      severity,
      policies.length === 1 ? `policy ${policies[0]}` : `policies ${policies.join(", ")}`,
      `Leads to other rights: ${texts.slice(0, SHOWN).join("; ")}${more}.`,
      "Name the one role or thing that is meant, or take the actions away.",
      [...new Set(grave)],
    );
  });
  const isGrave = chains.some(({ severity }) => severity !== "low");
  return isGrave && role.definition.permissionsBoundary === undefined ? [...found, noBoundary()] : found;
}

function noBoundary(): AuditFinding {
  return finding(
    "no-boundary",
    "low",
    "boundary",
    "No permissions boundary caps the rights that the role can come to.",
    "Set one that stops iam: actions and the services the role has no work with.",
  );
}
