import type { IamWrite, LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { canonicalText, sameDocument } from "../policy/canonical.js";
import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { fingerprint } from "./fingerprint.js";
import type { Plan, PlanStep } from "./plan.js";

/** What is wanted, and where. */
export interface PlanInput {
  definition: RoleDefinition;
  roleArn: string;
  account: string;
  region: string;
  partition: string;
}

/** Versions IAM keeps of a managed policy. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_VERSIONS = 5;

/**
 * The ordered calls that turn the live role into the one wanted; none where they are the same. What narrows (trust,
 * boundary) comes first, then what is added or changed, and what is removed last, so that a role in use never loses
 * what both have.
 * @throws Problem `path` when the live role has another path, `protected` for a role of AWS's own
 */
export function makePlan(input: PlanInput, live: LiveRole | undefined): Plan {
  const { definition: desired } = input;
  if (/^\/aws-(service-role|reserved)\//.test(live?.definition.path ?? desired.path)) {
    throw new Problem(
      "protected",
      `The role ${desired.name} belongs to AWS: nobody else may change it.`,
      "Choose another name and path.",
    );
  }
  if (live !== undefined && live.definition.path !== desired.path) {
    throw new Problem(
      "path",
      `The role ${live.definition.name} exists with the path ${live.definition.path}; its path cannot be changed to ${desired.path}.`,
      `Set path: ${live.definition.path}, or choose another name. It is never deleted and made again: policies elsewhere that name it would silently stop working.`,
    );
  }
  return {
    format: "sagerole.plan/1",
    account: input.account,
    region: input.region,
    partition: input.partition,
    roleArn: live?.arn ?? input.roleArn,
    desired: live === undefined ? desired : { ...desired, name: live.definition.name },
    ...(live !== undefined && { live: live.definition }),
    fingerprint: fingerprint(live?.definition),
    steps: live === undefined ? create(input) : update(input, live),
  };
}

function create({ definition, account, partition }: PlanInput): PlanStep[] {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags } = definition;
  const call: IamWrite = {
    api: "CreateRole",
    input: {
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: text(definition.trustPolicy),
      ...(description !== "" && { Description: description }),
      MaxSessionDuration: maxSessionSeconds,
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
      ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
    },
  };
  return [
    { sign: "+", summary: `create the role ${name}`, call },
    ...definition.policies.flatMap((policy) => addPolicy(definition, policy, account, partition)),
    ...definition.attachedManagedPolicies.map((arn) => attach(name, arn)),
  ];
}

function update(input: PlanInput, live: LiveRole): PlanStep[] {
  const was = live.definition;
  const { definition: wanted, account, partition } = input;
  const role = { ...wanted, name: was.name };
  const { name } = role;
  const steps: PlanStep[] = [];
  if (!sameDocument(was.trustPolicy, role.trustPolicy)) {
    const call: IamWrite = {
      api: "UpdateAssumeRolePolicy",
      input: { RoleName: name, PolicyDocument: text(role.trustPolicy) },
    };
    steps.push({ sign: "~", summary: `change who may assume ${name}`, call });
  }
  steps.push(...boundarySteps(was, role));
  if (was.description !== role.description || was.maxSessionSeconds !== role.maxSessionSeconds) {
    const call: IamWrite = {
      api: "UpdateRole",
      input: { RoleName: name, Description: role.description, MaxSessionDuration: role.maxSessionSeconds },
    };
    steps.push({ sign: "~", summary: "change the description and session length", call });
  }
  steps.push(...tagSteps(was, role));
  for (const policy of role.policies) {
    const present = was.policies.find((other) => other.kind === policy.kind && other.name === policy.name);
    if (present === undefined) steps.push(...addPolicy(role, policy, account, partition));
    else if (!sameDocument(present.document, policy.document)) {
      steps.push(...changePolicy(role, policy, live, account, partition));
    }
  }
  for (const arn of role.attachedManagedPolicies) {
    if (!was.attachedManagedPolicies.includes(arn)) steps.push(attach(name, arn));
  }
  for (const policy of was.policies) {
    const stays = role.policies.some((other) => other.kind === policy.kind && other.name === policy.name);
    if (!stays) steps.push(removePolicy(name, policy, live));
  }
  for (const arn of was.attachedManagedPolicies) {
    if (!role.attachedManagedPolicies.includes(arn)) steps.push(detach(name, arn));
  }
  return steps;
}

function boundarySteps(was: RoleDefinition, role: RoleDefinition): PlanStep[] {
  if (was.permissionsBoundary === role.permissionsBoundary) return [];
  if (role.permissionsBoundary === undefined) {
    return [
      {
        sign: "-",
        summary: "remove the permissions boundary",
        call: { api: "DeleteRolePermissionsBoundary", input: { RoleName: role.name } },
      },
    ];
  }
  return [
    {
      sign: was.permissionsBoundary === undefined ? "+" : "~",
      summary: `set the permissions boundary ${lastPart(role.permissionsBoundary)}`,
      call: {
        api: "PutRolePermissionsBoundary",
        input: { RoleName: role.name, PermissionsBoundary: role.permissionsBoundary },
      },
    },
  ];
}

