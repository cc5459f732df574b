import { TRUST_SID } from "../catalog/trust.js";
import { comparableText } from "../policy/canonical.js";
import type { PolicyDocument, Statement } from "../policy/document.js";
import type { RoleDefinition } from "./definition.js";

/** Whether sagerole made a role, or took it over: the statement of its trust policy bears its name. */
export function isMadeHere({ trustPolicy }: Pick<RoleDefinition, "trustPolicy">): boolean {
  return [trustPolicy.Statement].flat().some(({ Sid }) => Sid === TRUST_SID);
}

/**
 * Whether a role holds, under the names that sagerole gives them, statements just as sagerole writes them: then it was
 * made by it, whatever has become of its trust policy.
 * @param wanted the role as sagerole writes it now
 */
export function bearsItsStatements(role: RoleDefinition, wanted: RoleDefinition): boolean {
  return wanted.policies.some(({ name, kind, document }) => {
    const live = role.policies.find((policy) => policy.name === name && policy.kind === kind);
    const held = new Set(live === undefined ? [] : namedStatements(live.document));
    return namedStatements(document).some((text) => held.has(text));
  });
}

function namedStatements({ Version, Statement }: PolicyDocument): string[] {
  return [Statement]
    .flat()
    .filter(({ Sid }: Statement) => Sid !== undefined)
    .map((statement) => comparableText({ Version, Statement: [statement] }));
}
