import type { IamWrite, LiveRole } from "../aws/account.js";
import { nameInArn } from "../policy/arn.js";
import { canonicalText } from "../policy/canonical.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { managedPolicyArn, managedPolicyDescription, managedPolicyPath } from "../role/managed-policy.js";
import type { PlanStep } from "./plan.js";

/** Versions IAM keeps of a managed policy. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_VERSIONS = 5;

/** Where the role is. */
export interface Place {
  account: string;
  partition: string;
}

/** The one call that makes a role with all but its permissions. */
export function createRole(role: RoleDefinition): PlanStep {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags } = role;
  return step("+", `create the role ${name}`, {
    api: "CreateRole",
    input: {
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: canonicalText(role.trustPolicy),
      ...(description !== "" && { Description: description }),
      MaxSessionDuration: maxSessionSeconds,
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
      ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
    },
  });
}

/** Replaces the trust policy. */
export function changeTrust(role: RoleDefinition): PlanStep {
  const input = { RoleName: role.name, PolicyDocument: canonicalText(role.trustPolicy) };
  return step("~", `change who may assume ${role.name}`, { api: "UpdateAssumeRolePolicy", input });
}

/** Sets, changes or removes the permissions boundary. */
export function changeBoundary(was: RoleDefinition, role: RoleDefinition): PlanStep {
  const { name, permissionsBoundary } = role;
  if (permissionsBoundary === undefined) {
    const call: IamWrite = { api: "DeleteRolePermissionsBoundary", input: { RoleName: name } };
    return step("-", "remove the permissions boundary", call);
  }
  const sign = was.permissionsBoundary === undefined ? "+" : "~";
  return step(sign, `set the permissions boundary ${nameInArn(permissionsBoundary)}`, {
    api: "PutRolePermissionsBoundary",
    input: { RoleName: name, PermissionsBoundary: permissionsBoundary },
  });
}

/** Changes the description and the session length, which IAM takes in one call; none where both stay. */
export function changeSettings(was: RoleDefinition, role: RoleDefinition): PlanStep[] {
  const changed = [
    ...(was.description === role.description ? [] : ["the description"]),
    ...(was.maxSessionSeconds === role.maxSessionSeconds ? [] : [`the session length to ${role.maxSessionSeconds} s`]),
  ];
  if (changed.length === 0) return [];
  const input = { RoleName: role.name, Description: role.description, MaxSessionDuration: role.maxSessionSeconds };
  return [step("~", `change ${changed.join(" and ")}`, { api: "UpdateRole", input })];
}

/** Removes and sets tags. Keys are unique whatever their case: one in another spelling goes before the new one comes. */
export function changeTags(was: RoleDefinition, role: RoleDefinition): PlanStep[] {
  const gone = Object.keys(was.tags).filter((key) => !Object.hasOwn(role.tags, key));
  const set = Object.fromEntries(
    Object.entries(role.tags).filter(([key, value]) => !Object.hasOwn(was.tags, key) || was.tags[key] !== value),
  );
  const keys = Object.keys(set);
  const isNew = keys.every((key) => !Object.hasOwn(was.tags, key));
  const untag: IamWrite = { api: "UntagRole", input: { RoleName: role.name, TagKeys: gone } };
  const tag: IamWrite = { api: "TagRole", input: { RoleName: role.name, Tags: tagList(set) } };
  return [
    ...(gone.length === 0 ? [] : [step("-", `remove ${tagWords(gone)}`, untag)]),
    ...(keys.length === 0 ? [] : [step(isNew ? "+" : "~", `set ${tagWords(keys)}`, tag)]),
  ];
}

/**
 * Gives the role a policy it does not have. A managed policy of that name that is attached to nothing, as an apply
 * that was cut short leaves one, is written anew and used.
 */
export function addPolicy(
  role: RoleDefinition,
  policy: RolePolicy,
  place: Place,
  live: LiveRole | undefined,
): PlanStep[] {
  const { name, document } = policy;
  if (policy.kind === "inline") return [step("+", `write the inline policy ${name}`, putInline(role, policy))];
  const arn = managedPolicyArn(role, name, place);
  if (live?.versions[arn] !== undefined) return [...newVersion(arn, policy, live), attach(role, arn)];
  const input = {
    PolicyName: name,
    Path: managedPolicyPath(role),
    PolicyDocument: canonicalText(document),
    Description: managedPolicyDescription(role),
  };
  return [step("+", `create the managed policy ${name}`, { api: "CreatePolicy", input }), attach(role, arn)];
}

