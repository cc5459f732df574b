import { AwsError, percentEncode } from "../protocol.js";
import { check, checkDocument, optional, required } from "./checks.js";
import {
  changeableRole,
  entryOf,
  type IamContext,
  type IamOperation,
  iamPage,
  policyOf,
  QUOTAS,
  roleArn,
  roleOf,
} from "./context.js";

const onRole = (context: IamContext) => roleArn(context, optional(context.input, "RoleName") ?? "");

/** The operations on a role's policies, inline and attached. */
export const rolePolicyOperations: Record<string, IamOperation> = {
  PutRolePolicy: {
    writes: true,
    resource: onRole,
    run(context) {
      const { input } = context;
      const role = changeableRole(context, required(input, "RoleName"));
      const name = check("policyName", "policyName", required(input, "PolicyName"));
      const text = required(input, "PolicyDocument");
      const others = Object.entries(role.inline).filter(([other]) => other !== name);
      const size =
        checkDocument(text, "identity") +
        others.reduce((sum, [, document]) => sum + checkDocument(document, "identity"), 0);
      if (size > QUOTAS.inline) {
        throw new AwsError(
          "LimitExceeded",
          `Maximum policy size of ${QUOTAS.inline} bytes exceeded for role ${role.name}`,
          409,
        );
      }
      role.inline = { ...role.inline, [name]: text };
      return {};
    },
  },
  GetRolePolicy: {
    writes: false,
    resource: onRole,
    run(context) {
      const role = roleOf(context, required(context.input, "RoleName"));
      const name = required(context.input, "PolicyName");
      return {
        RoleName: role.name,
        PolicyName: name,
        PolicyDocument: percentEncode(inlinePolicy(role.inline, name)),
      };
    },
  },
  DeleteRolePolicy: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      const name = required(context.input, "PolicyName");
      inlinePolicy(role.inline, name);
      delete role.inline[name];
      return {};
    },
  },
  ListRolePolicies: {
    writes: false,
    resource: onRole,
    run(context) {
      const role = roleOf(context, required(context.input, "RoleName"));
      return iamPage(context.input, Object.keys(role.inline).sort(), "PolicyNames", (name) => name);
    },
  },
  AttachRolePolicy: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      const { arn, path } = policyOf(context, required(context.input, "PolicyArn"));
      if (path.startsWith("/aws-service-role/")) {
        throw new AwsError("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.");
      }
      if (role.attached.includes(arn)) return {};
      if (role.attached.length >= QUOTAS.attached) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${QUOTAS.attached}`, 409);
      }
      role.attached.push(arn);
      return {};
    },
  },
  DetachRolePolicy: {
    writes: true,
    resource: onRole,
    run(context) {
      const role = changeableRole(context, required(context.input, "RoleName"));
      const arn = required(context.input, "PolicyArn");
      if (!role.attached.includes(arn)) {
        throw new AwsError("NoSuchEntity", `Policy ${arn} was not found.`, 404);
      }
      role.attached = role.attached.filter((other) => other !== arn);
      return {};
    },
  },
  ListAttachedRolePolicies: {
    writes: false,
    resource: onRole,
    run(context) {
      const role = roleOf(context, required(context.input, "RoleName"));
      return iamPage(context.input, role.attached, "AttachedPolicies", (arn) => ({
        PolicyName: policyOf(context, arn).name,
        PolicyArn: arn,
      }));
    },
  },
};

function inlinePolicy(policies: Record<string, string>, name: string): string {
  const document = entryOf(policies, name);
  if (document === undefined) {
    throw new AwsError("NoSuchEntity", `The role policy with name ${name} cannot be found.`, 404);
  }
  return document;
}
