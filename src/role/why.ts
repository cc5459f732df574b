import { asList, conditionWords, type Effect } from "../policy/document.js";
import type { Compiled } from "./compile.js";
import type { Reason } from "./definition.js";
import type { ProofLine } from "./prove.js";

/** Why one statement of a role is there. */
export interface StatementWhy {
  policy: string;
  sid: string;
  effect: Effect;
  resources: string[];
  /** Each as `key operator value or value`. */
  conditions: string[];
  /** What was chosen, why it needs this, and where AWS says so. */
  reasons: readonly Reason[];
  actions: ActionWhy[];
}

/** Why one action is in a statement. */
export interface ActionWhy {
  action: string;
  /** Positions in the statement's reasons of those that ask for it. */
  reasons: number[];
  /** What would fail without it, or, in a statement that denies, what could then be done. */
  without: string[];
}

/**
 * Why each statement of a role is there, action by action: which choice asked for it, and which of the proof's steps
 * hang on it.
 * @param proof the proof of the same role
 */
export function whyOf(compiled: Compiled, proof: readonly ProofLine[]): StatementWhy[] {
  const steps = new Map<string, Set<string>>();
  for (const { step, call, decision } of proof) {
    if (decision.by === undefined) continue;
    const key = keyOf(decision.by.policy, decision.by.sid, call.action);
    steps.set(key, (steps.get(key) ?? new Set()).add(step));
  }
  const reasons = new Map(compiled.provenance.map((entry) => [`${entry.policy}\n${entry.sid}`, entry.reasons]));
  return compiled.definition.policies.flatMap((policy) =>
    policy.document.Statement.map(({ Sid = "", Effect, Action, Resource, Condition }): StatementWhy => {
      const asked = reasons.get(`${policy.name}\n${Sid}`) ?? [];
      return {
        policy: policy.name,
        sid: Sid,
        effect: Effect,
        resources: asList(Resource),
        conditions: conditionWords(Condition),
        reasons: asked,
        actions: asList(Action).map((action) => ({
          action,
          reasons: asked.flatMap((reason, index) => (reason.actions.includes(action) ? [index] : [])),
          without: [...(steps.get(keyOf(policy.name, Sid, action)) ?? [])],
        })),
      };
    }),
  );
}

function keyOf(policy: string, sid: string | undefined, action: string): string {
  return `${policy}\n${sid ?? ""}\n${action}`;
}
