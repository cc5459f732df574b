import { asList, type Principal, type Statement } from "./document.js";

/** How closely a resource policy names the caller: its session, its role (or everybody), or its account. */
export type PrincipalReach = "session" | "role" | "account";

/**
 * Whether a statement of a resource policy is about this principal, and how closely it names it.
 * A statement without `Principal` is about nobody. `NotPrincipal` is about all but those it names.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @param principal ARN of a role, user or session
 * @param account the principal's account, 12 digits
 * @param service the service principal that asks, in place of both
 */
export function reachOf(
  { Principal, NotPrincipal }: Statement,
  principal: string | undefined,
  account: string | undefined,
  service?: string,
): PrincipalReach | undefined {
  if (NotPrincipal !== undefined)
    return named(NotPrincipal, principal, account, service) === undefined ? "role" : undefined;
  return Principal === undefined ? undefined : named(Principal, principal, account, service);
}

function named(
  principals: Principal,
  principal: string | undefined,
  account: string | undefined,
  service: string | undefined,
): PrincipalReach | undefined {
  if (principals === "*") return "role";
  if (service !== undefined) return asList(principals.Service).includes(service) ? "role" : undefined;
  const names = asList(principals.AWS);
  if (principal !== undefined && names.includes(principal)) return isSession(principal) ? "session" : "role";
  if (principal !== undefined && names.includes(roleOfSession(principal) ?? "")) return "role";
  if (names.includes("*")) return "role";
  const owner = account ?? principal?.split(":")[4];
  const isAccount = (name: string) => name === owner || /^arn:[a-z-]+:iam::(\d{12}):root$/.exec(name)?.[1] === owner;
  return owner !== undefined && names.some(isAccount) ? "account" : undefined;
}

function isSession(arn: string): boolean {
  return arn.split(":")[2] === "sts";
}

/** The role of an assumed-role session. The session's ARN does not hold the role's path: a role with one is not found. */
function roleOfSession(arn: string): string | undefined {
  const match = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(arn);
  return match === null ? undefined : `arn:${match[1]}:iam::${match[2]}:role/${match[3]}`;
}
