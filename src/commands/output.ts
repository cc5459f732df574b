import { styleText } from "node:util";
import { printable, printableLines } from "../base/printable.js";
import type { Problem } from "../base/problem.js";
import type { DiffLine } from "../plan/plan.js";
import type { Finding } from "../role/definition.js";
import type { ProofLine } from "../role/prove.js";

let isQuiet = false;

/** Leaves out what is only said on the way (`--quiet`). */
export function setQuiet(quiet: boolean): void {
  isQuiet = quiet;
}

/** Writes text for people to stdout, made safe where it may hold text from outside. */
export function say(text = ""): void {
  process.stdout.write(`${coloured(printableLines(text), process.stdout)}\n`);
}

/** Writes progress to stderr, so that stdout holds the result alone; nothing with `--quiet`. */
export function progress(text: string): void {
  if (!isQuiet) notice(text);
}

/** Writes to stderr what must be known: a failure, or what somebody is about to be asked about. */
export function notice(text: string): void {
  process.stderr.write(`${coloured(printableLines(text), process.stderr)}\n`);
}

const SIGN_COLOURS = { "+": "green", "-": "red", "~": "yellow" } as const;

/** Lines of a diff in the colours of their signs, on a terminal, unless `NO_COLOR` says otherwise (or `FORCE_COLOR`). */
function coloured(text: string, stream: NodeJS.WriteStream): string {
  return text.replace(/^(?: {2})?([+~-]) .*$/gm, (line, sign: keyof typeof SIGN_COLOURS) =>
    styleText(SIGN_COLOURS[sign], line, { stream }),
  );
}

/** Writes a result for programs: one JSON document. On a terminal, what could draw on it is escaped. */
export function sayJson(value: unknown): void {
  const text = JSON.stringify(value, undefined, 2);
  const safe = process.stdout.isTTY
    ? text.replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
      })
    : text;
  process.stdout.write(`${safe}\n`);
}

/** What happened, to what, and what to do next. */
export function problemText({ message, details, next }: Problem): string {
  return [`sagerole: ${message}`, ...details.map((detail) => `  ${detail}`), ...(next ? [`  ${next}`] : [])].join("\n");
}

/** A diff in Terraform's notation. */
export function diffText(lines: readonly DiffLine[]): string {
  return lines.map((line) => `${line.sign} ${"  ".repeat(line.indent)}${printable(line.text)}`).join("\n");
}

/** Findings, worst first. */
export function findingsText(findings: readonly Finding[]): string {
  const order = ["error", "warning", "note"];
  return findings
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(
      ({ id, severity, place, message, remedy }) =>
        `${severity} ${id}${place === undefined ? "" : ` at ${place}`}: ${message}\n  ${remedy.replaceAll("\n", "\n  ")}`,
    )
    .join("\n");
}

/** Calls that are not decided as they should be, a line each. */
export function wrongText(wrong: readonly ProofLine[]): string {
  return wrong
    .map(({ expected, step, call }) => {
      const answer = expected === "allowed" ? "denied " : "allowed";
      return `  ${answer} ${call.action} on ${call.resource}: ${step}`;
    })
    .join("\n");
}

/** How many calls are decided as they should be. */
export function proofSummary(
  proof: readonly ProofLine[],
  who: "role" | "caller" = "role",
): { right: number; wrong: ProofLine[]; text: string } {
  const isRight = (line: ProofLine) => (line.decision.decision === "allowed") === (line.expected === "allowed");
  const wrong = proof.filter((line) => !isRight(line));
  const must = proof.filter((line) => line.expected === "allowed");
  const mustNot = proof.filter((line) => line.expected === "denied");
  const text = [
    `${must.filter(isRight).length} of ${must.length} calls ${who === "role" ? "SageMaker will make" : "its user makes"} are allowed`,
    `${mustNot.filter(isRight).length} of ${mustNot.length} calls ${who === "role" ? "it must not make" : "beside them"} are denied`,
  ].join("; ");
  return { right: proof.length - wrong.length, wrong, text: `${who === "role" ? "Proof" : "Caller policy"}: ${text}.` };
}
