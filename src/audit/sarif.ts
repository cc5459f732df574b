import { createHash } from "node:crypto";
import { findingCode } from "../role/finding-codes.js";
import type { AuditFinding, Severity } from "./audit-finding.js";
import { type AuditReport, keyOf, type ReportedRole } from "./report.js";

const LEVEL: Record<Severity, "error" | "warning" | "note"> = { high: "error", medium: "warning", low: "note" };

/**
 * GitHub sorts by a number: over 7.0 is high, over 4.0 medium.
 * Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const SCORE: Record<Severity, string> = { high: "8.0", medium: "5.5", low: "3.0" };

/**
 * A report as SARIF 2.1.0. A role has no file, yet GitHub's code scanning takes no result without one: each stands at
 * `iam/roles/NAME`. Fingerprints stay the same as long as role, code and place do. Accepted findings are suppressed.
 * Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html,
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 * @param version of sagerole
 */
export function toSarif({ account, roles }: AuditReport, version: string): object {
  const found = roles.flatMap((role) => [
    ...role.findings.map((finding) => ({ role, finding, accepted: undefined })),
    ...(role.accepted ?? []).map((finding) => ({ role, finding, accepted: finding })),
  ]);
  const gravest = new Map<string, Severity>();
  for (const { finding } of found) {
    const known = gravest.get(finding.id);
    if (known === undefined || SCORE[finding.severity] > SCORE[known]) gravest.set(finding.id, finding.severity);
  }
  const ids = [...gravest.keys()].sort();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "sagerole",
            semanticVersion: version,
            rules: ids.map((id) => rule(id, gravest.get(id) as Severity)),
          },
        },
        automationDetails: { id: `sagerole-audit/${account}/` },
        columnKind: "utf16CodeUnits",
        results: found.map(({ role, finding, accepted }) => ({
          ...result(role, finding, ids.indexOf(finding.id)),
          ...(accepted && { suppressions: [{ kind: "external", justification: accepted.reason }] }),
        })),
      },
    ],
  };
}

function rule(id: string, severity: Severity): object {
  const code = findingCode(id);
  const title = code?.title ?? id;
  const text = code?.text ?? title;
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text },
    help: { text: `${text}\n\n${code?.source ?? ""}`, markdown: `${text}\n\n[AWS on this](${code?.source ?? ""})` },
    helpUri: code?.source ?? "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { tags: ["security", "iam"], precision: "high", "security-severity": SCORE[severity] },
  };
}

function result(role: ReportedRole, finding: AuditFinding, ruleIndex: number): object {
  const fingerprint = createHash("sha256")
    .update(`${role.arn}\n${keyOf(finding)}`)
    .digest("hex")
    .slice(0, 32);
  return {
    ruleId: finding.id,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: [`${role.name}, ${finding.place}: ${finding.message}`, finding.remedy].join("\n") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `iam/roles/${encodeURIComponent(role.name)}` },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name: role.name, fullyQualifiedName: role.arn, kind: "resource" }],
      },
    ],
    // GitHub looks at the first alone; other readers may look at any.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, "sageroleFinding/v1": fingerprint },
  };
}