/** Versions that were in force before, by policy ARN. */
export type EarlierVersions = Readonly<Record<string, string>>;

/**
 * Gives a policy the role has another document.
 * @param earlier of managed policies, versions that hold just this document and may be put back in force
 */
export function changePolicy(
  role: RoleDefinition,
  policy: RolePolicy,
  live: LiveRole,
  earlier: EarlierVersions = {},
): PlanStep[] {
  if (policy.kind === "managed") {
    const arn = liveArn(live, policy.name);
    return earlierVersion(arn, policy, live, earlier[arn]) ?? newVersion(arn, policy, live);
  }
  return [step("~", `rewrite the inline policy ${policy.name}`, putInline(role, policy))];
}

/** Takes a policy from the role. A managed one is only detached: what it held can be looked up. */
export function removePolicy(role: RoleDefinition, { kind, name }: RolePolicy, live: LiveRole): PlanStep {
  if (kind === "managed") {
    const { sign, summary, call } = detach(role, liveArn(live, name));
    return step(sign, `${summary}; it stays in the account`, call);
  }
  const input = { RoleName: role.name, PolicyName: name };
  return step("-", `remove the inline policy ${name}`, { api: "DeleteRolePolicy", input });
}

/** Attaches a managed policy as it is. */
export function attach(role: RoleDefinition, arn: string): PlanStep {
  const input = { RoleName: role.name, PolicyArn: arn };
  return step("+", `attach the managed policy ${nameInArn(arn)}`, { api: "AttachRolePolicy", input });
}

/** Detaches a managed policy. */
export function detach(role: RoleDefinition, arn: string): PlanStep {
  const input = { RoleName: role.name, PolicyArn: arn };
  return step("-", `detach the managed policy ${nameInArn(arn)}`, { api: "DetachRolePolicy", input });
}

/** Puts an earlier version back in force and takes away the one that replaced it; undefined where it is not there. */
function earlierVersion(
  arn: string,
  policy: RolePolicy,
  { versions }: LiveRole,
  earlier: string | undefined,
): PlanStep[] | undefined {
  const kept = versions[arn];
  if (earlier === undefined || kept === undefined) return undefined;
  if (earlier === kept.defaultVersion || !kept.versions.includes(earlier)) return undefined;
  const replaced = { PolicyArn: arn, VersionId: kept.defaultVersion };
  return [
    step("~", `put ${earlier} of the managed policy ${policy.name} back in force`, {
      api: "SetDefaultPolicyVersion",
      input: { PolicyArn: arn, VersionId: earlier },
      holds: canonicalText(policy.document),
    }),
    step("-", `remove ${kept.defaultVersion} of the managed policy ${policy.name}`, {
      api: "DeletePolicyVersion",
      input: replaced,
    }),
  ];
}

/** Writes a new version of a managed policy; the oldest that is not in force goes, as a step of its own, when it must. */
function newVersion(arn: string, policy: RolePolicy, { versions }: LiveRole): PlanStep[] {
  const kept = versions[arn];
  const [oldest] = (kept?.versions ?? [])
    .filter((version) => version !== kept?.defaultVersion)
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  const isFull = (kept?.versions.length ?? 0) >= MOST_VERSIONS;
  const remove: IamWrite = { api: "DeletePolicyVersion", input: { PolicyArn: arn, VersionId: oldest ?? "" } };
  const input = { PolicyArn: arn, PolicyDocument: canonicalText(policy.document), SetAsDefault: true } as const;
  return [
    ...(isFull && oldest !== undefined
      ? [step("-", `remove ${oldest}, the oldest of ${MOST_VERSIONS} versions of ${policy.name}`, remove)]
      : []),
    step("~", `write a new version of the managed policy ${policy.name}`, { api: "CreatePolicyVersion", input }),
  ];
}

function putInline(role: RoleDefinition, { name, document }: RolePolicy): IamWrite {
  return {
    api: "PutRolePolicy",
    input: { RoleName: role.name, PolicyName: name, PolicyDocument: canonicalText(document) },
  };
}

/** ARN of a managed policy that belongs to the live role. */
function liveArn({ versions }: LiveRole, name: string): string {
  const arn = Object.keys(versions).find((candidate) => nameInArn(candidate) === name);
  if (arn === undefined) throw new Error(`no version of the managed policy ${name} was read`);
  return arn;
}

function step(sign: PlanStep["sign"], summary: string, call: IamWrite): PlanStep {
  return { sign, summary, call };
}

function tagWords(keys: readonly string[]): string {
  return keys.length === 1 ? `the tag ${keys[0]}` : `${keys.length} tags`;
}

function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
