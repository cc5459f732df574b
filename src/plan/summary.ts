import type { PlanStep } from "./plan.js";

/** A plan's calls by what they do, on one line: `Plan: 3 to add, 1 to change, 0 to remove.` */
export function planSummary(steps: readonly PlanStep[]): string {
  if (steps.length === 0) return "Plan: nothing to change.";
  const count = (sign: PlanStep["sign"]) => steps.filter((step) => step.sign === sign).length;
  return `Plan: ${count("+")} to add, ${count("~")} to change, ${count("-")} to remove.`;
}
