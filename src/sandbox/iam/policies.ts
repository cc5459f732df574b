import { AwsError, percentEncode, type XmlValue } from "../protocol.js";
import type { IamState, PolicyState } from "../state.js";
import { check, checkDocument, checkTagCount, optional, required, tagsOf } from "./checks.js";
import {
  entryOf,
  type IamContext,
  type IamOperation,
  iamPage,
  newId,
  ownPolicy,
  policyOf,
  QUOTAS,
  tagList,
} from "./context.js";

const onPolicy = ({ input }: IamContext) => optional(input, "PolicyArn") ?? "*";

function attachments(iam: IamState, arn: string): number {
  return Object.values(iam.roles).filter((role) => role.attached.includes(arn)).length;
}

/** A managed policy as IAM lists it. */
export function policySummary(iam: IamState, policy: PolicyState): { [name: string]: XmlValue } {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments(iam, policy.arn),
    PermissionsBoundaryUsageCount: Object.values(iam.roles).filter((role) => role.boundary === policy.arn).length,
    IsAttachable: !policy.path.startsWith("/aws-service-role/"),
    ...(policy.description !== "" && { Description: policy.description }),
    CreateDate: policy.created,
    UpdateDate: policy.updated,
    ...(Object.keys(policy.tags).length > 0 && { Tags: tagList(policy.tags) }),
  };
}

/** One version of a managed policy as IAM answers it. */
export function policyVersion(policy: PolicyState, id: string, withDocument: boolean): XmlValue {
  const found = entryOf(policy.versions, id);
  if (found === undefined) {
    throw new AwsError("NoSuchEntity", `Policy ${policy.arn} version ${id} does not exist or is not attachable.`, 404);
  }
  return {
    ...(withDocument && { Document: percentEncode(found.document) }),
    VersionId: id,
    IsDefaultVersion: id === policy.defaultVersion,
    CreateDate: found.created,
  };
}

function checkManaged(text: string): string {
  if (checkDocument(text, "identity") > QUOTAS.managed) {
    throw new AwsError("LimitExceeded", `Cannot exceed quota for PolicySize: ${QUOTAS.managed}`, 409);
  }
  return text;
}

