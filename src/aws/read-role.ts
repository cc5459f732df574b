import type { Role } from "@aws-sdk/client-iam";
import { nameInArn } from "../policy/arn.js";
import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { isNamedAfter, managedPolicyArn } from "../role/managed-policy.js";
import type { Identity, LiveRole, RoleSummary } from "./account.js";
import { isoTime, lastUseOf, readDocument } from "./authorization-details.js";
import type { Clients } from "./clients.js";
import { errorCode, isDenied } from "./errors.js";

/** The roles of the account, page by page. */
export async function* listRoles(clients: Clients, signal?: AbortSignal): AsyncGenerator<RoleSummary[]> {
  for await (const page of rolePages(clients, signal)) {
    yield page.map(({ RoleName = "", Path = "/", Arn = "", Description = "" }) => ({
      name: RoleName,
      path: Path,
      arn: Arn,
      description: Description,
    }));
  }
}

/** The names of all roles with their trust policies, page by page. */
export async function* listTrust(
  clients: Clients,
  signal?: AbortSignal,
): AsyncGenerator<{ name: string; path: string; trustPolicy: PolicyDocument }[]> {
  for await (const page of rolePages(clients, signal)) {
    yield page.map(({ RoleName = "", Path = "/", AssumeRolePolicyDocument }) => ({
      name: RoleName,
      path: Path,
      trustPolicy: readDocument(AssumeRolePolicyDocument),
    }));
  }
}

async function* rolePages(clients: Clients, signal?: AbortSignal): AsyncGenerator<Role[]> {
  try {
    const { client, sdk } = await clients.iam();
    for await (const page of sdk.paginateListRoles(
      { client, pageSize: 200 },
      {},
      { ...(signal && { abortSignal: signal }) },
    )) {
      // Service-linked and reserved roles are AWS's: nobody may change them.
      yield (page.Roles ?? []).filter((role) => !isAwsOwnPath(role.Path ?? ""));
    }
  } catch (error) {
    throw clients.problem(error, "list the roles", "iam:ListRoles");
  }
}

/** Whether a role with this path is AWS's own. */
export function isAwsOwnPath(path: string): boolean {
  return /^\/aws-(service-role|reserved)\//.test(path);
}

/**
 * A role whole: trust, policies with their documents, boundary, tags, session length.
 * A managed policy belongs to the role when it is this account's, named after the role and attached to nothing else:
 * its document is then part of the role. Others are attached as they are.
 * @returns undefined when no role has that name
 */
export async function readRole(
  clients: Clients,
  identity: Identity,
  name: string,
  signal?: AbortSignal,
): Promise<LiveRole | undefined> {
  const abort = { ...(signal && { abortSignal: signal }) };
  try {
    const { client, sdk } = await clients.iam();
    const role = await client
      .send(new sdk.GetRoleCommand({ RoleName: name }), abort)
      .then((answer) => answer.Role)
      .catch((error) => {
        if (errorCode(error) === "NoSuchEntity") return undefined;
        throw error;
      });
    if (role?.RoleName === undefined || role.Arn === undefined) return undefined;
    const { RoleName } = role;
    const inline: RolePolicy[] = [];
    for await (const page of sdk.paginateListRolePolicies({ client }, { RoleName }, abort)) {
      for (const PolicyName of page.PolicyNames ?? []) {
        const answer = await client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName }), abort);
        inline.push({ name: PolicyName, kind: "inline", document: decode(answer.PolicyDocument) });
      }
    }
    const managed: RolePolicy[] = [];
    const attached: string[] = [];
    const versions: LiveRole["versions"] = {};
    for await (const page of sdk.paginateListAttachedRolePolicies({ client }, { RoleName }, abort)) {
      for (const { PolicyArn = "", PolicyName = "" } of page.AttachedPolicies ?? []) {
        const isOurs = PolicyArn.split(":")[4] === identity.account && isNamedAfter(RoleName, PolicyName);
        const own = isOurs ? await ownPolicy(clients, PolicyArn, PolicyName, 1, signal) : undefined;
        if (own === undefined) attached.push(PolicyArn);
        else {
          managed.push(own.policy);
          versions[PolicyArn] = own.versions;
        }
      }
    }
    const definition: RoleDefinition = {
      name: RoleName,
      path: role.Path ?? "/",
      description: role.Description ?? "",
      maxSessionSeconds: role.MaxSessionDuration ?? 3600,
      ...(role.PermissionsBoundary?.PermissionsBoundaryArn !== undefined && {
        permissionsBoundary: role.PermissionsBoundary.PermissionsBoundaryArn,
      }),
      tags: Object.fromEntries((role.Tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]).sort()),
      trustPolicy: decode(role.AssumeRolePolicyDocument),
      policies: [...inline, ...managed],
      attachedManagedPolicies: attached.sort(),
    };
    const left = await leftPolicies(clients, identity, definition, [...Object.keys(versions), ...attached], signal);
    return {
      arn: role.Arn,
      definition,
      ...(role.CreateDate !== undefined && { created: isoTime(role.CreateDate) }),
      ...(role.RoleLastUsed !== undefined && { lastUsed: lastUseOf(role.RoleLastUsed) }),
      versions: { ...versions, ...left },
    };
  } catch (error) {
    throw clients.problem(error, `read the role ${name}`, "iam:GetRole");
  }
}

