import { AwsError, percentEncode, type XmlValue } from "../protocol.js";
import type { IamState, RoleState } from "../state.js";
import { check, checkDocument, checkTagCount, optional, required, sessionSeconds, tagsOf } from "./checks.js";
import {
  changeableRole,
  entryOf,
  type IamContext,
  type IamOperation,
  iamPage,
  newId,
  policyOf,
  QUOTAS,
  roleArn,
  roleOf,
  tagList,
} from "./context.js";
import { keptTrust, shownTrust } from "./principals.js";

const onRole = (context: IamContext) => roleArn(context, optional(context.input, "RoleName") ?? "");

/** ListRoles leaves out boundary, tags and last use: GetRole has them. */
function summary(iam: IamState, role: RoleState): { [name: string]: XmlValue } {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.created,
    AssumeRolePolicyDocument: percentEncode(shownTrust(iam, role.trust)),
    ...(role.description !== "" && { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** A role as GetRole answers it. */
export function wholeRole(role: RoleState, { iam, account, now }: IamContext): { [name: string]: XmlValue } {
  return {
    ...summary(iam, role),
    ...(role.boundary !== undefined && {
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.boundary },
    }),
    ...(Object.keys(role.tags).length > 0 && { Tags: tagList(role.tags) }),
    RoleLastUsed: lastUse(role.lastUsedDaysAgo, account.region, now),
  };
}

function lastUse(daysAgo: number | undefined, region: string, now: string): XmlValue {
  return daysAgo === undefined ? {} : { LastUsedDate: daysBefore(now, daysAgo), Region: region };
}

/** Nine in the morning so many days before: the same all day long. */
export function daysBefore(now: string, days: number): string {
  return `${new Date(Date.parse(now) - days * 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`;
}

function checkTrust(context: IamContext, text: string): string {
  if (checkDocument(text, "trust") > QUOTAS.trust) {
    throw new AwsError("LimitExceeded", `Cannot exceed quota for ACLSizePerRole: ${QUOTAS.trust}`, 409);
  }
  return keptTrust(context, text);
}

function checkBoundary(context: IamContext, arn: string): string {
  policyOf(context, arn);
  return arn;
}

/** The operations on roles themselves. */
export const roleOperations: Record<string, IamOperation> = {
  CreateRole: {
    writes: true,
    resource: ({ account, input }) =>
      `arn:${account.partition}:iam::${account.account}:role${optional(input, "Path") ?? "/"}${optional(input, "RoleName") ?? ""}`,
    run(context) {
      const { account, iam, input, now } = context;
      const name = check("roleName", "roleName", required(input, "RoleName"));
      const path = check("path", "path", optional(input, "Path") ?? "/");
      const trust = checkTrust(context, required(input, "AssumeRolePolicyDocument"));
      const boundary = optional(input, "PermissionsBoundary");
      const tags = tagsOf(input);
      checkTagCount(tags);
      if (entryOf(iam.roles, name.toLowerCase()) !== undefined) {
        throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
      }
      if (Object.keys(iam.roles).length >= QUOTAS.roles) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for RolesPerAccount: ${QUOTAS.roles}`, 409);
      }
      const role: RoleState = {
        name,
        path,
        id: newId(iam, "AROA"),
        arn: `arn:${account.partition}:iam::${account.account}:role${path}${name}`,
        created: now,
        description: check("description", "description", optional(input, "Description") ?? ""),
        maxSessionSeconds: sessionSeconds(optional(input, "MaxSessionDuration") ?? "3600"),
        ...(boundary !== undefined && { boundary: checkBoundary(context, boundary) }),
        tags,
        trust,
        inline: {},
        attached: [],
      };
      iam.roles = { ...iam.roles, [name.toLowerCase()]: role };
      return { Role: wholeRole(role, context) };
    },
  },
  GetRole: {
    writes: false,
    resource: onRole,
    run: (context) => ({ Role: wholeRole(roleOf(context, required(context.input, "RoleName")), context) }),
  },
  ListRoles: {
    writes: false,
    resource: ({ account }) => `arn:${account.partition}:iam::${account.account}:role/`,
    run({ iam, input }) {
      const prefix = optional(input, "PathPrefix") ?? "/";
      const roles = Object.values(iam.roles).filter((role) => role.path.startsWith(prefix));
      return iamPage(input, roles.sort(byName), "Roles", (role) => summary(iam, role));
    },
  },
  DeleteRole: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      if (Object.keys(role.inline).length > 0) {
        throw new AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
      }
      if (role.attached.length > 0) {
        throw new AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
      }
      delete context.iam.roles[role.name.toLowerCase()];
      return {};
    },
  },
  UpdateRole: {
    writes: true,
    answers: true,
    resource: onRole,
    run(context) {
      const { input } = context;
      const role = changeableRole(context, required(input, "RoleName"));
      const description = optional(input, "Description");
      const seconds = optional(input, "MaxSessionDuration");
      if (description !== undefined) role.description = check("description", "description", description);
      if (seconds !== undefined) role.maxSessionSeconds = sessionSeconds(seconds);
      return {};
    },
  },
  UpdateAssumeRolePolicy: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      role.trust = checkTrust(context, required(context.input, "PolicyDocument"));
      return {};
    },
  },
  PutRolePermissionsBoundary: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      role.boundary = checkBoundary(context, required(context.input, "PermissionsBoundary"));
      return {};
    },
  },
  DeleteRolePermissionsBoundary: {
    writes: true,
    resource: onRole,
    run(context) {
      delete changeableRole(context, required(context.input, "RoleName")).boundary;
      return {};
    },
  },
  TagRole: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      const set = tagsOf(context.input);
      // A key that is there in another spelling is replaced.
      // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
      const spellings = new Set(Object.keys(set).map((key) => key.toLowerCase()));
      const kept = Object.entries(role.tags).filter(([key]) => !spellings.has(key.toLowerCase()));
      const tags = { ...Object.fromEntries(kept), ...set };
      checkTagCount(tags);
      role.tags = tags;
      return {};
    },
  },
  UntagRole: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      for (const key of context.input.TagKeys as string[]) delete role.tags[key];
      return {};
    },
  },
  ListRoleTags: {
    writes: false,
    resource: onRole,
    run(context) {
      const { tags } = roleOf(context, required(context.input, "RoleName"));
      return iamPage(context.input, Object.entries(tags), "Tags", ([Key, Value]) => ({ Key, Value }));
    },
  },
  ListInstanceProfilesForRole: {
    writes: false,
    resource: onRole,
    run(context) {
      roleOf(context, required(context.input, "RoleName"));
      return { InstanceProfiles: [], IsTruncated: false };
    },
  },
};

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
