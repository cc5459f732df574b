import { AwsError } from "../protocol.js";
import { accountDetailOperations } from "./account-details.js";
import { type IamOperation, QUOTAS } from "./context.js";
import { lastAccessedOperations } from "./last-accessed.js";
import { policyOperations } from "./policies.js";
import { rolePolicyOperations } from "./role-policies.js";
import { roleOperations } from "./roles.js";
import { simulateOperations } from "./simulate.js";

const accountOperations: Record<string, IamOperation> = {
  GetAccountSummary: {
    writes: false,
    resource: () => "*",
    run: ({ iam, account }) => ({
      SummaryMap: {
        "=entry": Object.entries({
          Roles: Object.keys(iam.roles).length,
          RolesQuota: QUOTAS.roles,
          Policies: Object.values(iam.policies).filter((policy) => policy.arn.split(":")[4] === account.account).length,
          PoliciesQuota: QUOTAS.policies,
          PolicySizeQuota: QUOTAS.managed,
          RolePolicySizeQuota: QUOTAS.inline,
          AssumeRolePolicySizeQuota: QUOTAS.trust,
          AttachedPoliciesPerRoleQuota: QUOTAS.attached,
          VersionsPerPolicyQuota: QUOTAS.versions,
        }).map(([key, value]) => ({ key, value })),
      },
    }),
  },
  GetUser: {
    writes: false,
    resource: ({ account, input }) => `arn:${account.partition}:iam::${account.account}:user/${String(input.UserName)}`,
    run({ input }) {
      // The account has roles only.
      throw new AwsError("NoSuchEntity", `The user with name ${String(input.UserName)} cannot be found.`, 404);
    },
  },
  ListAccountAliases: {
    writes: false,
    resource: () => "*",
    run: () => ({ AccountAliases: ["acme-ml-sandbox"], IsTruncated: false }),
  },
};

const operations: Record<string, IamOperation> = {
  ...roleOperations,
  ...rolePolicyOperations,
  ...policyOperations,
  ...accountOperations,
  ...accountDetailOperations,
  ...lastAccessedOperations,
  ...simulateOperations,
};

/**
 * The operation of IAM with this name.
 * @throws AwsError `InvalidAction` for one the embedded account does not know
 */
export function iamOperation(name: string): IamOperation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) {
    throw new AwsError("InvalidAction", `Could not find operation ${name} for version 2010-05-08`);
  }
  return operation;
}