/**
 * The unique id of a role or user of this account, as IAM keeps it in trust policies.
 * @returns undefined when nothing has that ARN
 * @throws Problem where it may not be read
 */
export async function readUniqueId(clients: Clients, arn: string, signal?: AbortSignal): Promise<string | undefined> {
  const name = nameInArn(arn);
  const isUser = arn.includes(":user/");
  try {
    const abort = { ...(signal && { abortSignal: signal }) };
    const { client, sdk } = await clients.iam();
    if (isUser) {
      const { User } = await client.send(new sdk.GetUserCommand({ UserName: name }), abort);
      return User?.Arn === arn ? User.UserId : undefined;
    }
    const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName: name }), abort);
    return Role?.Arn === arn ? Role.RoleId : undefined;
  } catch (error) {
    if (errorCode(error) === "NoSuchEntity") return undefined;
    throw clients.problem(error, `look up ${arn}`, isUser ? "iam:GetUser" : "iam:GetRole");
  }
}

/** The document of a managed policy that is in force; undefined when it is not there or may not be read. */
export async function readPolicy(
  clients: Clients,
  arn: string,
  signal?: AbortSignal,
): Promise<PolicyDocument | undefined> {
  try {
    const abort = { ...(signal && { abortSignal: signal }) };
    const { client, sdk } = await clients.iam();
    const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn: arn }), abort);
    if (Policy?.DefaultVersionId === undefined) return undefined;
    const inForce = new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy.DefaultVersionId });
    return decode((await client.send(inForce, abort)).PolicyVersion?.Document);
  } catch (error) {
    if (errorCode(error) === "NoSuchEntity" || isDenied(error)) return undefined;
    throw clients.problem(error, `read the policy ${arn}`, "iam:GetPolicy");
  }
}

/** The document of one version of a managed policy; undefined when it is not there. */
export async function readPolicyVersion(
  clients: Clients,
  arn: string,
  version: string,
  signal?: AbortSignal,
): Promise<PolicyDocument | undefined> {
  try {
    const { client, sdk } = await clients.iam();
    const command = new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version });
    const answer = await client.send(command, { ...(signal && { abortSignal: signal }) });
    return decode(answer.PolicyVersion?.Document);
  } catch (error) {
    if (errorCode(error) === "NoSuchEntity") return undefined;
    throw clients.problem(error, `read ${version} of the policy ${arn}`, "iam:GetPolicyVersion");
  }
}

/** Managed policies made for the role and attached to nothing: what an apply that was cut short, or a detach, leaves. */
async function leftPolicies(
  clients: Clients,
  identity: Identity,
  role: RoleDefinition,
  known: readonly string[],
  signal?: AbortSignal,
): Promise<LiveRole["versions"]> {
  const left: LiveRole["versions"] = {};
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? role.name : `${role.name}-${number}`;
    const arn = managedPolicyArn(role, name, identity);
    if (known.includes(arn)) continue;
    try {
      const own = await ownPolicy(clients, arn, name, 0, signal);
      if (own !== undefined) left[arn] = own.versions;
    } catch (error) {
      // Whoever may read roles but not policies gets a plan all the same.
      if (errorCode(error) === "NoSuchEntity" || isDenied(error)) return left;
      throw error;
    }
  }
}

/** A managed policy's document in force and its versions; undefined when it is attached more often than expected. */
async function ownPolicy(clients: Clients, arn: string, name: string, attachments: number, signal?: AbortSignal) {
  const abort = { ...(signal && { abortSignal: signal }) };
  const { client, sdk } = await clients.iam();
  const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn: arn }), abort);
  if (Policy?.DefaultVersionId === undefined || (Policy.AttachmentCount ?? 0) > attachments) return undefined;
  const { DefaultVersionId } = Policy;
  const listed = await client.send(new sdk.ListPolicyVersionsCommand({ PolicyArn: arn }), abort);
  const current = await client.send(
    new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: DefaultVersionId }),
    abort,
  );
  const policy: RolePolicy = { name, kind: "managed", document: decode(current.PolicyVersion?.Document) };
  return {
    policy,
    versions: {
      versions: (listed.Versions ?? []).map((version) => version.VersionId ?? ""),
      defaultVersion: DefaultVersionId,
    },
  };
}

/** IAM answers documents percent-encoded (RFC 3986): a `+` in them is a plus. */
function decode(text: string | undefined): PolicyDocument {
  return JSON.parse(decodeURIComponent(text ?? "{}")) as PolicyDocument;
}
