import { AwsError, page, percentEncode, type XmlValue } from "../protocol.js";
import type { PolicyState, RoleState } from "../state.js";
import { optional } from "./checks.js";
import { entryOf, type IamContext, type IamOperation } from "./context.js";
import { policySummary, policyVersion } from "./policies.js";
import { wholeRole } from "./roles.js";

const KINDS = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"];

/**
 * The account's roles and managed policies at once, in pages over all that is asked for. The account has no users and no
 * groups. Of AWS's policies there are those in use.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountDetailOperations: Record<string, IamOperation> = {
  GetAccountAuthorizationDetails: {
    writes: false,
    resource: () => "*",
    run(context) {
      const { iam, input, account } = context;
      const kinds = kindsOf(input);
      const isAwsOwn = (policy: PolicyState) => policy.arn.split(":")[4] !== account.account;
      const inUse = new Set(
        Object.values(iam.roles).flatMap(({ attached, boundary }) => [...attached, boundary ?? ""]),
      );
      const policies = Object.values(iam.policies).filter((policy) =>
        isAwsOwn(policy)
          ? kinds.includes("AWSManagedPolicy") && inUse.has(policy.arn)
          : kinds.includes("LocalManagedPolicy"),
      );
      const roles = kinds.includes("Role") ? Object.values(iam.roles) : [];
      const size = Math.min(1000, Math.max(1, Number(optional(input, "MaxItems") ?? 100)));
      const entities = [...roles.map((role) => ({ role })), ...policies.map((policy) => ({ policy }))];
      const { items, next } = page(entities, size, optional(input, "Marker"));
      return {
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: items.flatMap((item) => ("role" in item ? [roleDetail(item.role, context)] : [])),
        Policies: items.flatMap((item) => ("policy" in item ? [policyDetail(item.policy, context)] : [])),
        IsTruncated: next !== undefined,
        ...(next !== undefined && { Marker: next }),
      };
    },
  },
};

function kindsOf(input: Record<string, unknown>): readonly string[] {
  const asked = Array.isArray(input.Filter) ? input.Filter.map(String) : [];
  const unknown = asked.find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) {
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '[${unknown}]' at 'filter' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${KINDS.join(", ")}]]`,
    );
  }
  return asked.length === 0 ? KINDS : asked;
}

/** Descriptions and session lengths are not among what IAM tells here. */
function roleDetail(role: RoleState, context: IamContext): XmlValue {
  const { Description: _, MaxSessionDuration: __, ...whole } = wholeRole(role, context);
  return {
    ...whole,
    InstanceProfileList: [],
    RolePolicyList: Object.entries(role.inline).map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: percentEncode(document),
    })),
    AttachedManagedPolicies: role.attached.map((arn) => ({
      PolicyName: entryOf(context.iam.policies, arn)?.name ?? "",
      PolicyArn: arn,
    })),
  };
}

function policyDetail(policy: PolicyState, { iam }: IamContext): XmlValue {
  return {
    ...policySummary(iam, policy),
    PolicyVersionList: Object.keys(policy.versions).map((id) => policyVersion(policy, id, true)),
  };
}
