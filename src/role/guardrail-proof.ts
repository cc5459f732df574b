import { type GuardrailRule, guardrailRules } from "../catalog/guardrails.js";
import type { GrantContext, JourneyCall } from "../catalog/use-case.js";
import type { RequestContext } from "../policy/request.js";

/** A call as it is made under the role's guardrails: with what each asks for. */
export function withGuardrails(context: GrantContext, call: JourneyCall): JourneyCall {
  const rules = rulesOf(context, call);
  if (rules.length === 0) return call;
  return { ...call, context: Object.assign({}, call.context, ...rules.map(({ kept }) => kept)) };
}

/** Calls that break a guardrail, each in one thing, made from those that the role makes. */
export function guardrailBreaches(context: GrantContext, journey: readonly JourneyCall[]): JourneyCall[] {
  return journey.flatMap((call) =>
    rulesOf(context, call).map((rule) => ({
      ...call,
      step: `${call.step}, against the guardrail ${rule.guardrail}`,
      context: carried({ ...call.context, ...rule.broken }),
    })),
  );
}

/** Calls that ask for no instances, and are let off what is asked of those that do. */
export function guardrailExemptions(context: GrantContext, journey: readonly JourneyCall[]): JourneyCall[] {
  return journey.flatMap((call) =>
    rulesOf(context, call)
      .filter(({ onlyWithInstances }) => onlyWithInstances)
      .map(({ kept }) => ({
        ...call,
        step: `${call.step}, without instances of its own`,
        context: Object.fromEntries(
          Object.entries(call.context).filter(([key]) => !(key in kept) && key !== "sagemaker:InstanceTypes"),
        ),
      })),
  );
}

function rulesOf(context: GrantContext, { action }: JourneyCall): GuardrailRule[] {
  if (!action.startsWith("sagemaker:")) return [];
  return guardrailRules(context).filter(({ actions }) => actions.includes(action.slice("sagemaker:".length)));
}

/** What has no value is not carried. */
function carried(context: GuardrailRule["broken"]): RequestContext {
  return Object.fromEntries(
    Object.entries(context).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  );
}
