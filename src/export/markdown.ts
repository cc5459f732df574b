import { printable } from "../base/printable.js";
import type { DiffLine } from "../plan/plan.js";
import type { Compiled } from "../role/compile.js";
import { jsonText } from "./json.js";
import { bullets, cellCode, cellText, code, fenced, plain } from "./markdown-text.js";
import {
  type AccessRequest,
  type RequestChange,
  type RequestOptions,
  type RequestProof,
  requestOf,
} from "./request.js";

/** A request that an administrator can approve in a minute: who asks for what and why, and how to apply it. */
export function exportMarkdown(compiled: Compiled, options: RequestOptions = {}): string {
  const { definition } = compiled;
  const request = requestOf(compiled, options);
  const { proof, change, file, commands, documents, callerPolicy } = request;
  const sections = [
    `# Request: the SageMaker execution role ${code(definition.name)}`,
    opening(compiled, request),
    ...(definition.description === "" ? [] : [`> ${code(definition.description)}`]),
    facts(compiled, request),
    "## What it may do",
    accessTable(request),
    ...(proof === undefined ? [] : ["## Proof", proofWords(proof)]),
    "## Findings",
    findingWords(request),
    ...(change === undefined ? [] : ["## What would change", changeWords(change)]),
    "## To apply it",
    `With the role file ${code(file)} and [sagerole](https://www.npmjs.com/package/sagerole), see the change, then make it:`,
    fenced(commands.join("\n"), "sh"),
    "Or make the role by hand from these documents.",
    ...documents.flatMap(({ title, name, size, document }) => [
      `## ${title}${name === undefined ? "" : ` ${code(name)}`}`,
      ...(name === undefined ? [] : [`${size.toLocaleString("en")} characters as IAM counts them.`]),
      json(document),
    ]),
    "## For whoever starts the jobs",
    "Not part of the role. Their own identity needs this, to start work with the role and hand it to SageMaker.",
    json(callerPolicy),
  ];
  return `${sections.join("\n\n")}\n`;
}

function opening(
  { definition, account, region }: Compiled,
  { requester, verb, useCases, keepsOthers }: AccessRequest,
): string {
  const uses = useCases.map(({ id }) => code(id));
  const more = [
    ...(definition.attachedManagedPolicies.length > 0 ? ["what the policies attached to it allow besides"] : []),
    ...(keepsOthers ? ["what it keeps of others, told below"] : []),
  ];
  return [
    requester === undefined ? `Please ${verb}` : `${code(requester)} asks you to ${verb}`,
    `the IAM role ${code(definition.name)} in account ${code(account)}.`,
    `SageMaker assumes it to run ${uses.length === 0 ? "nothing yet" : listOf(uses)} in ${code(region)}.`,
    `It may do what the table below says${more.map((words) => `, and ${words}`).join("")}; nothing else.`,
  ].join(" ");
}

function facts({ definition, roleArn }: Compiled, { isGuarded }: AccessRequest): string {
  const { permissionsBoundary, attachedManagedPolicies, tags, maxSessionSeconds } = definition;
  const tagWords = Object.entries(tags).map(([key, value]) => code(`${key}=${value}`));
  return bullets([
    `**Role:** ${code(roleArn)}`,
    `**May be assumed by:** SageMaker, ${isGuarded ? "under the conditions of the trust policy below" : "**without a condition** (no guard against a confused deputy)"}`,
    `**Session length:** ${maxSessionSeconds.toLocaleString("en")} seconds at most`,
    `**Permissions boundary:** ${permissionsBoundary === undefined ? "none" : code(permissionsBoundary)}`,
    `**Attached as they are:** ${attachedManagedPolicies.map(code).join(", ") || "none"}`,
    `**Tags:** ${tagWords.join(", ") || "none"}`,
  ]);
}

function accessTable({ access }: AccessRequest): string {
  const rows = access.map(({ effect, actions, resources, conditions, reasons }) => {
    const cells = [
      `${effect === "Deny" ? "**never** " : ""}${actions.map(({ action }) => cellCode(action)).join("<br>")}`,
      resources.map(cellCode).join("<br>"),
      conditions.map(cellCode).join("<br>"),
      [...new Set(reasons.map((reason) => reason.why))].map(cellText).join("<br>"),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  if (rows.length === 0) return "Nothing by policies of its own.";
  return ["| may | on | only if | why |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function proofWords({ allowed, denied, wrong }: RequestProof): string {
  return [
    `Decided by an evaluator of IAM policies, from the policies below alone: ${allowed.right} of ${allowed.all} calls SageMaker will make are allowed; ${denied.right} of ${denied.all} calls it must not make are denied.`,
    ...(wrong.length === 0
      ? []
      : [
          "**Not as it should be:**",
          bullets(
            wrong.map(
              ({ step, call, decision }) =>
                `${plain(step)}: ${code(call.action)} on ${code(call.resource)} is ${decision.decision === "allowed" ? "allowed" : "denied"}`,
            ),
          ),
        ]),
  ].join("\n\n");
}

function findingWords({ findings }: AccessRequest): string {
  if (findings.length === 0) return "None.";
  return bullets(
    findings.map(({ severity, message, remedy }) => {
      return `**${severity}:** ${plain(message)} ${plain(remedy.split("\n")[0] ?? "")}`;
    }),
  );
}

function changeWords({ isNew, summary, steps, remarks, diff, access }: RequestChange): string {
  const told = remarks.map(plain);
  if (steps.length === 0) return ["Nothing: the role is already exactly this.", ...told].join("\n\n");
  return [
    `${isNew ? "The role does not exist yet." : "The role exists and would be changed."} ${summary}`,
    bullets(steps.map(plain)),
    ...told,
    ...(isNew ? [] : [diffBlock(diff)]),
    ...(access.length === 0 ? [] : [diffBlock(access)]),
  ].join("\n\n");
}

/** Lines in Terraform's notation, the signs in front, where the dialect colours them. */
function diffBlock(lines: readonly DiffLine[]): string {
  return fenced(
    lines.map(({ sign, indent, text }) => `${sign} ${"  ".repeat(indent)}${printable(text)}`).join("\n"),
    "diff",
  );
}

function json(value: unknown): string {
  return fenced(jsonText(value), "json");
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
