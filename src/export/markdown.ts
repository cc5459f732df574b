import type { Plan } from "../plan/plan.js";
import { planSummary } from "../plan/summary.js";
import { documentSize } from "../policy/size.js";
import type { Compiled } from "../role/compile.js";
import type { ProofLine } from "../role/prove.js";
import { whyOf } from "../role/why.js";
import { jsonText } from "./json.js";
import { bullets, cellCode, cellText, code, fenced, plain } from "./markdown-text.js";
import type { RequestOptions } from "./request.js";
import { shellWord } from "./shell.js";

/** A request that an administrator can approve in a minute: who asks for what and why, and how to apply it. */
export function exportMarkdown(compiled: Compiled, options: RequestOptions = {}): string {
  const { definition, callerPolicy } = compiled;
  const { plan, proof = [], file = `${definition.name}.role.yaml` } = options;
  const sections = [
    `# Request: the SageMaker execution role ${code(definition.name)}`,
    opening(compiled, options),
    ...(definition.description === "" ? [] : [`> ${code(definition.description)}`]),
    facts(compiled),
    "## What it may do",
    accessTable(compiled),
    ...(proof.length === 0 ? [] : ["## Proof", proofWords(proof)]),
    "## Findings",
    findingWords(compiled),
    ...(plan === undefined ? [] : ["## What would change", planWords(plan)]),
    "## To apply it",
    `With the role file ${code(file)} and [sagerole](https://www.npmjs.com/package/sagerole), see the change, then make it:`,
    fenced(`sagerole plan ${shellWord(file)}\nsagerole apply ${shellWord(file)}`, "sh"),
    "Or make the role by hand from these documents.",
    "## Trust policy",
    json(definition.trustPolicy),
    ...definition.policies.flatMap((policy) => [
      `## ${policy.kind === "inline" ? "Inline" : "Managed"} policy ${code(policy.name)}`,
      `${documentSize(policy.document).toLocaleString("en")} characters as IAM counts them.`,
      json(policy.document),
    ]),
    "## For whoever starts the jobs",
    "Not part of the role. Their own identity needs this, to start work with the role and hand it to SageMaker.",
    json(callerPolicy),
  ];
  return `${sections.join("\n\n")}\n`;
}

function opening({ definition, account, region, context }: Compiled, { plan, requester }: RequestOptions): string {
  const uses = [...context.useCases.keys()].map(code);
  const verb = plan === undefined ? "create or update" : plan.live === undefined ? "create" : "update";
  const more = definition.attachedManagedPolicies.length > 0 ? "what the policies attached to it allow besides" : "";
  return [
    requester === undefined ? `Please ${verb}` : `${code(requester)} asks you to ${verb}`,
    `the IAM role ${code(definition.name)} in account ${code(account)}.`,
    `SageMaker assumes it to run ${uses.length === 0 ? "nothing yet" : listOf(uses)} in ${code(region)}.`,
    `It may do what the table below says${more === "" ? "" : `, and ${more}`}; nothing else.`,
  ].join(" ");
}

function facts({ definition, roleArn }: Compiled): string {
  const { trustPolicy, permissionsBoundary, attachedManagedPolicies, tags, maxSessionSeconds } = definition;
  const tagWords = Object.entries(tags).map(([key, value]) => code(`${key}=${value}`));
  const isGuarded = trustPolicy.Statement.every((statement) => statement.Condition !== undefined);
  return bullets([
    `**Role:** ${code(roleArn)}`,
    `**May be assumed by:** SageMaker, ${isGuarded ? "under the conditions of the trust policy below" : "**without a condition** (no guard against a confused deputy)"}`,
    `**Session length:** ${maxSessionSeconds.toLocaleString("en")} seconds at most`,
    `**Permissions boundary:** ${permissionsBoundary === undefined ? "none" : code(permissionsBoundary)}`,
    `**Attached as they are:** ${attachedManagedPolicies.map(code).join(", ") || "none"}`,
    `**Tags:** ${tagWords.join(", ") || "none"}`,
  ]);
}

function accessTable(compiled: Compiled): string {
  const rows = whyOf(compiled, []).map(({ effect, actions, resources, conditions, reasons }) => {
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

function proofWords(proof: readonly ProofLine[]): string {
  const isRight = ({ decision, expected }: ProofLine) => (decision.decision === "allowed") === (expected === "allowed");
  const must = proof.filter((line) => line.expected === "allowed");
  const mustNot = proof.filter((line) => line.expected === "denied");
  const wrong = proof.filter((line) => !isRight(line));
  return [
    `Decided by an evaluator of IAM policies, from the policies below alone: ${must.filter(isRight).length} of ${must.length} calls SageMaker will make are allowed; ${mustNot.filter(isRight).length} of ${mustNot.length} calls it must not make are denied.`,
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

function findingWords({ findings }: Compiled): string {
  if (findings.length === 0) return "None.";
  return bullets(
    findings.map(({ severity, message, remedy }) => {
      return `**${severity}:** ${plain(message)} ${plain(remedy.split("\n")[0] ?? "")}`;
    }),
  );
}

function planWords({ live, steps }: Plan): string {
  if (steps.length === 0) return "Nothing: the role is already exactly this.";
  return [
    `${live === undefined ? "The role does not exist yet." : "The role exists and would be changed."} ${planSummary(steps)}`,
    bullets(steps.map((step) => plain(step.summary))),
  ].join("\n\n");
}

function json(value: unknown): string {
  return fenced(jsonText(value), "json");
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
