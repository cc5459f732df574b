import { type AccessReport, accessLines } from "../plan/access.js";
import { diffRole } from "../plan/diff.js";
import type { DiffLine, Plan } from "../plan/plan.js";
import { planSummary } from "../plan/summary.js";
import { keptSentence, takeOverOf, takeOverWords } from "../plan/take-over.js";
import type { PolicyDocument } from "../policy/document.js";
import { documentSize } from "../policy/size.js";
import { chosenUseCases } from "../role/compilation.js";
import type { Compiled } from "../role/compile.js";
import type { Finding } from "../role/definition.js";
import type { ProofLine } from "../role/prove.js";
import { type StatementWhy, whyOf } from "../role/why.js";
import { shellWord } from "./shell.js";

/** What may go into a request besides the role. */
export interface RequestOptions {
  /** What would change in the account. */
  plan?: Plan;
  /** How that widens or narrows what the role can do. */
  access?: AccessReport;
  proof?: readonly ProofLine[];
  /** Name of the role file that the request comes with. */
  file?: string;
  /** ARN of whoever asks. */
  requester?: string;
}

/** What a request to an administrator says, whatever it is written in. */
export interface AccessRequest {
  requester: string | undefined;
  /** What is asked for: with a plan it is known which of the two. */
  verb: "create" | "update" | "create or update";
  useCases: { id: string; title: string; summary: string }[];
  /** Whether the trust policy asks on whose behalf SageMaker comes. */
  isGuarded: boolean;
  access: readonly StatementWhy[];
  proof: RequestProof | undefined;
  findings: readonly Finding[];
  change: RequestChange | undefined;
  /** Whether the role keeps what others gave it, besides. */
  keepsOthers: boolean;
  /** The commands that see the change and make it. */
  commands: string[];
  file: string;
  documents: RequestDocument[];
  callerPolicy: PolicyDocument;
}

/** What came of the proof. */
export interface RequestProof {
  allowed: { right: number; all: number };
  denied: { right: number; all: number };
  wrong: readonly ProofLine[];
}

/** What would change in the account. */
export interface RequestChange {
  isNew: boolean;
  summary: string;
  steps: string[];
  /** What is taken over, lost or kept of others, and what else must be known of the steps. */
  remarks: string[];
  diff: DiffLine[];
  /** Nothing for a new role: all that it can do is new. */
  access: DiffLine[];
}

/** One of the role's documents. */
export interface RequestDocument {
  title: "Trust policy" | "Inline policy" | "Managed policy";
  /** Name of the policy. */
  name?: string;
  /** Characters as IAM counts them. */
  size: number;
  document: PolicyDocument;
}

/** Collects what a request says. */
export function requestOf(compiled: Compiled, options: RequestOptions = {}): AccessRequest {
  const { definition, callerPolicy, findings, context } = compiled;
  const { plan, access, requester, proof = [], file = `${definition.name}.role.yaml` } = options;
  const keepsOthers = plan !== undefined && keptSentence(plan) !== undefined;
  return {
    requester,
    verb: plan === undefined ? "create or update" : plan.live === undefined ? "create" : "update",
    useCases: chosenUseCases(context).map(({ useCase: { id, title, summary } }) => ({ id, title, summary })),
    isGuarded: definition.trustPolicy.Statement.every((statement) => statement.Condition !== undefined),
    access: whyOf(compiled, []),
    proof: proof.length === 0 ? undefined : proofOf(proof),
    findings,
    change: plan && changeOf(plan, access),
    keepsOthers,
    commands: [
      `sagerole plan ${shellWord(file)}`,
      `sagerole apply ${shellWord(file)}${keepsOthers ? " --others keep" : ""}`,
    ],
    file,
    documents: [
      { title: "Trust policy", size: documentSize(definition.trustPolicy), document: definition.trustPolicy },
      ...definition.policies.map(
        ({ kind, name, document }): RequestDocument => ({
          title: kind === "inline" ? "Inline policy" : "Managed policy",
          name,
          size: documentSize(document),
          document,
        }),
      ),
    ],
    callerPolicy,
  };
}

function proofOf(proof: readonly ProofLine[]): RequestProof {
  const isRight = ({ decision, expected }: ProofLine) => (decision.decision === "allowed") === (expected === "allowed");
  const count = (expected: ProofLine["expected"]) => {
    const lines = proof.filter((line) => line.expected === expected);
    return { right: lines.filter(isRight).length, all: lines.length };
  };
  return { allowed: count("allowed"), denied: count("denied"), wrong: proof.filter((line) => !isRight(line)) };
}

function changeOf(plan: Plan, access: AccessReport | undefined): RequestChange {
  const { live, desired, steps, notes = [] } = plan;
  const taken = steps.length === 0 ? undefined : takeOverOf(plan);
  return {
    remarks: [...(taken === undefined ? [] : [takeOverWords(plan, taken)]), keptSentence(plan) ?? [], notes].flat(),
    isNew: live === undefined,
    summary: planSummary(steps),
    steps: steps.map(({ summary }) => summary),
    diff: diffRole(live, desired),
    access: live === undefined || access === undefined ? [] : accessLines(access),
  };
}
