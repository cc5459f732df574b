import type { JourneyCall } from "../catalog/use-case.js";
import { evaluate } from "../policy/evaluate.js";
import type { Decision, PolicySet } from "../policy/request.js";
import { chosenUseCases } from "./compilation.js";
import type { Compiled } from "./compile.js";
import { callerDenials, standingDenials } from "./denials.js";
import { guardrailBreaches, guardrailExemptions, withGuardrails } from "./guardrail-proof.js";
import { nearMisses } from "./near-misses.js";
import { proveTrust } from "./trust-proof.js";

/** One call, and whether the role's policies decide it as they should. */
export interface ProofLine {
  /**
   * The use case that makes the call, `trust` for who may assume the role, `guardrails` for one that they must let off,
   * or `never` for one that must not be possible.
   */
  useCase: string;
  step: string;
  call: JourneyCall;
  decision: Decision;
  expected: "allowed" | "denied";
  /** Whether it was made from another call, by changing one thing of it. */
  derived: boolean;
}

/**
 * Decides, by the compiled policies alone, who may assume the role, the calls that SageMaker will make with it, a
 * standing list of calls that nobody may make with it, and what lies just beside each call. What a boundary, an attached managed policy or the
 * policy of another account's bucket adds or takes away is not looked at.
 */
export function prove(compiled: Compiled): ProofLine[] {
  const { definition, context } = compiled;
  const decide = decider(compiled, definition.policies);
  const journeys = chosenUseCases(context).flatMap(({ useCase, options }) =>
    useCase.journey(context, options).map((call) => ({ useCase: useCase.id, call: withGuardrails(context, call) })),
  );
  const calls = journeys.map(({ call }) => call);
  const lines = distinct([
    ...journeys.map(({ useCase, call }) => decide(useCase, call, "allowed")),
    ...standingDenials(context).map((call) => decide("never", call, "denied")),
    ...guardrailExemptions(context, calls).map((call) => decide("guardrails", call, "allowed", true)),
    ...guardrailBreaches(context, calls).map((call) => decide("never", call, "denied", true)),
    ...nearMisses(context, journeys).map((call) => decide("never", call, "denied", true)),
  ]);
  return [...proveTrust(compiled), ...lines];
}

/**
 * Decides, by the caller's policy alone, the calls that the person makes to use the role, and what lies just beside
 * them. What the person may do by other policies is not looked at.
 */
export function proveCaller(compiled: Compiled): ProofLine[] {
  const { context, callerPolicy } = compiled;
  const decide = decider(compiled, [{ name: "caller", document: callerPolicy }]);
  const journeys = chosenUseCases(context).flatMap(({ useCase, options }) =>
    useCase
      .callerJourney(context, options)
      .map((call) => ({ useCase: useCase.id, call: withGuardrails(context, call) })),
  );
  const calls = journeys.map(({ call }) => call);
  return distinct([
    ...journeys.map(({ useCase, call }) => decide(useCase, call, "allowed")),
    ...callerDenials(context).map((call) => decide("never", call, "denied")),
    ...guardrailExemptions(context, calls).map((call) => decide("guardrails", call, "allowed", true)),
    ...guardrailBreaches(context, calls).map((call) => decide("never", call, "denied", true)),
    ...nearMisses(context, journeys).map((call) => decide("never", call, "denied", true)),
  ]);
}

function decider({ roleArn, account }: Compiled, identity: PolicySet["identity"]) {
  const set: PolicySet = { identity, account };
  return (useCase: string, call: JourneyCall, expected: ProofLine["expected"], derived = false): ProofLine => {
    const { action, resource, context } = call;
    const decision = evaluate({ principal: roleArn, action, resource, context }, set);
    return { useCase, step: call.step, call, decision, expected, derived };
  };
}

/** Use cases make many calls alike: each is shown once, where it comes first. */
function distinct(lines: readonly ProofLine[]): ProofLine[] {
  const seen = new Set<string>();
  return lines.filter(({ call, expected }) => {
    const key = JSON.stringify([expected, call.action, call.resource, call.context]);
    return !seen.has(key) && seen.add(key);
  });
}
