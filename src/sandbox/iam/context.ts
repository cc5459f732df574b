import { AwsError, page, type XmlValue } from "../protocol.js";
import type { AccountState, IamState, PolicyState, RoleState } from "../state.js";
import { optional } from "./checks.js";

/** What an operation works on. `iam` may be changed in place: it is a copy until the operation succeeds. */
export interface IamContext {
  account: AccountState;
  iam: IamState;
  input: Record<string, unknown>;
  now: string;
  /** Whether an action is denied to whoever asks. */
  denies(action: string): boolean;
}

/** One operation of IAM. */
export interface IamOperation {
  /** Whether it changes something. */
  writes: boolean;
  /** Whether the answer holds an element for its result even where that is empty. */
  answers?: true;
  /** ARN it is asked on, for access and for messages. */
  resource(context: IamContext): string;
  run(context: IamContext): { [name: string]: XmlValue };
}

/** Default quotas. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const QUOTAS = {
  roles: 1000,
  policies: 1500,
  trust: 2048,
  inline: 10_240,
  managed: 6144,
  attached: 10,
  versions: 5,
};

/** What a record holds under a name that is anybody's choice: `constructor` is one. */
export function entryOf<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The role of this name, in any case. */
export function roleOf({ iam }: IamContext, name: string): RoleState {
  const role = entryOf(iam.roles, name.toLowerCase());
  if (role === undefined) throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  return role;
}

/** The role, if it may be changed. */
export function changeableRole(context: IamContext, name: string): RoleState {
  const role = roleOf(context, name);
  if (/^\/aws-(service-role|reserved)\//.test(role.path)) {
    throw new AwsError(
      "UnmodifiableEntity",
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    );
  }
  return role;
}

/** The managed policy with this ARN. */
export function policyOf({ iam }: IamContext, arn: string): PolicyState {
  const policy = entryOf(iam.policies, arn);
  if (policy === undefined) {
    throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
  }
  return policy;
}

/** The policy, if it is not AWS's own. */
export function ownPolicy(context: IamContext, arn: string): PolicyState {
  const policy = policyOf(context, arn);
  if (arn.split(":")[4] === "aws") {
    throw new AwsError("AccessDenied", "Cannot change a policy that AWS manages.", 403);
  }
  return policy;
}

/** ARN of a role of the account; the path is known only of roles that exist. */
export function roleArn({ account, iam }: IamContext, name: string): string {
  const known = entryOf(iam.roles, name.toLowerCase());
  return known?.arn ?? `arn:${account.partition}:iam::${account.account}:role/${name}`;
}

/** A new unique id with the prefix IAM gives its kind: `AROA` for roles, `ANPA` for policies. */
export function newId(iam: IamState, prefix: string): string {
  iam.serial += 1;
  return prefix + iam.serial.toString(36).toUpperCase().padStart(17, "0").replaceAll("0", "Q").slice(-17);
}

/** One page of a list as IAM answers it. */
export function iamPage<T>(
  input: Record<string, unknown>,
  items: readonly T[],
  name: string,
  shape: (item: T) => XmlValue,
): { [name: string]: XmlValue } {
  const size = Math.min(1000, Math.max(1, Number(optional(input, "MaxItems") ?? 100)));
  const { items: shown, next } = page(items, size, optional(input, "Marker"));
  return {
    [name]: shown.map(shape),
    IsTruncated: next !== undefined,
    ...(next !== undefined && { Marker: next }),
  };
}

/** Tags as IAM answers them. */
export function tagList(tags: Record<string, string>): XmlValue {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