/** The operations on managed policies. */
export const policyOperations: Record<string, IamOperation> = {
  CreatePolicy: {
    writes: true,
    resource: ({ account, input }) =>
      `arn:${account.partition}:iam::${account.account}:policy${optional(input, "Path") ?? "/"}${optional(input, "PolicyName") ?? ""}`,
    run({ account, iam, input, now }) {
      const name = check("policyName", "policyName", required(input, "PolicyName"));
      const path = check("policyPath", "path", optional(input, "Path") ?? "/");
      const document = checkManaged(required(input, "PolicyDocument"));
      const tags = tagsOf(input);
      checkTagCount(tags);
      const own = Object.values(iam.policies).filter((policy) => policy.arn.split(":")[4] === account.account);
      if (own.some((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
        throw new AwsError(
          "EntityAlreadyExists",
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
          409,
        );
      }
      if (own.length >= QUOTAS.policies) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for PoliciesPerAccount: ${QUOTAS.policies}`, 409);
      }
      const policy: PolicyState = {
        name,
        path,
        id: newId(iam, "ANPA"),
        arn: `arn:${account.partition}:iam::${account.account}:policy${path}${name}`,
        created: now,
        updated: now,
        description: (optional(input, "Description") ?? "").slice(0, 1000),
        tags,
        defaultVersion: "v1",
        nextVersion: 2,
        versions: { v1: { document, created: now } },
      };
      iam.policies[policy.arn] = policy;
      return { Policy: policySummary(iam, policy) };
    },
  },
  GetPolicy: {
    writes: false,
    resource: onPolicy,
    run: (context) => ({ Policy: policySummary(context.iam, policyOf(context, required(context.input, "PolicyArn"))) }),
  },
  ListPolicies: {
    writes: false,
    resource: ({ account }) => `arn:${account.partition}:iam::${account.account}:policy/`,
    run({ iam, input }) {
      const scope = optional(input, "Scope") ?? "All";
      const only = optional(input, "OnlyAttached") === "true";
      const listed = Object.values(iam.policies).filter(
        (policy) =>
          (scope === "All" || (policy.arn.split(":")[4] === "aws") === (scope === "AWS")) &&
          (!only || attachments(iam, policy.arn) > 0),
      );
      return iamPage(input, listed, "Policies", (policy) => policySummary(iam, policy));
    },
  },
  GetPolicyVersion: {
    writes: false,
    resource: onPolicy,
    run: (context) => ({
      PolicyVersion: policyVersion(
        policyOf(context, required(context.input, "PolicyArn")),
        required(context.input, "VersionId"),
        true,
      ),
    }),
  },
  ListPolicyVersions: {
    writes: false,
    resource: onPolicy,
    run(context) {
      const policy = policyOf(context, required(context.input, "PolicyArn"));
      const ids = Object.keys(policy.versions).sort((a, b) => number(b) - number(a));
      return iamPage(context.input, ids, "Versions", (id) => policyVersion(policy, id, false));
    },
  },
  CreatePolicyVersion: {
    writes: true,
    resource: onPolicy,
    run(context) {
      const { input, now } = context;
      const policy = ownPolicy(context, required(input, "PolicyArn"));
      const document = checkManaged(required(input, "PolicyDocument"));
      if (Object.keys(policy.versions).length >= QUOTAS.versions) {
        throw new AwsError(
          "LimitExceeded",
          `A managed policy can have up to ${QUOTAS.versions} versions. Before you create a new version, you must delete an existing version.`,
          409,
        );
      }
      const id = `v${policy.nextVersion}`;
      policy.nextVersion += 1;
      policy.versions[id] = { document, created: now };
      policy.updated = now;
      if (optional(input, "SetAsDefault") === "true") policy.defaultVersion = id;
      return { PolicyVersion: policyVersion(policy, id, false) };
    },
  },
  SetDefaultPolicyVersion: {
    writes: true,
    resource: onPolicy,
    run(context) {
      const policy = ownPolicy(context, required(context.input, "PolicyArn"));
      const id = required(context.input, "VersionId");
      policyVersion(policy, id, false);
      policy.defaultVersion = id;
      return {};
    },
  },
  DeletePolicyVersion: {
    writes: true,
    resource: onPolicy,
    run(context) {
      const policy = ownPolicy(context, required(context.input, "PolicyArn"));
      const id = required(context.input, "VersionId");
      policyVersion(policy, id, false);
      if (id === policy.defaultVersion) {
        throw new AwsError("DeleteConflict", "Cannot delete the default version of a policy.", 409);
      }
      delete policy.versions[id];
      return {};
    },
  },
  DeletePolicy: {
    writes: true,
    resource: onPolicy,
    run(context) {
      const policy = ownPolicy(context, required(context.input, "PolicyArn"));
      if (attachments(context.iam, policy.arn) > 0) {
        throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
      }
      if (Object.keys(policy.versions).length > 1) {
        throw new AwsError(
          "DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
          409,
        );
      }
      delete context.iam.policies[policy.arn];
      return {};
    },
  },
  ListEntitiesForPolicy: {
    writes: false,
    resource: onPolicy,
    run(context) {
      const { arn } = policyOf(context, required(context.input, "PolicyArn"));
      const roles = Object.values(context.iam.roles).filter((role) => role.attached.includes(arn));
      return {
        ...iamPage(context.input, roles, "PolicyRoles", (role) => ({ RoleName: role.name, RoleId: role.id })),
        PolicyGroups: [],
        PolicyUsers: [],
      };
    },
  },
  ListPolicyTags: {
    writes: false,
    resource: onPolicy,
    run(context) {
      const { tags } = policyOf(context, required(context.input, "PolicyArn"));
      return iamPage(context.input, Object.entries(tags), "Tags", ([Key, Value]) => ({ Key, Value }));
    },
  },
  TagPolicy: {
    writes: true,
    resource: onPolicy,
    run(context) {
      const policy = ownPolicy(context, required(context.input, "PolicyArn"));
      const tags = { ...policy.tags, ...tagsOf(context.input) };
      checkTagCount(tags);
      policy.tags = tags;
      return {};
    },
  },
  UntagPolicy: {
    writes: true,
    resource: onPolicy,
    run(context) {
      const policy = ownPolicy(context, required(context.input, "PolicyArn"));
      for (const key of context.input.TagKeys as string[]) delete policy.tags[key];
      return {};
    },
  },
};

function number(versionId: string): number {
  return Number(versionId.slice(1));
}
