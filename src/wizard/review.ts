import type { Compiled } from "../role/compile.js";
import type { ProofLine } from "../role/prove.js";
import type { RoleFile } from "../role/role-file.js";
import type { Core } from "./context.js";
import { currentFile } from "./recompile.js";
import type { WizardState } from "./state.js";

/** The views of Review, in order. */
export const reviewViews = ["Summary", "Access", "Diff", "JSON", "Proof", "Findings"] as const;
export type ReviewView = (typeof reviewViews)[number];

/** The role in plain sentences. */
export function summary(state: WizardState, core: Core): string[] {
  const file = currentFile(state);
  const compiled = state.lastCompiled;
  const titles = core.catalog.filter((useCase) => useCase.id in file.useCases).map((useCase) => useCase.title);
  const lines = [
    `${file.role.name} is for: ${listOf(titles.map((title) => title.toLowerCase()))}.`,
    file.trust.sourceAccount
      ? `Only SageMaker, working for account ${file.account ?? "of the credentials"}, may use it.`
      : "Only SageMaker may use it, but for any account: the guard against a confused deputy is off.",
    ...dataSentences(file),
    imageSentence(file),
    ...keySentences(file, state),
    file.network.vpc
      ? "Jobs run in your VPC; the role may make and remove their network interfaces."
      : "Jobs run outside your VPC.",
  ];
  const held = Object.entries(core.guardrailOptions).filter(([id]) => {
    const set = file.guardrails[id as keyof RoleFile["guardrails"]];
    return Array.isArray(set) ? set.length > 0 : set;
  });
  if (held.length > 0) {
    lines.push(`Whoever starts work with it is held to: ${listOf(held.map(([, { title }]) => title.toLowerCase()))}.`);
  }
  if (file.role.permissionsBoundary !== undefined) lines.push(`The boundary ${file.role.permissionsBoundary} caps it.`);
  if (file.attach.length > 0) lines.push(`Attached as they are: ${listOf(file.attach.map(lastPart))}.`);
  if (compiled !== undefined) {
    const counts = compiled.definition.policies.map(
      (policy) =>
        `${policy.name} (${policy.kind}, ${core.documentSize(policy.document).toLocaleString("en")} characters)`,
    );
    lines.push(`It holds ${counts.length === 1 ? "one policy" : `${counts.length} policies`}: ${listOf(counts)}.`);
  }
  return lines;
}

function dataSentences(file: RoleFile): string[] {
  const words = { read: "read", write: "write", "read-write": "read and write" };
  if (file.data.length === 0) return ["It reaches no bucket."];
  return file.data.map((entry) => {
    const where = entry.prefixes.length === 0 ? "all of " : `${listOf(entry.prefixes)} in `;
    return `It may ${words[entry.access]} ${where}${entry.bucket}; it deletes nothing there.`;
  });
}

function imageSentence(file: RoleFile): string {
  const own = file.images.repositories.map(lastPart);
  const parts = [...(own.length > 0 ? [listOf(own)] : []), ...(file.images.awsProvided ? ["AWS's own images"] : [])];
  return parts.length === 0 ? "It pulls no images." : `It pulls images from ${listOf(parts)}.`;
}

function keySentences(file: RoleFile, state: WizardState): string[] {
  const name = (arn: string) => state.facts.keys?.[arn]?.aliases[0] ?? lastPart(arn);
  const data = new Set<string>();
  for (const entry of file.data) if (entry.key !== undefined) data.add(entry.key);
  for (const entry of file.keys) if (entry.for.includes("data")) data.add(entry.key);
  const volume = file.keys.filter((entry) => entry.for.includes("volume")).map((entry) => entry.key);
  return [
    ...(data.size > 0 ? [`It uses ${listOf([...data].map(name))} for the data, through S3 only.`] : []),
    ...(volume.length > 0 ? [`It may let AWS encrypt disks with ${listOf(volume.map(name))}.`] : []),
  ];
}

/** One line of the Proof view: calls of one step on one resource that one statement decides. */
export interface ProofRow {
  step: string;
  actions: string[];
  resource: string;
  allowed: boolean;
  /** Whether it is decided as it should be. */
  right: boolean;
  /** The statement that decided, or why none did. */
  because: string;
}

/** The proof, with what belongs together on one line. */
export function proofRows(proof: readonly ProofLine[]): ProofRow[] {
  const rows = new Map<string, ProofRow>();
  for (const { step, call, decision, expected, derived } of proof) {
    // Made by changing one thing of another call: of interest only where it does not hold.
    if (derived && (decision.decision === "allowed") === (expected === "allowed")) continue;
    const allowed = decision.decision === "allowed";
    const right = allowed === (expected === "allowed");
    const because = decision.by === undefined ? (decision.reason ?? "no statement allows it") : `by ${decision.by.sid}`;
    const key = JSON.stringify([step, call.resource, allowed, right, because]);
    const row = rows.get(key);
    if (row === undefined)
      rows.set(key, { step, actions: [call.action], resource: call.resource, allowed, right, because });
    else if (!row.actions.includes(call.action)) row.actions.push(call.action);
  }
  return [...rows.values()].sort((a, b) => Number(a.right) - Number(b.right));
}

/** The whole role as JSON: trust policy, then each permissions policy, each under its name. */
export function jsonLines(compiled: Compiled): { text: string; title: boolean }[] {
  const { definition } = compiled;
  const parts = [
    { name: "Trust policy", document: definition.trustPolicy },
    ...definition.policies.map((policy) => ({ name: `${policy.name} (${policy.kind})`, document: policy.document })),
    { name: "What the person who starts jobs needs (not part of the role)", document: compiled.callerPolicy },
  ];
  return parts.flatMap(({ name, document }, index) => [
    ...(index > 0 ? [{ text: "", title: false }] : []),
    { text: name, title: true },
    ...JSON.stringify(document, undefined, 2)
      .split("\n")
      .map((text) => ({ text, title: false })),
  ]);
}

/** A Sid as words: `ReadInputData` as `Read input data`. */
export function inWords(sid: string): string {
  const words = sid.replace(/([a-z])([A-Z0-9])/g, "$1 $2").split(" ");
  return words.map((word, index) => (index === 0 || /^[A-Z]{2,}/.test(word) ? word : word.toLowerCase())).join(" ");
}

/** The part of an ARN that people know a thing by. */
export function lastPart(arn: string): string {
  const resource = arn.split(":").slice(5).join(":");
  return resource === "" ? arn : resource.replace(/^(repository|policy|key|role)\//, "");
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "nothing";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
