import type { LastUse } from "../aws/answers.js";
import { attachedFindings } from "./attached-findings.js";
import { type AuditFinding, bySeverity, type Severity } from "./audit-finding.js";
import { chainsOf } from "./chains.js";
import { escalationFindings } from "./escalation-findings.js";
import type { FoundRole } from "./found-role.js";
import { statementFindings } from "./policy-findings.js";
import { rightsOf } from "./rights.js";
import { trusteesOf } from "./trust.js";
import { trustFindings } from "./trust-findings.js";
import { useFindings } from "./use-findings.js";
import { type Width, widthOf } from "./width.js";

/** What an audit says of one role. */
export interface AuditedRole {
  name: string;
  arn: string;
  path: string;
  created?: string;
  lastUsed?: LastUse;
  tags: Record<string, string>;
  permissionsBoundary?: string;
  /** Names of inline policies and of managed ones that belong to the role. */
  policies: string[];
  /** ARNs. */
  attached: string[];
  assumedBy: string[];
  /** One plain sentence. */
  verdict: string;
  /** Of the gravest finding; absent without any. */
  severity?: Severity;
  /** The gravest first. */
  findings: AuditFinding[];
  /** What whoever runs code with the role could do. */
  attack: string[];
  width: Width;
}

/**
 * Judges a role by its documents alone: the same role is judged alike, wherever it was read.
 * @param now milliseconds since 1970, to tell how long it was not used
 */
export async function judgeRole(role: FoundRole, now: number): Promise<AuditedRole> {
  const rights = rightsOf(role);
  const chains = await chainsOf(rights);
  const own = rights.allow.filter(({ isAws }) => !isAws);
  const byPolicies = [
    ...(await Promise.all(own.map((placed) => statementFindings(placed, rights)))).flat(),
    ...(await attachedFindings(role, rights, chains)),
  ];
  const isAdmin = byPolicies.some(({ id, severity }) => id === "admin-access" && severity === "high");
  const findings = [
    ...trustFindings(role),
    ...byPolicies,
    ...escalationFindings(role, chains, isAdmin),
    ...useFindings(role, now),
  ].toSorted(bySeverity);
  const { name, path, tags, permissionsBoundary, policies, attachedManagedPolicies, trustPolicy } = role.definition;
  return withFindings(
    {
      name,
      arn: role.arn,
      path,
      ...(role.created !== undefined && { created: role.created }),
      ...(role.lastUsed !== undefined && { lastUsed: role.lastUsed }),
      tags,
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      policies: policies.map((policy) => policy.name),
      attached: attachedManagedPolicies,
      assumedBy: [...new Set(trusteesOf(trustPolicy).map(({ who }) => who))],
      width: await widthOf(role),
    },
    findings,
  );
}

/** A role with these findings in place of its own, and the verdict that follows from them. */
export function withFindings(
  role: Omit<AuditedRole, "verdict" | "severity" | "findings" | "attack">,
  findings: readonly AuditFinding[],
): AuditedRole {
  const sorted = findings.toSorted(bySeverity);
  const [gravest] = sorted;
  return {
    ...role,
    verdict: verdictOf(sorted),
    ...(gravest && { severity: gravest.severity }),
    findings: sorted,
    attack: [...new Set(sorted.flatMap(({ attack }) => attack ?? []))],
  };
}

/** What the gravest findings come to, the worst first. */
const VERDICTS: readonly [id: string, verdict: string][] = [
  ["trust-anybody", "anybody may assume it"],
  ["admin-access", "may do anything in the account"],
  ["allow-by-exclusion", "may do nearly anything in the account"],
  ["escalation", "can come to rights that are not its own"],
  ["all-data", "reaches the data of the whole account"],
  ["wide-managed-policy", "may do far more than the work of one role needs"],
  ["wildcard-actions", "may do all that whole services can"],
  ["trust-other-account", "other accounts may assume it"],
  ["trust-others", "others than SageMaker may assume it"],
  ["confused-deputy", "SageMaker may use it for other accounts"],
  ["any-resource", "reaches more than it has to"],
  ["managed-policy-unread", "not all of it could be read"],
  ["unused-role", "not used for long"],
  ["never-used", "never used"],
  ["unused-rights", "holds rights that were not used"],
  ["managed-policy-by-name", "what it reaches goes by names"],
];

const LEVELS: Record<Severity, string> = { high: "Dangerous", medium: "Too wide", low: "Sound" };

function verdictOf(findings: readonly AuditFinding[]): string {
  const [gravest] = findings;
  if (gravest === undefined) return "Tight: nothing found.";
  const ids = new Set(findings.filter(({ severity }) => severity === gravest.severity).map(({ id }) => id));
  const said = VERDICTS.filter(([id]) => ids.has(id)).map(([, verdict]) => verdict);
  const words = said.length === 0 ? "details to look at" : said.slice(0, 2).join("; ");
  return `${LEVELS[gravest.severity]}: ${words}.`;
}
