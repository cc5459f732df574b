import { createHash } from "node:crypto";
import type { Compiled } from "../role/compile.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { managedPolicyArn, managedPolicyDescription, managedPolicyPath } from "../role/managed-policy.js";
import {
  call,
  type HclBlock,
  HclExpression,
  type HclObject,
  HclTemplate,
  type HclValue,
  hclText,
  reference,
} from "./hcl.js";
import { headLines } from "./head.js";
import { ownAccountParts } from "./own-account.js";

/** What a Terraform export may be told besides the role. */
export interface TerraformOptions {
  /** Name of the role file. */
  file?: string;
  /** Whether to import a role that is there already. */
  imports?: boolean;
  /** Accounts that it is to be used in, beside or in place of the role file's: its own account's id is then filled in. */
  accounts?: readonly string[];
}

/**
 * The role as Terraform's AWS provider declares it, formatted as `terraform fmt` does. Documents are `jsonencode`d, so
 * that IAM holds them to the letter; a document data source would sort and merge them anew.
 * It is one file of a configuration that has its provider: only one file of a module may require providers.
 */
export function exportTerraform(compiled: Compiled, options: TerraformOptions = {}): string {
  const { definition } = compiled;
  const label = labelOf(definition.name);
  const own = accountWriter(compiled, label, options);
  const blocks = [
    { type: "data", labels: ["aws_caller_identity", label], groups: [] },
    role(compiled, label, options),
    ...definition.policies.flatMap((policy) => policyBlocks(definition, policy, label, own(policy.document))),
    ...attachedLabels(compiled, label).map(([name, arn]) => attachment(label, name, own(arn))),
    { type: "output", labels: [`${label}_role_arn`], groups: [{ value: reference(`aws_iam_role.${label}.arn`) }] },
    ...(options.imports ? importBlocks(compiled, label) : []),
  ];
  const head = headLines(compiled, options.file).map((line) => `# ${line}`.trimEnd());
  return `${head.join("\n")}\n\n${hclText(blocks)}`;
}

function role(compiled: Compiled, label: string, options: TerraformOptions): HclBlock {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags, trustPolicy } = compiled.definition;
  const own = accountWriter(compiled, label, options);
  const plain: HclObject = {
    name,
    path,
    ...(description !== "" && { description }),
    max_session_duration: maxSessionSeconds,
    ...(permissionsBoundary !== undefined && { permissions_boundary: own(permissionsBoundary) }),
  };
  return {
    type: "resource",
    labels: ["aws_iam_role", label],
    groups: [
      plain,
      { assume_role_policy: call("jsonencode", own(trustPolicy)) },
      ...(Object.keys(tags).length > 0 ? [{ tags }] : []),
    ],
    blocks: [
      {
        type: "lifecycle",
        groups: [],
        blocks: [{ type: "precondition", groups: [rightAccount(compiled, label, options)] }],
      },
    ],
  };
}

/** In another account the same names would be other things: Terraform is to stop before it makes anything. */
function rightAccount({ account, definition }: Compiled, label: string, { accounts }: TerraformOptions): HclObject {
  const here = `data.aws_caller_identity.${label}.account_id`;
  const known = accounts ?? [account];
  return {
    condition:
      accounts === undefined
        ? reference(`${here} == "${account}"`)
        : new HclExpression("contains(", accounts, `, ${here})`),
    error_message: `The role ${definition.name} is for account ${known.join(", ")}: use credentials of it.`,
  };
}

/** Writes texts and documents as they are or, for many accounts, with whatever account it is in for the role's own. */
function accountWriter({ account }: Compiled, label: string, { accounts }: TerraformOptions) {
  const here = reference(`data.aws_caller_identity.${label}.account_id`);
  return function own(value: unknown): HclValue {
    if (Array.isArray(value)) return value.map(own);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, own(inner)]));
    }
    if (typeof value !== "string" || accounts === undefined) return value as HclValue;
    const parts = ownAccountParts(value, account);
    if (parts.every((part) => typeof part === "string")) return value;
    if (parts.length === 1) return here;
    return new HclTemplate(parts.map((part) => (typeof part === "string" ? part : here)));
  };
}

function policyBlocks(role: RoleDefinition, policy: RolePolicy, label: string, document: HclValue): HclBlock[] {
  const own = policyLabel(label, policy);
  if (policy.kind === "inline") {
    return [
      {
        type: "resource",
        labels: ["aws_iam_role_policy", own],
        groups: [
          { name: policy.name, role: reference(`aws_iam_role.${label}.name`) },
          { policy: call("jsonencode", document) },
        ],
      },
    ];
  }
  return [
    {
      type: "resource",
      labels: ["aws_iam_policy", own],
      groups: [
        { name: policy.name, path: managedPolicyPath(role), description: managedPolicyDescription(role) },
        { policy: call("jsonencode", document) },
      ],
    },
    attachment(label, own, reference(`aws_iam_policy.${own}.arn`)),
  ];
}

function attachment(role: string, label: string, arn: HclValue): HclBlock {
  return {
    type: "resource",
    labels: ["aws_iam_role_policy_attachment", label],
    groups: [{ role: reference(`aws_iam_role.${role}.name`), policy_arn: arn }],
  };
}

/** Source: the import sections of the resources' pages, https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
function importBlocks(compiled: Compiled, label: string): HclBlock[] {
  const { definition } = compiled;
  const { name } = definition;
  const block = (to: string, id: string): HclBlock => ({ type: "import", groups: [{ to: reference(to), id }] });
  return [
    block(`aws_iam_role.${label}`, name),
    ...definition.policies.flatMap((policy) => {
      const own = policyLabel(label, policy);
      if (policy.kind === "inline") return [block(`aws_iam_role_policy.${own}`, `${name}:${policy.name}`)];
      const arn = managedPolicyArn(definition, policy.name, compiled);
      return [block(`aws_iam_policy.${own}`, arn), block(`aws_iam_role_policy_attachment.${own}`, `${name}/${arn}`)];
    }),
    ...attachedLabels(compiled, label).map(([own, arn]) =>
      block(`aws_iam_role_policy_attachment.${own}`, `${name}/${arn}`),
    ),
  ];
}

/**
 * A name as Terraform takes labels: letters, digits, `_`, `-`, not a digit first. Names with other characters end in a
 * part of their hash, so that `a.b` and `a-b` go into one configuration.
 */
function labelOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_");
  const label = /^[A-Za-z_]/.test(plain) ? plain : `role_${plain}`;
  return /^[\w-]*$/.test(name) ? label : `${label}_${createHash("sha256").update(name).digest("hex").slice(0, 6)}`;
}

/** A policy named after its role is labelled as the role is. */
function policyLabel(label: string, { name }: RolePolicy): string {
  const own = labelOf(name);
  return own.startsWith(label) ? own : `${label}_${own}`;
}

/** A label for each attached policy; two that come to the same are told apart by a number. */
function attachedLabels({ definition }: Compiled, label: string): [label: string, arn: string][] {
  const taken = new Set(definition.policies.map((policy) => policyLabel(label, policy)));
  return definition.attachedManagedPolicies.map((arn) => {
    const name = `${label}_${labelOf(arn.replace(/^.*:policy\//, "").replaceAll("/", "-"))}`;
    let own = name;
    for (let n = 2; taken.has(own); n += 1) own = `${name}_${n}`;
    taken.add(own);
    return [own, arn];
  });
}
