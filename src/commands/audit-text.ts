import type { AuditFinding } from "../audit/audit-finding.js";
import { type AuditChange, isUnchanged } from "../audit/history.js";
import type { AuditReport, ReportedRole } from "../audit/report.js";
import { gapsOf } from "../audit/usage.js";
import { tightestWords, widthWords } from "../audit/words.js";
import { grouped } from "../base/grouped.js";
import { printable } from "../base/printable.js";

const COLUMNS = 80;
const INDENT = 8;

/** How many roles are told one by one where none was named. */
const SHOWN = 30;

const NOT_TRACKED =
  "IAM does not track iam:PassRole nor data events, such as s3:GetObject, kms:Decrypt and logs:PutLogEvents: that their use is not known says nothing.";

/** An audit as a person reads it: the worst role first, each with its verdict, what could be done with it, what to do. */
export function auditText(report: AuditReport, isWhole: boolean): string {
  const { roles, account, counts, everyUseCase } = report;
  if (roles.length === 0) return "No role was found that SageMaker may assume.";
  const found = (["high", "medium", "low"] as const).map((severity) => `${counts[severity]} ${severity}`).join(", ");
  const many = roles.length === 1 ? "1 role" : `${count(roles.length)} roles`;
  const tight = roles.filter(({ findings, accepted }) => findings.length === 0 && accepted === undefined);
  const listed = isWhole
    ? roles
    : roles.filter(({ findings, accepted }) => findings.length > 0 || accepted !== undefined);
  const shown = isWhole ? listed : listed.slice(0, SHOWN);
  return [
    folded(`Account ${account}: ${many} that SageMaker may assume. Findings: ${found}.`, 0),
    ...shown.map((role) => roleText(role, isWhole)),
    ...(shown.length < listed.length ? [restText(listed.slice(shown.length))] : []),
    ...(isWhole || tight.length === 0 ? [] : [`tight   ${folded(names(tight, 12), INDENT).trimStart()}`]),
    folded(
      `Width counts pairs of an action and a kind of resource. A role for every use case has ${widthWords(everyUseCase)}.`,
      0,
    ),
    ...(roles.some(({ usage }) => usage !== undefined) ? [folded(NOT_TRACKED, 0)] : []),
    ...(isWhole ? [] : ["All of one role: sagerole audit ROLE. What a code means: sagerole explain CODE."]),
  ].join("\n\n");
}

/** The roles beyond those that are told one by one, by their verdicts. */
function restText(roles: readonly ReportedRole[]): string {
  return [
    `And ${count(roles.length)} more:`,
    ...[...grouped(roles, ({ verdict }) => verdict)].map(([verdict, found]) =>
      folded(`${count(found.length)} × ${verdict} ${names(found, 3)}`, INDENT, 2),
    ),
  ].join("\n");
}

function names(roles: readonly ReportedRole[], most: number): string {
  const shown = roles.slice(0, most).map(({ name }) => printable(name));
  return `${shown.join(", ")}${roles.length > shown.length ? ` and ${count(roles.length - shown.length)} more` : ""}`;
}

function roleText(role: ReportedRole, isWhole: boolean): string {
  const { name, severity, verdict, attack, findings, accepted = [] } = role;
  const most = isWhole ? 20 : 3;
  const lines = [
    `${(severity ?? (accepted.length > 0 ? "ok" : "tight")).padEnd(INDENT)}${printable(name)}`,
    folded(verdict, INDENT),
    ...(isWhole ? [folded(aboutWords(role), INDENT)] : []),
    folded(`Width: ${widthWords(role.width)}${tightestWords(role)}.`, INDENT),
    ...(attack.length > 0 ? [folded("What an attacker does with it:", INDENT)] : []),
    ...attack.slice(0, most).map((one) => folded(`! ${one}`, INDENT, 2)),
    ...(attack.length > most ? [folded(`! and ${count(attack.length - most)} more`, INDENT)] : []),
    ...(isWhole ? findings.map(findingText) : shortFindings(findings)),
    ...accepted.map(({ id, reason, expires }) => folded(`Accepted until ${expires}: ${id} (${reason})`, INDENT)),
    ...usageText(role),
  ];
  return lines.join("\n");
}

