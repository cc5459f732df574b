import { printable } from "../base/printable.js";
import { diffSummary } from "../plan/diff.js";
import type { DiffLine, Plan } from "../plan/plan.js";
import { asList, type PolicyDocument } from "../policy/document.js";
import { documentSize } from "../policy/size.js";
import type { Compiled } from "../role/compile.js";
import type { ProofLine } from "../role/prove.js";

/** What may go into a request besides the role. */
export interface MarkdownOptions {
  /** What would change in the account. */
  plan?: Plan;
  diff?: readonly DiffLine[];
  proof?: readonly ProofLine[];
  /** Name of the role file that the request comes with. */
  file?: string;
}

/** A request that an administrator can approve in a minute: what for, what on, how to apply it. */
export function exportMarkdown(compiled: Compiled, options: MarkdownOptions = {}): string {
  const { definition, account, region, context, findings, roleArn, callerPolicy } = compiled;
  const { plan, diff, proof = [], file = `${definition.name}.role.yaml` } = options;
  const must = proof.filter((line) => line.expected === "allowed");
  const mustNot = proof.filter((line) => line.expected === "denied");
  const count = (lines: readonly ProofLine[], isAllowed: boolean) =>
    lines.filter((line) => (line.decision.decision === "allowed") === isAllowed).length;
  const sections = [
    `# Request: the SageMaker execution role ${code(definition.name)}`,
    `Please create or update this IAM role in account ${code(account)} (jobs run in ${code(region)}). SageMaker assumes it to do the work below; it holds no other permissions.`,
    ...(definition.description === "" ? [] : [`> ${plain(definition.description)}`]),
    bullets([
      `**Role:** ${code(roleArn)}`,
      `**For:** ${[...context.useCases.keys()].map(code).join(", ") || "nothing yet"}`,
      `**May be assumed by:** SageMaker${hasCondition(definition.trustPolicy) ? ", under the conditions of the trust policy below" : ", without a condition"}`,
      `**Permissions boundary:** ${definition.permissionsBoundary === undefined ? "none" : code(definition.permissionsBoundary)}`,
      `**Attached as they are:** ${definition.attachedManagedPolicies.map(code).join(", ") || "none"}`,
      `**Tags:** ${
        Object.entries(definition.tags)
          .map(([key, value]) => code(`${key}=${value}`))
          .join(", ") || "none"
      }`,
    ]),
    "## What it may do",
    accessTable(compiled),
    ...(proof.length === 0
      ? []
      : [
          "## Proof",
          `Decided by an evaluator of IAM policies, from the policies below alone: ${count(must, true)} of ${must.length} calls SageMaker will make are allowed; ${count(mustNot, false)} of ${mustNot.length} calls it must not make are denied.`,
        ]),
    "## Findings",
    findings.length === 0
      ? "None."
      : bullets(
          findings.map(
            (finding) => `**${finding.severity}:** ${plain(finding.message)} ${plain(firstLine(finding.remedy))}`,
          ),
        ),
    ...(plan === undefined
      ? []
      : [
          "## What would change",
          plan.steps.length === 0
            ? "Nothing: the role is already exactly this."
            : `${plan.live === undefined ? "The role does not exist yet." : "The role exists and would be changed."}${diff === undefined ? "" : ` ${diffSummary(diff)}.`}\n\n${bullets(plan.steps.map((step) => plain(step.summary)))}`,
        ]),
    "## To apply it",
    `With the role file ${code(file)} and [sagerole](https://www.npmjs.com/package/sagerole):`,
    fenced(`sagerole plan ${shellWord(file)}\nsagerole apply ${shellWord(file)}`, "sh"),
    "Or make the role by hand from these documents.",
    "## Trust policy",
    fenced(JSON.stringify(definition.trustPolicy, undefined, 2), "json"),
    ...definition.policies.flatMap((policy) => [
      `## ${policy.kind === "inline" ? "Inline" : "Managed"} policy ${code(policy.name)} (${documentSize(policy.document).toLocaleString("en")} characters)`,
      fenced(JSON.stringify(policy.document, undefined, 2), "json"),
    ]),
    "## For the person who starts the jobs",
    "Not part of the role. Their own identity needs this, so that they can start work with the role and hand it to SageMaker.",
    fenced(JSON.stringify(callerPolicy, undefined, 2), "json"),
  ];
  return `${sections.join("\n\n")}\n`;
}

function accessTable({ definition, provenance }: Compiled): string {
  const why = new Map(provenance.map((entry) => [`${entry.policy}\n${entry.sid}`, entry.reasons]));
  const rows = definition.policies.flatMap((policy) =>
    policy.document.Statement.map((statement) => {
      const reasons = new Set(why.get(`${policy.name}\n${statement.Sid}`)?.map((reason) => reason.why));
      const cells = [
        asList(statement.Action).map(code).join("<br>"),
        asList(statement.Resource).map(code).join("<br>"),
        [...reasons].map(plain).join(" "),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  );
  return ["| actions | on | why |", "| --- | --- | --- |", ...rows].join("\n");
}

function hasCondition(document: PolicyDocument): boolean {
  return document.Statement.every((statement) => statement.Condition !== undefined);
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Text from outside as inline code: nothing in it means anything to Markdown or HTML. */
function code(text: string): string {
  const safe = printable(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** Text from outside as plain words. */
function plain(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]()#+!|>~]/g, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^-/, "\\-");
}

/** A block of code whose fence no line of it can close. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

/** A name as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_./=@:,+-]+$/.test(text) && !text.startsWith("-") ? text : `./'${text.replaceAll("'", "'\\''")}'`;
}
