import type { Proposal } from "../audit/tighten.js";
import type { RoleFile } from "../role/role-file.js";
import type { StepId, WizardState } from "./state.js";

/** A role that is tightened, and which of the answers are guesses. */
export interface Tightening {
  /** The name of the role that is there. */
  role: string;
  arn: string;
  /** Whether a tight role is made beside it, in place of changing it. */
  beside: boolean;
  guesses: readonly Guess[];
  /** What nothing is known of, and a person must decide; sentences. */
  open: readonly string[];
}

/** An answer that was not given but told from evidence. */
export interface Guess {
  /** The steps at which it can be changed. */
  steps: readonly StepId[];
  /** What tells it from others of its kind: a use case, a bucket, an ARN. */
  about: string;
  /** What it is, and the evidence for it. */
  words: string;
}

/** Longest names of roles. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const LONGEST = 64;

/** The name of the tight role beside another. */
export function besideName(role: string): string {
  return `${role.slice(0, LONGEST - "-tight".length)}-tight`;
}

const STEPS: readonly [part: string, steps: readonly StepId[]][] = [
  ["useCases", ["use-cases"]],
  ["data", ["data", "data-access"]],
  ["images", ["images"]],
  ["keys", ["keys"]],
];

/** The guesses of a proposal, each with the steps at which it can be changed. */
export function guessesOf({ file, guesses }: Proposal): Guess[] {
  return guesses.map(({ place, words }) => {
    const [, part = "", name = "", index = ""] = /^(\w+)\.?([^[]*)(?:\[(\d+)\])?/.exec(place) ?? [];
    const steps = STEPS.find(([candidate]) => candidate === part)?.[1] ?? ["guardrails"];
    const at = Number(index);
    switch (part) {
      case "useCases":
        return { steps, about: name.split(".")[0] ?? "", words: `${name}: ${words}` };
      case "data":
        return { steps, about: file.data[at]?.bucket ?? "", words };
      case "images":
        return { steps, about: file.images.repositories[at] ?? "", words };
      case "keys":
        return { steps, about: file.keys[at]?.key ?? "", words };
      default:
        return { steps, about: "", words: `${place}: ${words}` };
    }
  });
}

/** The guesses that are still among the answers. */
export function standingGuesses({ tightening, answers }: Pick<WizardState, "tightening" | "answers">): Guess[] {
  return (tightening?.guesses ?? []).filter(({ about, steps }) => about === "" || isThere(answers, steps[0], about));
}

function isThere({ useCases, data, images, keys }: RoleFile, step: StepId | undefined, about: string): boolean {
  switch (step) {
    case "use-cases":
      return about in useCases;
    case "data":
      return data.some(({ bucket }) => bucket === about);
    case "images":
      return images.repositories.includes(about);
    case "keys":
      return keys.some(({ key }) => key === about);
    default:
      return true;
  }
}

/** What is to be said at a step of what was guessed there, the number first: a small screen shows only its beginning. */
export function guessNotice(state: Pick<WizardState, "tightening" | "answers" | "step">): string[] {
  const { tightening, step } = state;
  if (tightening === undefined || step === "done") return [];
  const { open } = tightening;
  const standing = standingGuesses(state);
  if (step === "review") {
    const parts = [
      ...(standing.length > 0 ? [countWords(standing)] : []),
      ...(open.length > 0 ? [`${open.length} not known when it began`] : []),
    ];
    return parts.length === 0 ? [] : [`Of the proposal: ${parts.join(", ")}; w tells which.`];
  }
  const here = standing.filter(({ steps }) => steps.includes(step));
  return [
    ...(here.length > 0 ? [`${countWords(here)}, w tells all: ${here.map(({ words }) => words).join("; ")}`] : []),
    ...(step === "use-cases" && open.length > 0 ? [`${open.length} not known, w tells all: ${open.join(" ")}`] : []),
  ];
}

function countWords(guesses: readonly Guess[]): string {
  return guesses.length === 1 ? "1 guess" : `${guesses.length} guesses`;
}

/** What to do to move over from a role to the tight one beside it. */
export function moveOverSteps({ role }: Tightening, useCases: readonly string[], roleArn: string): string[] {
  const uses = new Set(useCases);
  return [
    `Let whoever starts jobs pass the new role: iam:PassRole on ${roleArn}.`,
    `Name it wherever ${role} is named: in code, pipelines, and policies of buckets and keys.`,
    // API_UpdateNotebookInstance, API_UpdateUserProfile, API_UpdatePipeline; a model has no update of its role.
    ...(uses.has("notebook-instance") ? ["Notebook instances: stop them, and set the role with an update."] : []),
    ...(uses.has("studio-user") ? ["Studio: set the execution role of the user profile, or of the domain."] : []),
    ...(uses.has("pipeline") ? ["Pipelines: update each with the new role."] : []),
    ...(uses.has("endpoint")
      ? ["Endpoints: make the model and its configuration anew, then update the endpoint."]
      : []),
    `When sagerole audit ${role} no longer shows it in use, delete the old role in IAM.`,
  ];
}
