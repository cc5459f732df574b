import { isMadeHere } from "../role/made-here.js";
import type { Plan } from "./plan.js";

/**
 * What a plan takes from a role that sagerole did not make: each part in words.
 * @returns undefined where there is no role yet, where sagerole made it, or where it is only deleted
 */
export function takenOver({ live, desired }: Plan): string[] | undefined {
  if (live === undefined || desired === undefined || isMadeHere(live)) return undefined;
  const kept = (name: string, kind: string) =>
    desired.policies.some((policy) => policy.name === name && policy.kind === kind);
  return [
    "its trust policy is replaced",
    ...live.policies.map(
      ({ name, kind }) => `the ${kind} policy ${name} is ${kept(name, kind) ? "replaced" : "removed"}`,
    ),
    ...live.attachedManagedPolicies
      .filter((arn) => !desired.attachedManagedPolicies.includes(arn))
      .map((arn) => `${arn} is detached`),
  ];
}

/** The same in one sentence. */
export function takeOverWords({ live }: Plan, parts: readonly string[]): string {
  return `The role ${live?.name ?? ""} was not made by sagerole, and would be taken over: ${parts.join("; ")}.`;
}