function tagSteps(was: RoleDefinition, role: RoleDefinition): PlanStep[] {
  const gone = Object.keys(was.tags).filter((key) => !(key in role.tags));
  const changed = Object.fromEntries(Object.entries(role.tags).filter(([key, value]) => was.tags[key] !== value));
  const count = Object.keys(changed).length;
  return [
    // Keys are unique whatever their case: a key in another spelling must go before the new one comes.
    ...(gone.length === 0
      ? []
      : [
          {
            sign: "-" as const,
            summary: `remove ${gone.length === 1 ? `the tag ${gone[0]}` : `${gone.length} tags`}`,
            call: { api: "UntagRole" as const, input: { RoleName: role.name, TagKeys: gone } },
          },
        ]),
    ...(count === 0
      ? []
      : [
          {
            sign: "~" as const,
            summary: `set ${count === 1 ? `the tag ${Object.keys(changed)[0]}` : `${count} tags`}`,
            call: { api: "TagRole" as const, input: { RoleName: role.name, Tags: tagList(changed) } },
          },
        ]),
  ];
}

function addPolicy(role: RoleDefinition, policy: RolePolicy, account: string, partition: string): PlanStep[] {
  if (policy.kind === "inline") {
    return [{ sign: "+", summary: `write the inline policy ${policy.name}`, call: putInline(role.name, policy) }];
  }
  return [
    {
      sign: "+",
      summary: `create the managed policy ${policy.name}`,
      call: {
        api: "CreatePolicy",
        input: {
          PolicyName: policy.name,
          Path: policyPath(role),
          PolicyDocument: text(policy.document),
          Description: `Permissions of the role ${role.name}`,
        },
      },
    },
    attach(role.name, managedArn(role, policy.name, account, partition)),
  ];
}

function changePolicy(
  role: RoleDefinition,
  policy: RolePolicy,
  live: LiveRole,
  account: string,
  partition: string,
): PlanStep[] {
  if (policy.kind === "inline") {
    return [{ sign: "~", summary: `rewrite the inline policy ${policy.name}`, call: putInline(role.name, policy) }];
  }
  const arn = liveArn(live, policy.name) ?? managedArn(role, policy.name, account, partition);
  const kept = live.versions[arn];
  const oldest = kept?.versions
    .filter((version) => version !== kept.defaultVersion)
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))[0];
  return [
    ...(kept !== undefined && kept.versions.length >= MOST_VERSIONS && oldest !== undefined
      ? [
          {
            sign: "-" as const,
            summary: `remove ${oldest}, the oldest of ${MOST_VERSIONS} versions of ${policy.name}`,
            call: { api: "DeletePolicyVersion" as const, input: { PolicyArn: arn, VersionId: oldest } },
          },
        ]
      : []),
    {
      sign: "~",
      summary: `write a new version of the managed policy ${policy.name}`,
      call: {
        api: "CreatePolicyVersion",
        input: { PolicyArn: arn, PolicyDocument: text(policy.document), SetAsDefault: true },
      },
    },
  ];
}

function removePolicy(name: string, policy: RolePolicy, live: LiveRole): PlanStep {
  if (policy.kind === "managed") return detach(name, liveArn(live, policy.name) ?? policy.name);
  return {
    sign: "-",
    summary: `remove the inline policy ${policy.name}`,
    call: { api: "DeleteRolePolicy", input: { RoleName: name, PolicyName: policy.name } },
  };
}

function putInline(name: string, policy: RolePolicy): IamWrite {
  return {
    api: "PutRolePolicy",
    input: { RoleName: name, PolicyName: policy.name, PolicyDocument: text(policy.document) },
  };
}

function attach(name: string, arn: string): PlanStep {
  return {
    sign: "+",
    summary: `attach the managed policy ${lastPart(arn)}`,
    call: { api: "AttachRolePolicy", input: { RoleName: name, PolicyArn: arn } },
  };
}

function detach(name: string, arn: string): PlanStep {
  return {
    sign: "-",
    summary: `detach the managed policy ${lastPart(arn)}`,
    call: { api: "DetachRolePolicy", input: { RoleName: name, PolicyArn: arn } },
  };
}

/** The role's own path where managed policies may have it: theirs allow fewer characters. */
function policyPath({ path }: RoleDefinition): string {
  return /^((\/[A-Za-z0-9.,+@=_-]+)*)\/$/.test(path) ? path : "/";
}

function managedArn(role: RoleDefinition, name: string, account: string, partition: string): string {
  return `arn:${partition}:iam::${account}:policy${policyPath(role)}${name}`;
}

function liveArn(live: LiveRole, name: string): string | undefined {
  return Object.keys(live.versions).find((arn) => lastPart(arn) === name);
}

function lastPart(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function text(document: PolicyDocument): string {
  return canonicalText(document);
}