function aboutWords({
  created,
  lastUsed,
  permissionsBoundary,
  assumedBy,
  policies,
  attached,
  tags,
}: ReportedRole): string {
  const used =
    lastUsed === undefined
      ? "use not known"
      : lastUsed.at === undefined
        ? "never used"
        : `last used ${day(lastUsed.at)}`;
  const tagged = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [
    ...(created === undefined ? [] : [`Made ${day(created)}`]),
    used,
    `assumed by ${assumedBy.join(", ") || "nobody"}`,
    `policies ${[...policies, ...attached.map((arn) => arn.split("/").at(-1) ?? arn)].join(", ") || "none"}`,
    permissionsBoundary === undefined ? "no boundary" : `boundary ${permissionsBoundary.split("/").at(-1)}`,
    ...(tagged.length === 0 ? [] : [`tags ${tagged.join(", ")}`]),
  ].join("; ");
}

function day(time: string): string {
  return time.slice(0, 10);
}

/** The gravest findings with what to do, and how many more there are. */
function shortFindings(findings: readonly AuditFinding[]): string[] {
  const [gravest] = findings;
  if (gravest === undefined) return [];
  const shown = findings.filter(({ severity }) => severity === gravest.severity).slice(0, 3);
  const rest = findings.slice(shown.length);
  const more = [...new Set(rest.map(({ id }) => id))].join(", ");
  return [
    ...shown.flatMap((finding) => [findingLine(finding, ""), nextLine(finding)]),
    ...(rest.length > 0 ? [folded(`- and ${rest.length} more: ${more}`, INDENT, 2)] : []),
  ];
}

function findingText(finding: AuditFinding): string {
  return [findingLine(finding, `${finding.severity} `), nextLine(finding)].join("\n");
}

/** Ways to other rights are spelt out above the findings, where they are grave. */
function findingLine({ id, place, message, attack = [] }: AuditFinding, severity: string): string {
  const isTold = id === "escalation" && attack.length > 0;
  const ways = attack.length === 1 ? "the way" : `${count(attack.length)} ways`;
  return folded(`- ${severity}${id}, ${place}: ${isTold ? `${ways} to other rights, above.` : message}`, INDENT, 2);
}

function nextLine({ remedy }: AuditFinding): string {
  return folded(`> ${remedy}`, INDENT + 2, 2);
}

function usageText({ usage }: ReportedRole): string[] {
  if (usage === undefined) return [];
  const used = usage.used.slice(0, 6).map(({ service, at }) => `${service} (${day(at)})`);
  const gaps = gapsOf(usage);
  return [
    folded(`Used: ${used.join(", ") || "nothing that IAM knows of"}.`, INDENT),
    ...(gaps === undefined ? [] : [folded(gaps, INDENT)]),
  ];
}

/** What is otherwise than at an earlier audit. */
export function changeText(change: AuditChange): string {
  const { since, newRoles, goneRoles, newFindings, goneFindings, changed, moved } = change;
  if (isUnchanged(change)) return `Since ${day(since)}: nothing changed.`;
  const line = (sign: string, text: string) => folded(`${sign} ${text}`, 0, 2);
  return [
    `Since ${day(since)}:`,
    ...newRoles.map((name) => line("+", `role ${name}`)),
    ...goneRoles.map((name) => line("-", `role ${name}`)),
    ...newFindings.map(({ role, finding }) =>
      line("+", `${finding.severity} ${finding.id} in ${role}: ${finding.message}`),
    ),
    ...goneFindings.map(({ role, finding }) =>
      line("-", `${finding.severity} ${finding.id} in ${role}, ${finding.place}`),
    ),
    ...changed.map(({ role, id, place, from, to }) => line("~", `${id} in ${role}, ${place}: ${from} → ${to}`)),
    ...moved.map(({ role, from, to }) => line("~", `width of ${role}: ${count(from.pairs)} → ${count(to.pairs)}`)),
  ].join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en");
}

/** A text in lines of at most 80 characters; lines after the first are indented further by `hang`. */
function folded(text: string, indent: number, hang = 0): string {
  const room = COLUMNS - indent;
  const lines = [""];
  for (const word of printable(text).split(" ")) {
    const line = lines.at(-1) ?? "";
    const start = lines.length === 1 ? "" : " ".repeat(hang);
    if (line.trim() !== "" && line.length + word.length + 1 > room) lines.push(" ".repeat(hang) + word);
    else lines[lines.length - 1] = line === "" || line === start ? `${line}${word}` : `${line} ${word}`;
  }
  return lines.map((line) => " ".repeat(indent) + line).join("\n");
}
