import type { Compiled } from "../role/compile.js";

/** The role as one JSON document: trust policy, policies, what is attached, and what the caller needs. */
export function exportJson({ definition, callerPolicy }: Compiled): string {
  const { trustPolicy, policies, attachedManagedPolicies } = definition;
  return `${JSON.stringify({ trustPolicy, policies, attach: attachedManagedPolicies, callerPolicy }, undefined, 2)}\n`;
}
