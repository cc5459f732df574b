import { distinct } from "../base/grouped.js";
import type { GrantContext, JourneyCall, UseCase } from "../catalog/use-case.js";
import { evaluate } from "../policy/evaluate.js";
import type { Decision, PolicySet } from "../policy/request.js";
import { contentOf } from "./alike.js";
import { type ChosenUseCase, chosenUseCases } from "./compilation.js";
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
  const journeys = journeysOf(context, (useCase, options) => useCase.journey(context, options));
  return [...proveTrust(compiled), ...linesOf(compiled, definition.policies, journeys, standingDenials(context))];
}

/**
 * Decides, by the caller's policy alone, the calls that the person makes to use the role, and what lies just beside
 * them. What the person may do by other policies is not looked at.
 */
export function proveCaller(compiled: Compiled): ProofLine[] {
  const { context, callerPolicy } = compiled;
  const journeys = journeysOf(context, (useCase, options) => useCase.callerJourney(context, options));
  return linesOf(compiled, [{ name: "caller", document: callerPolicy }], journeys, callerDenials(context));
}

interface Journey {
  useCase: string;
  call: JourneyCall;
}

/** The calls of the chosen use cases, as they are made under the guardrails. */
function journeysOf(
  context: GrantContext,
  callsOf: (useCase: UseCase, options: ChosenUseCase["options"]) => JourneyCall[],
): Journey[] {
  // Use cases share the calls on the data: they are the same ones then.
  const seen = new Set<JourneyCall>();
  return chosenUseCases(context).flatMap(({ useCase, options }) =>
    callsOf(useCase, options).flatMap((call) => {
      if (seen.has(call)) return [];
      seen.add(call);
      return [{ useCase: useCase.id, call: withGuardrails(context, call) }];
    }),
  );
}

/** Every call with its decision. Use cases make many calls alike: each is shown once, where it comes first. */
function linesOf(
  { roleArn, account, context }: Compiled,
  identity: PolicySet["identity"],
  journeys: readonly Journey[],
  denials: readonly JourneyCall[],
): ProofLine[] {
  const set: PolicySet = { identity, account };
  const seen = new Set<string>();
  const lines: ProofLine[] = [];
  const decide = (useCase: string, call: JourneyCall, expected: ProofLine["expected"], derived = false) => {
    const key = `${expected} ${contentOf(call)}`;
    if (seen.has(key)) return;
    seen.add(key);
    const { action, resource, step } = call;
    const decision = evaluate({ principal: roleArn, action, resource, context: call.context }, set);
    lines.push({ useCase, step, call, decision, expected, derived });
  };
  const calls = distinct(
    journeys.map(({ call }) => call),
    contentOf,
  );
  for (const { useCase, call } of journeys) decide(useCase, call, "allowed");
  for (const call of denials) decide("never", call, "denied");
  for (const call of guardrailExemptions(context, calls)) decide("guardrails", call, "allowed", true);
  for (const call of guardrailBreaches(context, calls)) decide("never", call, "denied", true);
  for (const call of nearMisses(context, journeys, calls)) decide("never", call, "denied", true);
  return lines;
}
