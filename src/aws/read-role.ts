import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import type { Identity, LiveRole, RoleSummary } from "./account.js";
import type { Clients } from "./clients.js";
import { errorCode, toProblem } from "./errors.js";

/** The roles of the account, page by page. */
export async function* listRoles(clients: Clients, signal?: AbortSignal): AsyncGenerator<RoleSummary[]> {
  try {
    const { client, sdk } = await clients.iam();
    for await (const page of sdk.paginateListRoles(
      { client, pageSize: 200 },
      {},
      { ...(signal && { abortSignal: signal }) },
    )) {
      yield (page.Roles ?? [])
        // Service-linked and reserved roles are AWS's: nobody may change them.
        .filter((role) => !/^\/aws-(service-role|reserved)\//.test(role.Path ?? ""))
        .map((role) => ({
          name: role.RoleName ?? "",
          path: role.Path ?? "/",
          arn: role.Arn ?? "",
          description: role.Description ?? "",
        }));
    }
  } catch (error) {
    throw toProblem(error, "list the roles", "iam:ListRoles");
  }
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
        const own = await ownPolicy(clients, identity, RoleName, PolicyArn, PolicyName, signal);
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
    return { arn: role.Arn, definition, versions };
  } catch (error) {
    throw toProblem(error, `read the role ${name}`, "iam:GetRole");
  }
}

async function ownPolicy(
  clients: Clients,
  identity: Identity,
  roleName: string,
  arn: string,
  name: string,
  signal?: AbortSignal,
) {
  const isNamedAfterRole = name === roleName || /^-\d+$/.test(name.slice(roleName.length));
  if (arn.split(":")[4] !== identity.account || !name.startsWith(roleName) || !isNamedAfterRole) return undefined;
  const abort = { ...(signal && { abortSignal: signal }) };
  const { client, sdk } = await clients.iam();
  const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn: arn }), abort);
  if (Policy?.DefaultVersionId === undefined || (Policy.AttachmentCount ?? 0) > 1) return undefined;
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
