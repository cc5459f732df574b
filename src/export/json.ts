import type { Compiled } from "../role/compile.js";

/** The role as one JSON document: trust policy, policies, what is attached, and what the caller needs. */
export function exportJson({ definition, callerPolicy }: Compiled): string {
  const { trustPolicy, policies, attachedManagedPolicies } = definition;
  return `${jsonText({ trustPolicy, policies, attach: attachedManagedPolicies, callerPolicy })}\n`;
}

/** JSON to read, in which characters that could draw on a terminal or reorder text are written as escapes. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
