import type { Compiled } from "../role/compile.js";
import type { RolePolicy } from "../role/definition.js";
import type { CodeValue } from "./code.js";

/** The role's documents, each under the number that its constant and its construct have. */
export interface CdkParts {
  /** Name of the construct's class, such as `ChurnTrainingRole`. */
  className: string;
  inline: readonly Numbered[];
  managed: readonly Numbered[];
  /** What is said where the stack is in another account. */
  wrongAccount: string;
}

interface Numbered extends RolePolicy {
  /** "" for the first, then "2" and so on. */
  number: string;
  json: CodeValue;
}

/** What the CDK's languages declare of a role. */
export function cdkParts({ definition, account }: Compiled): CdkParts {
  const numbered = definition.policies.map((policy, index) => ({
    ...policy,
    number: index === 0 ? "" : String(index + 1),
    json: policy.document as unknown as CodeValue,
  }));
  return {
    className: `${inCamelCase(definition.name)}Role`,
    inline: numbered.filter(({ kind }) => kind === "inline"),
    managed: numbered.filter(({ kind }) => kind === "managed"),
    wrongAccount: `The role ${definition.name} is for account ${account}.`,
  };
}

/** A name as that of a class: `churn-training` as `ChurnTraining`. */
function inCamelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Z]/.test(joined) ? joined : `The${joined}`;
}
