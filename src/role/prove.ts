import type { JourneyCall } from "../catalog/use-case.js";
import { evaluate } from "../policy/evaluate.js";
import type { Decision, PolicySet } from "../policy/request.js";
import { chosenUseCases } from "./compilation.js";
import type { Compiled } from "./compile.js";
import { standingDenials } from "./denials.js";
import { guardrailBreaches, withGuardrails } from "./guardrail-proof.js";
import { nearMisses } from "./near-misses.js";

/** One call, and whether the role's policies decide it as they should. */
export interface ProofLine {
  /** The use case that makes the call, or `never` for a call that the role must not be able to make. */
  useCase: string;
  step: string;
  call: JourneyCall;
  decision: Decision;
  expected: "allowed" | "denied";
  /** Whether it was made from another call, by changing one thing of it. */
  derived: boolean;
}

/**
 * Decides, by the compiled policies alone, the calls that SageMaker will make with the role, a standing list of calls
 * that nobody may make with it, and what lies just beside each call. What a boundary, an attached managed policy or the
 * policy of another account's bucket adds or takes away is not looked at.
 */
export function prove(compiled: Compiled): ProofLine[] {
  const { definition, roleArn, account, context } = compiled;
  const set: PolicySet = { identity: definition.policies, account };
  const line = (useCase: string, call: JourneyCall, expected: ProofLine["expected"], derived = false): ProofLine => {
    const { action, resource } = call;
    const decision = evaluate({ principal: roleArn, action, resource, context: call.context }, set);
    return { useCase, step: call.step, call, decision, expected, derived };
  };
  const journeys = chosenUseCases(context).flatMap(({ useCase, options }) =>
    useCase.journey(context, options).map((call) => ({ useCase: useCase.id, call: withGuardrails(context, call) })),
  );
  const calls = journeys.map(({ call }) => call);
  return distinct([
    ...journeys.map(({ useCase, call }) => line(useCase, call, "allowed")),
    ...standingDenials(context).map((call) => line("never", call, "denied")),
    ...guardrailBreaches(context, calls).map((call) => line("never", call, "denied", true)),
    ...nearMisses(context, calls).map((call) => line("never", call, "denied", true)),
  ]);
}

/** Use cases make many calls alike: each is shown once, where it comes first. */
function distinct(lines: readonly ProofLine[]): ProofLine[] {
  const seen = new Set<string>();
  return lines.filter(({ call, expected }) => {
    const key = JSON.stringify([expected, call.action, call.resource, call.context]);
    return !seen.has(key) && seen.add(key);
  });
}
