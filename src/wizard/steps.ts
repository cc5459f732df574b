import type { StepId, WizardState } from "./state.js";

/** One step of the wizard, as data. */
export interface Step {
  id: StepId;
  /** The word on the rail; steps that share one are one stop. */
  rail: string;
  /** What is asked, in a few words. */
  title: string;
  /** Why the choices make this step needless, or undefined when it is needed. */
  needless?: (state: WizardState) => string | undefined;
  /** Why one cannot go on from here, or undefined. */
  fault?: (state: WizardState) => string | undefined;
}

/** Roles that are there are looked at in an audit only. */
const notInAudit = ({ goal }: WizardState) => (goal === "audit" ? undefined : "");

/** The wizard's steps, in order. */
export const steps: readonly Step[] = [
  { id: "draft", rail: "Account", title: "Go on where you left off?", needless: (s) => (s.draft ? undefined : "") },
  {
    id: "account",
    rail: "Account",
    title: "Which AWS account is the role for?",
    fault: (s) =>
      s.account.status === "open" || s.account.status === "offline" ? undefined : "Choose an account first.",
  },
  { id: "goal", rail: "Goal", title: "What do you want to do?" },
  {
    id: "roles",
    rail: "Roles",
    title: "Roles that SageMaker may assume",
    needless: notInAudit,
    fault: () => "There is no role under the cursor to open.",
  },
  {
    id: "role",
    rail: "Role",
    title: "What is wrong with this role?",
    needless: (s) => (s.rolePage === undefined ? "" : notInAudit(s)),
    fault: () => "Only a role that could be read can be tightened.",
  },
  {
    id: "use-cases",
    rail: "Use cases",
    title: "What will SageMaker do with this role?",
    fault: (s) =>
      Object.keys(s.answers.useCases).length > 0 ? undefined : "Choose at least one use case: space toggles the line.",
  },
  {
    id: "data",
    rail: "Data",
    title: "Which S3 buckets hold the data and the results?",
  },
  {
    id: "data-access",
    rail: "Data",
    title: "How is each bucket used?",
    needless: (s) => (s.answers.data.length === 0 ? "Bucket access skipped: no bucket is chosen." : undefined),
  },
  { id: "images", rail: "Images", title: "Which container images will it run?" },
  { id: "keys", rail: "Keys", title: "Which KMS keys encrypt the data and the disks?" },
  { id: "guardrails", rail: "Guardrails", title: "Name and guardrails" },
  {
    id: "review",
    rail: "Review",
    title: "Review",
    fault: (s) => s.compile?.problem?.message,
  },
  { id: "apply", rail: "Apply", title: "Apply it, or hand it over?" },
  { id: "done", rail: "Done", title: "Done" },
];

/** The step with this id. */
export function stepOf(id: StepId): Step {
  const step = steps.find((candidate) => candidate.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

/** The stops of an audit, in which nothing is changed until a role is tightened. */
const AUDIT: readonly StepId[] = ["account", "goal", "roles", "role"];

/** The stops of the rail, in order, each once. */
export function railOf({ goal, tightening }: Pick<WizardState, "goal" | "tightening">): string[] {
  const shown = steps.filter(({ id }) => {
    if (goal !== "audit") return id !== "roles" && id !== "role";
    return tightening !== undefined || AUDIT.includes(id);
  });
  return [...new Set(shown.map(({ rail }) => rail))];
}

/** The next step that is needed, and what was skipped on the way. */
export function stepAfter(state: WizardState): { id: StepId; skipped: string[] } {
  const skipped: string[] = [];
  for (let i = steps.findIndex((step) => step.id === state.step) + 1; i < steps.length; i++) {
    const step = steps[i] as Step;
    const reason = step.needless?.(state);
    if (reason === undefined) return { id: step.id, skipped };
    if (reason !== "") skipped.push(reason);
  }
  return { id: state.step, skipped };
}

/** The step one goes back to, or undefined at the start. Never back to the offer of a draft. */
export function stepBefore(state: WizardState): StepId | undefined {
  for (let i = steps.findIndex((step) => step.id === state.step) - 1; i > 0; i--) {
    const step = steps[i] as Step;
    if (step.needless?.(state) === undefined) return step.id;
  }
  return undefined;
}
