import type { IamWrite } from "../aws/account.js";
import { nameInArn } from "../policy/arn.js";
import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";

/**
 * What a role is after calls were made on it: IAM's side of a plan, as far as it shows in the role.
 * @param live the role before; undefined where there is none
 * @returns undefined where there is no role, then as before
 */
export function outcomeOf(live: RoleDefinition | undefined, calls: readonly IamWrite[]): RoleDefinition | undefined {
  const written: Written[] = [];
  return calls.reduce((role, call) => applied(role, call, written), live);
}

/** A managed policy that was written before it was attached. */
interface Written {
  isAt(arn: string): boolean;
  document: PolicyDocument;
}

function applied(role: RoleDefinition | undefined, call: IamWrite, written: Written[]): RoleDefinition | undefined {
  if (call.api === "CreateRole") {
    const { input } = call;
    return {
      name: input.RoleName,
      path: input.Path,
      description: input.Description ?? "",
      maxSessionSeconds: input.MaxSessionDuration,
      ...(input.PermissionsBoundary !== undefined && { permissionsBoundary: input.PermissionsBoundary }),
      tags: tagsOf(input.Tags ?? []),
      trustPolicy: parse(input.AssumeRolePolicyDocument),
      policies: [],
      attachedManagedPolicies: [],
    };
  }
  if (call.api === "CreatePolicy") {
    const end = `:policy${call.input.Path}${call.input.PolicyName}`;
    written.push({ isAt: (arn) => arn.endsWith(end), document: parse(call.input.PolicyDocument) });
    return role;
  }
  if (call.api === "DeleteRole") return undefined;
  return role === undefined ? undefined : { ...role, ...changeOf(role, call, written) };
}

type RoleChange = Exclude<IamWrite, { api: "CreateRole" | "CreatePolicy" | "DeleteRole" }>;

function changeOf(role: RoleDefinition, call: RoleChange, written: Written[]): Partial<RoleDefinition> {
  switch (call.api) {
    case "UpdateRole":
      return { description: call.input.Description, maxSessionSeconds: call.input.MaxSessionDuration };
    case "UpdateAssumeRolePolicy":
      return { trustPolicy: parse(call.input.PolicyDocument) };
    case "PutRolePermissionsBoundary":
      return { permissionsBoundary: call.input.PermissionsBoundary };
    case "DeleteRolePermissionsBoundary":
      return { permissionsBoundary: undefined };
    case "TagRole":
      return { tags: { ...role.tags, ...tagsOf(call.input.Tags) } };
    case "UntagRole":
      return {
        tags: Object.fromEntries(Object.entries(role.tags).filter(([key]) => !call.input.TagKeys.includes(key))),
      };
    case "PutRolePolicy":
      return { policies: withPolicy(role, "inline", call.input.PolicyName, parse(call.input.PolicyDocument)) };
    case "DeleteRolePolicy":
      return { policies: without(role, "inline", call.input.PolicyName) };
    case "CreatePolicyVersion":
    case "SetDefaultPolicyVersion": {
      const { PolicyArn } = call.input;
      const document = parse(call.api === "CreatePolicyVersion" ? call.input.PolicyDocument : call.holds);
      written.push({ isAt: (arn) => arn === PolicyArn, document });
      const isAttached = role.policies.some(({ kind, name }) => kind === "managed" && name === nameInArn(PolicyArn));
      return isAttached ? { policies: withPolicy(role, "managed", nameInArn(PolicyArn), document) } : {};
    }
    case "DeletePolicyVersion":
    case "DeletePolicy":
      return {};
    case "AttachRolePolicy": {
      const { PolicyArn } = call.input;
      const document = written.findLast(({ isAt }) => isAt(PolicyArn))?.document;
      if (document !== undefined) return { policies: withPolicy(role, "managed", nameInArn(PolicyArn), document) };
      return { attachedManagedPolicies: [...new Set([...role.attachedManagedPolicies, PolicyArn])] };
    }
    case "DetachRolePolicy": {
      const { PolicyArn } = call.input;
      if (!role.attachedManagedPolicies.includes(PolicyArn)) {
        return { policies: without(role, "managed", nameInArn(PolicyArn)) };
      }
      return { attachedManagedPolicies: role.attachedManagedPolicies.filter((arn) => arn !== PolicyArn) };
    }
  }
}

function withPolicy(
  role: RoleDefinition,
  kind: RolePolicy["kind"],
  name: string,
  document: PolicyDocument,
): RolePolicy[] {
  return [...without(role, kind, name), { name, kind, document }];
}

function without({ policies }: RoleDefinition, kind: RolePolicy["kind"], name: string): RolePolicy[] {
  return policies.filter((policy) => policy.kind !== kind || policy.name !== name);
}

function tagsOf(tags: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function parse(text: string): PolicyDocument {
  return JSON.parse(text) as PolicyDocument;
}
