import { guardrailDenials, guardrailRules } from "../catalog/guardrails.js";
import type { Grant, GrantContext, UseCase } from "../catalog/use-case.js";
import type { Effect } from "../policy/document.js";
import { mergePieces, type Piece } from "../policy/merge.js";
import { assignSids } from "../policy/sid.js";
import type { ChosenUseCase } from "./compilation.js";
import type { Reason } from "./definition.js";

/** A statement in the making, named. */
export type SidPiece = Piece<Reason> & { sid: string };

/** What stands in a reason for the use case where a guardrail asks. */
export const GUARDRAILS = "guardrails";

/**
 * The statements of a role: what its use cases need, and, where it starts work itself, what its guardrails deny.
 * @param attached whether other policies are attached, which may allow more than the use cases: every action that a
 *   guardrail is about is denied then, and not only those that the role is given
 */
export function rolePieces(chosen: readonly ChosenUseCase[], context: GrantContext, attached: boolean): SidPiece[] {
  const granted = grantedPieces(chosen, (useCase, options) => useCase.grants(context, options));
  const given = new Set(granted.flatMap(({ actions }) => actions));
  const denied = denials(context).flatMap((grant) => {
    const actions = attached ? grant.actions : grant.actions.filter((action) => given.has(action));
    return actions.length === 0 ? [] : [pieceOf("Deny", GUARDRAILS, { ...grant, actions })];
  });
  return assignSids(mergePieces([...granted, ...denied], keyOfReason));
}

/** The statements of the person who starts the work: they hold for all that the person may do elsewhere. */
export function callerPieces(chosen: readonly ChosenUseCase[], context: GrantContext): SidPiece[] {
  const granted = grantedPieces(chosen, (useCase, options) => useCase.callerGrants(context, options));
  return assignSids(
    mergePieces([...granted, ...denials(context).map((grant) => pieceOf("Deny", GUARDRAILS, grant))], keyOfReason),
  );
}

/** What use cases grant; a grant that several share is one piece, with the reasons of each. */
function grantedPieces(
  chosen: readonly ChosenUseCase[],
  grantsOf: (useCase: UseCase, options: ChosenUseCase["options"]) => Grant[],
): Piece<Reason>[] {
  const pieces = new Map<Grant, Piece<Reason> & { reasons: Reason[] }>();
  for (const { useCase, options } of chosen) {
    for (const grant of grantsOf(useCase, options)) {
      const known = pieces.get(grant);
      if (known === undefined) pieces.set(grant, pieceOf("Allow", useCase.id, grant));
      else known.reasons.push(reasonOf(useCase.id, grant));
    }
  }
  return [...pieces.values()];
}

function denials(context: GrantContext): Grant[] {
  return guardrailDenials(guardrailRules(context));
}

function pieceOf(effect: Effect, useCase: string, grant: Grant): Piece<Reason> & { reasons: Reason[] } {
  const { topic, actions, resources, condition } = grant;
  return { topic, effect, actions, resources, ...(condition && { condition }), reasons: [reasonOf(useCase, grant)] };
}

function reasonOf(useCase: string, { actions, input, why, source }: Grant): Reason {
  return { useCase, ...(input !== undefined && { input }), actions, why, source };
}

function keyOfReason({ useCase, input, actions, why, source }: Reason): string {
  return `${useCase}\n${input}\n${why}\n${source}\n${actions}`;
}
