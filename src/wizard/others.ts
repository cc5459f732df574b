import type { Core } from "./context.js";
import type { WizardState } from "./state.js";

/**
 * Where the question stands what becomes of what others gave the role: `none` where nothing is at stake, `open` where
 * something would be lost and nothing was said, else what was said.
 */
export function othersQuestion({ plan }: Pick<WizardState, "plan">, core: Core): "none" | "open" | "keep" | "replace" {
  if (plan.status !== "ready" || plan.plan.steps.length === 0) return "none";
  const taken = core.takeOverOf(plan.plan);
  if (taken === undefined || taken.lost.length + taken.kept.length === 0) return "none";
  return plan.others ?? "open";
}
