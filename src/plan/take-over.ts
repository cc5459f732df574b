import { sameDocument } from "../policy/canonical.js";
import { bearsItsStatements, isMadeHere } from "../role/made-here.js";
import { keptWords, othersParts } from "./others.js";
import type { Plan } from "./plan.js";

/** What a plan does to a role that does not bear sagerole's name in its trust policy. */
export interface TakeOver {
  /** Whether sagerole did not make it; else only its trust policy was edited since. */
  isAdoption: boolean;
  /** What the role file has in other words: each part in words. */
  replaced: string[];
  /** What the role file cannot express, and goes. */
  lost: string[];
  /** What the role file cannot express, and stays. */
  kept: string[];
}

/** @returns undefined where there is no role yet, where it bears sagerole's name, or where it is only deleted */
export function takeOverOf({ live, desired }: Plan): TakeOver | undefined {
  if (live === undefined || desired === undefined || isMadeHere(live)) return undefined;
  const gone = Object.keys(live.tags).filter((key) => !Object.hasOwn(desired.tags, key));
  return {
    isAdoption: !bearsItsStatements(live, desired),
    replaced: [
      ...(sameDocument(live.trustPolicy, desired.trustPolicy) ? [] : ["its trust policy is replaced"]),
      ...(live.permissionsBoundary !== undefined && desired.permissionsBoundary === undefined
        ? ["its permissions boundary is removed"]
        : []),
      ...gone.map((key) => `its tag ${key} is removed`),
    ],
    lost: othersParts(live, desired).map(({ words, loss }) => `${words} is ${loss}`),
    kept: keptWords(desired),
  };
}

/** The same in a sentence; what is kept is told by `keptSentence`. */
export function takeOverWords({ live }: Plan, { isAdoption, replaced, lost }: TakeOver): string {
  const name = `The role ${live?.name ?? ""}`;
  const parts = [...replaced, ...lost];
  const changes = parts.length === 0 ? "nothing of it is lost" : parts.join("; ");
  return isAdoption
    ? `${name} was not made by sagerole, and would be taken over: ${changes}.`
    : `${name} was made by sagerole, and its trust policy has been edited since: ${changes}.`;
}

/** What a role keeps that sagerole did not make, in a sentence; undefined where there is nothing. */
export function keptSentence({ desired }: Pick<Plan, "desired">): string | undefined {
  const kept = desired === undefined ? [] : keptWords(desired);
  return kept.length === 0
    ? undefined
    : `Kept, and not made by sagerole: ${kept.join("; ")}. To lose it: --others replace.`;
}
