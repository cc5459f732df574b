import { emptyRoleFile } from "../role/defaults.js";
import type { RoleFile } from "../role/role-file.js";
import type { WizardState } from "./state.js";
import type { Tightening } from "./tightening.js";

/** A wizard's role may outgrow one inline policy: it then becomes managed policies rather than an error. */
export const EMPTY_ANSWERS: RoleFile = { ...emptyRoleFile(), delivery: "auto" };

/** Answers for one role, while those for another are given. */
export interface Shelved {
  answers: RoleFile;
  named: boolean;
  source?: WizardState["source"];
  tightening: Tightening | undefined;
}

type Shelf = Pick<WizardState, "answers" | "named" | "source" | "tightening" | "shelf">;

const OWN = "";

/** What tells a role that is tightened from the others whose answers are kept. */
export function keyOf({ arn, beside }: Pick<Tightening, "arn" | "beside">): string {
  return beside ? `${arn} beside` : arn;
}

/**
 * Takes up the answers for another role; those given until now are kept for when one comes back to them.
 * @param fresh makes the answers where there are none yet
 * @returns the part of the state that changes
 */
export function takeUp(state: Shelf, key: string, fresh: () => Shelved): Partial<WizardState> {
  const { answers, named, source, tightening, shelf } = state;
  const here = tightening === undefined ? OWN : keyOf(tightening);
  if (here === key) return {};
  return {
    source: undefined,
    ...(shelf[key] ?? fresh()),
    shelf: { ...shelf, [here]: { answers, named, source, tightening } },
    // What the other answers came to says nothing of these.
    compile: undefined,
    lastCompiled: undefined,
    policyLines: [],
    lit: new Set(),
  };
}

/** What of the shelf a draft keeps: a role file is opened anew. */
export function shelfToKeep(shelf: WizardState["shelf"]): WizardState["shelf"] {
  return Object.fromEntries(Object.entries(shelf).map(([key, { source: _, ...kept }]) => [key, kept]));
}

/** Takes up the answers that tighten no role. */
export function ownAnswers(state: Shelf): Partial<WizardState> {
  return takeUp(state, OWN, () => ({
    answers: EMPTY_ANSWERS,
    named: false,
    tightening: undefined,
  }));
}
