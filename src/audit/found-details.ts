import type { PolicyDetail, RoleDetail } from "../aws/answers.js";
import { managedPolicyText } from "../catalog/managed-policies.js";
import { nameInArn } from "../policy/arn.js";
import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition } from "../role/definition.js";
import { isNamedAfter } from "../role/managed-policy.js";
import type { FoundRole } from "./found-role.js";
import { isAwsOwn } from "./rights.js";
import { letsSageMakerIn } from "./trust.js";

/** Managed policies by ARN. */
export type Policies = ReadonlyMap<string, Pick<PolicyDetail, "document" | "attachments">>;

/** Reads the document of a managed policy; undefined where it may not be read. */
export type ReadText = (arn: string) => Promise<PolicyDocument | undefined>;

/** Whether a role is one that an audit looks at: SageMaker may assume it, and it is not one of AWS's own. */
export function isAudited({ path, trustPolicy }: Pick<RoleDetail, "path" | "trustPolicy">): boolean {
  return !/^\/aws-(service-role|reserved)\//.test(path) && letsSageMakerIn(trustPolicy);
}

/**
 * A role from what IAM told of it and of the account's managed policies. A managed policy is the role's own as it is where
 * a role is read by itself: it is of the account, named after the role, and attached to nothing else.
 * @param readMissing reads a policy that is not among them, where it can be read
 */
export async function foundRole(
  detail: RoleDetail,
  policies: Policies,
  readMissing: ReadText = async () => undefined,
): Promise<FoundRole> {
  const account = detail.arn.split(":")[4];
  const isOwn = (arn: string) => {
    const isNamed = arn.split(":")[4] === account && isNamedAfter(detail.name, nameInArn(arn));
    return isNamed && (policies.get(arn)?.attachments ?? 2) <= 1;
  };
  const own = detail.attached.filter(isOwn);
  const others = detail.attached.filter((arn) => !isOwn(arn));
  const bound = detail.permissionsBoundary;
  const definition: RoleDefinition = {
    name: detail.name,
    path: detail.path,
    description: "",
    maxSessionSeconds: 3600,
    ...(bound !== undefined && { permissionsBoundary: bound }),
    tags: detail.tags,
    trustPolicy: detail.trustPolicy,
    policies: [
      ...detail.inline.map(({ name, document }) => ({ name, kind: "inline" as const, document })),
      ...own.flatMap((arn) => {
        const document = policies.get(arn)?.document;
        return document === undefined ? [] : [{ name: nameInArn(arn), kind: "managed" as const, document }];
      }),
    ],
    attachedManagedPolicies: others,
  };
  const { arn, created, lastUsed } = detail;
  return {
    arn,
    definition,
    ...(created !== undefined && { created }),
    ...(lastUsed !== undefined && { lastUsed }),
    texts: await textsOf(
      [...others, ...(bound === undefined ? [] : [bound])],
      async (arn) => policies.get(arn)?.document ?? readMissing(arn),
    ),
  };
}

/** Texts of managed policies; of AWS's own, where they cannot be read, as they stood when sagerole was made. */
export async function textsOf(arns: readonly string[], read: ReadText): Promise<FoundRole["texts"]> {
  const texts: Record<string, PolicyDocument | undefined> = {};
  for (const arn of arns) {
    const shipped = async () => (isAwsOwn(arn) ? (await managedPolicyText(nameInArn(arn)))?.document : undefined);
    texts[arn] = (await read(arn)) ?? (await shipped());
  }
  return texts;
}
