import type { RoleDefinition } from "./definition.js";

/**
 * Path of a role's own managed policies: the role's, where policies may have it. Theirs allow fewer characters.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
export function managedPolicyPath({ path }: Pick<RoleDefinition, "path">): string {
  return /^((\/[A-Za-z0-9.,+@=_-]+)*)\/$/.test(path) ? path : "/";
}

/** What a role's own managed policies say of themselves; IAM never lets it be changed. */
export function managedPolicyDescription({ name }: Pick<RoleDefinition, "name">): string {
  return `Permissions of the role ${name}`;
}

/** ARN of a managed policy that belongs to a role. */
export function managedPolicyArn(
  role: Pick<RoleDefinition, "path">,
  name: string,
  { account, partition }: { account: string; partition: string },
): string {
  return `arn:${partition}:iam::${account}:policy${managedPolicyPath(role)}${name}`;
}

/** Whether a managed policy is named after a role, as the ones made for it are: `churn`, `churn-2`. */
export function isNamedAfter(roleName: string, policyName: string): boolean {
  return (
    policyName === roleName || (policyName.startsWith(roleName) && /^-\d+$/.test(policyName.slice(roleName.length)))
  );
}
