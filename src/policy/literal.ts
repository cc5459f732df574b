import { Problem } from "../base/problem.js";

/** The characters IAM accepts in a policy document. Source: pattern of `policyDocumentType` in the IAM API. */
const REFUSED = /[^ -\u00ff]/u;

/**
 * A person's text as it must stand in a `Resource` ARN or a `StringLike` value to match only itself: `*`, `?` and
 * `$` become the policy variables IAM has for them. Needs policy version 2012-10-17.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 * @throws Problem `illegal-character` for a character that no policy document may hold
 */
export function literal(text: string): string {
  const refused = REFUSED.exec(text)?.[0];
  if (refused !== undefined) {
    const code = (refused.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    throw new Problem(
      "illegal-character",
      `"${text}" holds the character U+${code}, which IAM refuses in policies: they end at U+00FF.`,
      "Use a prefix that ends before this character.",
    );
  }
  return text.replace(/\*|\?|\$(?=\{)/g, (character) => `\${${character}}`);
}
