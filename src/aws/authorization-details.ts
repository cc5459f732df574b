import type { PolicyDocument, Statement } from "../policy/document.js";
import type { LastUse, PolicyDetail, RoleDetail } from "./answers.js";
import type { Clients } from "./clients.js";

/** The filters of each kind of entity that is asked for. */
const FILTERS = { roles: ["Role"], policies: ["LocalManagedPolicy", "AWSManagedPolicy"] } as const;

/**
 * Pages of all roles, or all managed policies, of the account.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 * @param what roles and policies are asked for apart: IAM does not say in which order it answers several kinds
 */
export async function* authorizationDetails<What extends "roles" | "policies">(
  clients: Clients,
  what: What,
  signal?: AbortSignal,
): AsyncGenerator<(What extends "roles" ? RoleDetail : PolicyDetail)[]> {
  try {
    const { client, sdk } = await clients.iam();
    for await (const page of sdk.paginateGetAccountAuthorizationDetails(
      { client, pageSize: 500 },
      { Filter: [...FILTERS[what]] },
      { ...(signal && { abortSignal: signal }) },
    )) {
      const raw: unknown[] = (what === "roles" ? page.RoleDetailList : page.Policies) ?? [];
      const read: (detail: unknown) => RoleDetail | PolicyDetail | undefined =
        what === "roles" ? readRoleDetail : readPolicyDetail;
      yield raw.flatMap((detail) => read(detail) ?? []) as (What extends "roles" ? RoleDetail : PolicyDetail)[];
    }
  } catch (error) {
    throw clients.problem(error, "read all roles of the account", "iam:GetAccountAuthorizationDetails");
  }
}

interface RawRole {
  RoleName?: string;
  Path?: string;
  Arn?: string;
  CreateDate?: Date | string;
  RoleLastUsed?: { LastUsedDate?: Date | string; Region?: string };
  AssumeRolePolicyDocument?: unknown;
  RolePolicyList?: { PolicyName?: string; PolicyDocument?: unknown }[];
  AttachedManagedPolicies?: { PolicyArn?: string }[];
  PermissionsBoundary?: { PermissionsBoundaryArn?: string };
  Tags?: { Key?: string; Value?: string }[];
}

interface RawPolicy {
  PolicyName?: string;
  Arn?: string;
  AttachmentCount?: number;
  PolicyVersionList?: { IsDefaultVersion?: boolean; Document?: unknown }[];
}

/**
 * A role from IAM's answer, or from what the AWS CLI printed of it.
 * @returns undefined for what is no role
 * @throws SyntaxError for documents that are no JSON
 */
export function readRoleDetail(raw: unknown): RoleDetail | undefined {
  const { RoleName, Arn, Path, CreateDate, RoleLastUsed, PermissionsBoundary, ...rest } = (raw ?? {}) as RawRole;
  if (RoleName === undefined || Arn === undefined) return undefined;
  return {
    name: RoleName,
    path: Path ?? "/",
    arn: Arn,
    ...(CreateDate !== undefined && { created: isoTime(CreateDate) }),
    ...(RoleLastUsed !== undefined && { lastUsed: lastUseOf(RoleLastUsed) }),
    trustPolicy: readDocument(rest.AssumeRolePolicyDocument),
    inline: (rest.RolePolicyList ?? []).map(({ PolicyName = "", PolicyDocument }) => ({
      name: PolicyName,
      document: readDocument(PolicyDocument),
    })),
    attached: (rest.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []).sort(),
    ...(PermissionsBoundary?.PermissionsBoundaryArn !== undefined && {
      permissionsBoundary: PermissionsBoundary.PermissionsBoundaryArn,
    }),
    tags: Object.fromEntries((rest.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]).sort()),
  };
}

/**
 * A managed policy from IAM's answer, or from what the AWS CLI printed of it.
 * @returns undefined for what is no policy, or has no version in force
 * @throws SyntaxError for a document that is no JSON
 */
export function readPolicyDetail(raw: unknown): PolicyDetail | undefined {
  const { PolicyName, Arn, AttachmentCount, PolicyVersionList } = (raw ?? {}) as RawPolicy;
  const inForce = PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
  if (PolicyName === undefined || Arn === undefined || inForce?.Document === undefined) return undefined;
  return { name: PolicyName, arn: Arn, attachments: AttachmentCount ?? 0, document: readDocument(inForce.Document) };
}

/** IAM's times, which the SDK gives as dates and the AWS CLI as text, in one spelling. */
export function isoTime(time: Date | string): string {
  return new Date(time).toISOString().replace(/\.000Z$/, "Z");
}

/** When a role was last used, from IAM's answer. */
export function lastUseOf({ LastUsedDate, Region }: NonNullable<RawRole["RoleLastUsed"]>): LastUse {
  return {
    ...(LastUsedDate !== undefined && { at: isoTime(LastUsedDate) }),
    ...(Region !== undefined && { region: Region }),
  };
}

/**
 * A document as IAM answers it (percent-encoded), as plain JSON, or read already (as the AWS CLI prints it); always with
 * a list of statements, and with texts where somebody wrote numbers or truths.
 * @throws SyntaxError for what is no JSON
 */
export function readDocument(raw: unknown): PolicyDocument {
  const document = (typeof raw === "string" ? JSON.parse(decoded(raw)) : (raw ?? {})) as PolicyDocument;
  const statements = [document.Statement ?? []].flat().filter((one) => typeof one === "object" && one !== null);
  return { ...document, Statement: statements.map((statement) => asTexts(statement) as Statement) };
}

function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== "object" || value === null) return String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .map(([key, inner]) => [key, asTexts(inner)]),
  );
}

/** Plain JSON begins with a brace, which is never left as it is by the encoding. */
function decoded(text: string): string {
  return /^\s*\{/.test(text) ? text : decodeURIComponent(text);
}
