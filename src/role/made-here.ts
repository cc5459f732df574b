import { TRUST_SID } from "../catalog/trust.js";
import type { RoleDefinition } from "./definition.js";

/** Whether sagerole made a role, or took it over: the statement of its trust policy bears its name. */
export function isMadeHere({ trustPolicy }: Pick<RoleDefinition, "trustPolicy">): boolean {
  return [trustPolicy.Statement].flat().some(({ Sid }) => Sid === TRUST_SID);
}
