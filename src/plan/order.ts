import { DEFAULT_QUOTAS } from "../policy/quotas.js";
import type { PlanStep } from "./plan.js";

/** Steps on one policy that belong together, and what they do to the role's permissions. */
export interface PolicyChange {
  steps: PlanStep[];
  /** Statements the role gets, and loses, by it. */
  gains: ReadonlySet<string>;
  losses: ReadonlySet<string>;
  /** Characters of inline policies, and attached policies, by which it fills IAM's quotas; negative where it frees. */
  inline: number;
  attached: number;
}

/** How full the role is before the first change. */
interface Filled {
  inline: number;
  attached: number;
}

/**
 * The changes in an order in which the role never loses a statement before another policy brings it back, and never
 * goes over a quota on its way, where that can be. What must go early to make room says so.
 * @param changes in the order wished for: additions, changes, removals
 */
export function inSafeOrder(changes: readonly PolicyChange[], filled: Filled): PlanStep[] {
  const end = changes.reduce(after, filled);
  const most: Filled = {
    inline: DEFAULT_QUOTAS.inlineTotal,
    // The account's own quota may be higher; what the role has, or will have, it can have.
    attached: Math.max(DEFAULT_QUOTAS.attachedPolicies, filled.attached, end.attached),
  };
  const left = [...changes];
  const steps: PlanStep[] = [];
  let now = filled;
  while (left.length > 0) {
    const fits = (change: PolicyChange) => {
      const then = after(now, change);
      return (
        (change.inline <= 0 || then.inline <= most.inline) && (change.attached <= 0 || then.attached <= most.attached)
      );
    };
    const keeps = (change: PolicyChange) =>
      left.every((other) => other === change || !intersects(change.losses, other.gains));
    const [wished] = left as [PolicyChange];
    const frees = (change: PolicyChange) =>
      (wished.inline > 0 && change.inline < 0) || (wished.attached > 0 && change.attached < 0);
    const next =
      left.find((change) => fits(change) && keeps(change) && !isEarly(change, left)) ??
      left.find((change) => frees(change) && keeps(change)) ??
      left.find(frees) ??
      wished;
    steps.push(...(isEarly(next, left) ? next.steps.map(toMakeRoom) : next.steps));
    left.splice(left.indexOf(next), 1);
    now = after(now, next);
  }
  return steps;
}

/** Whether it takes away while there is still something to add. */
function isEarly(change: PolicyChange, left: readonly PolicyChange[]): boolean {
  return isRemoval(change) && left.some((other) => !isRemoval(other));
}

function isRemoval({ steps }: PolicyChange): boolean {
  return steps.every(({ sign }) => sign === "-");
}

function toMakeRoom(step: PlanStep): PlanStep {
  return { ...step, summary: `${step.summary}, to make room` };
}

function after({ inline, attached }: Filled, change: Filled): Filled {
  return { inline: inline + change.inline, attached: attached + change.attached };
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const value of a) if (b.has(value)) return true;
  return false;
}
