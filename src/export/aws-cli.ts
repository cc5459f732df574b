import type { PolicyDocument } from "../policy/document.js";
import type { Compiled } from "../role/compile.js";
import { managedPolicyArn, managedPolicyDescription, managedPolicyPath } from "../role/managed-policy.js";
import { headLines } from "./head.js";
import { shellLiteral } from "./shell.js";

/**
 * A POSIX shell script that makes the role with the AWS CLI, or changes a role that is there to be so. It stops at the
 * first error and can be run again. What others gave the role is left, and named: policies, tags, a boundary.
 * Texts of people go in as JSON: by themselves, the CLI takes those that begin with `file://` for names of files. Names
 * go in behind `=`: they may begin with a hyphen.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
export function exportAwsCli(compiled: Compiled, { file }: { file?: string } = {}): string {
  const { definition, account, roleArn } = compiled;
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags } = definition;
  const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const inline = definition.policies.filter(({ kind }) => kind === "inline");
  const managed = definition.policies
    .filter(({ kind }) => kind === "managed")
    .map((policy) => ({ ...policy, arn: managedPolicyArn(definition, policy.name, compiled) }));
  const own = [...inline.map((policy) => policy.name), ...managed.map(({ arn }) => arn)];
  const attached = [...managed.map(({ arn }) => arn), ...definition.attachedManagedPolicies];
  const sections = [
    [
      "#!/bin/sh",
      ...headLines(compiled, file).map((line) => `# ${line}`),
      // IAM's own variables stand in the documents.
      "# shellcheck disable=SC2016",
    ],
    ["set -eu", "export AWS_PAGER=''"],
    [
      `account=${shellLiteral(account)}`,
      `role=${shellLiteral(name)}`,
      `role_arn=${shellLiteral(roleArn)}`,
      // What AWS or others keep says nothing of who made a role, unless there is nothing else.
      `own_policies=${shellLiteral((own.length > 0 ? own : attached).join(" "))}`,
      `inline_policies=${shellLiteral(inline.map((policy) => policy.name).join(" "))}`,
      ...(managed.length > 0 ? [`description=${shellLiteral(managedPolicyDescription(definition))}`] : []),
      `attached_policies=${shellLiteral(attached.join(" "))}`,
    ],
    [documentLines("trust_policy", definition.trustPolicy)],
    [FUNCTIONS],
    ...(managed.length > 0 ? [[MANAGED]] : []),
    [
      "found=$(aws sts get-caller-identity --query Account --output text)",
      '[ "$found" = "$account" ] ||',
      '  stop "These are credentials of account $found; the role is for $account. Nothing was written."',
    ],
    [
      `create=${jsonLiteral({
        RoleName: name,
        Path: path,
        ...(description !== "" && { Description: description }),
        MaxSessionDuration: maxSessionSeconds,
        ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
        ...(tagList.length > 0 && { Tags: tagList }),
      })}`,
      `update=${jsonLiteral({ RoleName: name, Description: description, MaxSessionDuration: maxSessionSeconds })}`,
      `arn=$(there aws iam get-role --role-name="$role" --query Role.Arn --output text)`,
      'if [ -z "$arn" ]; then',
      '  say "Create the role $role."',
      '  aws iam create-role --cli-input-json "$create" --assume-role-policy-document "$trust_policy" >/dev/null',
      '  aws iam wait role-exists --role-name="$role"',
      "else",
      '  [ "$arn" = "$role_arn" ] || stop "There is $arn already: a role cannot change its path. Nothing was written."',
      ...indented(OWN.split("\n")),
      '  say "Bring the role $role up to date."',
      '  aws iam update-assume-role-policy --role-name="$role" --policy-document "$trust_policy"',
      '  aws iam update-role --cli-input-json "$update" >/dev/null',
      ...indented(boundaryLines(permissionsBoundary)),
      ...(tagList.length > 0
        ? [`  aws iam tag-role --cli-input-json ${jsonLiteral({ RoleName: name, Tags: tagList })}`]
        : []),
      ...indented([...OTHERS.split("\n"), ...otherTagLines(Object.keys(tags))]),
      "fi",
    ],
    ...inline.map((policy) => [
      documentLines("policy", policy.document),
      `say ${shellLiteral(`Put the inline policy ${policy.name}.`)}`,
      `aws iam put-role-policy --role-name="$role" --policy-name=${shellLiteral(policy.name)} --policy-document "$policy"`,
    ]),
    ...managed.map((policy) => [
      documentLines("policy", policy.document),
      `managed_policy ${shellLiteral(policy.arn)} ${shellLiteral(policy.name)} ${shellLiteral(managedPolicyPath(definition))} "$policy"`,
    ]),
    [
      ...attached.map((arn) => `aws iam attach-role-policy --role-name="$role" --policy-arn ${shellLiteral(arn)}`),
      'printf "%s\\n" "$role_arn"',
    ],
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Sets the boundary of a role that is there. One that the role file does not know only narrows: it stays, and is named. */
function boundaryLines(boundary: string | undefined): string[] {
  if (boundary !== undefined) {
    return [
      `aws iam put-role-permissions-boundary --role-name="$role" --permissions-boundary ${shellLiteral(boundary)}`,
    ];
  }
  return [
    'bounded=$(aws iam get-role --role-name="$role" --query Role.PermissionsBoundary.PermissionsBoundaryArn --output text)',
    '[ "$bounded" = None ] || left "the permissions boundary $bounded"',
  ];
}

function documentLines(variable: string, document: PolicyDocument): string {
  return `${variable}=${jsonLiteral(document)}`;
}

/** JSON as the AWS CLI writes it itself, so that a policy can be compared with what it answers. */
function jsonLiteral(value: unknown): string {
  return shellLiteral(JSON.stringify(value, undefined, 4));
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

const FUNCTIONS = `say() { printf '%s\\n' "$*" >&2; }
stop() {
  say "$*"
  exit 1
}
left() { say "Left as it is, though not in the role file: $*."; }

# What a reading call answers; nothing where there is no such thing.
there() {
  if problem=$("$@" 2>&1 >/dev/null); then
    "$@"
  else
    case $problem in
      *NoSuchEntity*) ;;
      *) stop "$problem" ;;
    esac
  fi
}`;

const MANAGED = `# managed_policy ARN NAME PATH DOCUMENT: makes it, or puts a new version of it in force where its text differs.
managed_policy() {
  version=$(there aws iam get-policy --policy-arn "$1" --query Policy.DefaultVersionId --output text)
  if [ -z "$version" ]; then
    say "Create the managed policy $2."
    aws iam create-policy --policy-name="$2" --path "$3" --policy-document "$4" --description "$description" >/dev/null
    return
  fi
  text=$(aws iam get-policy-version --policy-arn "$1" --version-id "$version" --query PolicyVersion.Document --output json)
  [ "$text" != "$4" ] || return 0
  count=$(aws iam list-policy-versions --policy-arn "$1" --query 'length(Versions)' --output text)
  [ "$count" -lt 5 ] || stop "The managed policy $2 has five versions, which is all IAM keeps: remove one of them first."
  say "Put a new version of the managed policy $2 in force."
  aws iam create-policy-version --policy-arn "$1" --policy-document "$4" --set-as-default >/dev/null
}`;

/** A role that has policies, and none of the script's own, was made for something else. */
const OWN = `theirs=$(
  aws iam list-role-policies --role-name="$role" --query PolicyNames --output text
  aws iam list-attached-role-policies --role-name="$role" --query 'AttachedPolicies[].PolicyArn' --output text
)
ours=
for policy in $theirs; do
  case " $own_policies " in
    *" $policy "*) ours=yes ;;
  esac
done
if [ -n "$theirs" ] && [ -z "$ours" ] && [ "\${TAKE_OVER:-}" != yes ]; then
  stop "There is a role $role that was made for something else: none of its policies is in the role file. Nothing was written. To change who may assume it, and add policies to it, run this with TAKE_OVER=yes."
fi`;

/** A list is read before the loop over it: a call that fails in the head of a loop would not stop the script. */
const OTHERS = `found=$(aws iam list-role-policies --role-name="$role" --query PolicyNames --output text)
for other in $found; do
  case " $inline_policies " in
    *" $other "*) ;;
    *) left "the inline policy $other" ;;
  esac
done
found=$(aws iam list-attached-role-policies --role-name="$role" --query 'AttachedPolicies[].PolicyArn' --output text)
for other in $found; do
  case " $attached_policies " in
    *" $other "*) ;;
    *) left "the attached policy $other" ;;
  esac
done`;

/** Names the tags that have other keys. GetRole answers no list at all of a role without tags. */
function otherTagLines(keys: readonly string[]): string[] {
  // Between ticks JMESPath has JSON, in which a tick can be written so.
  const known = JSON.stringify(keys).replaceAll("`", "\\u0060");
  const query = `(Role.Tags || \`[]\`)[?!contains(\`${known}\`, Key)].[Key]`;
  return [
    `found=$(aws iam get-role --role-name="$role" --query ${shellLiteral(query)} --output text)`,
    `printf '%s\\n' "$found" | while IFS= read -r other; do`,
    '  [ -z "$other" ] || left "the tag $other"',
    "done",
  ];
}
