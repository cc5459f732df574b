import type { Compiled } from "../role/compile.js";
import { managedPolicyDescription, managedPolicyPath } from "../role/managed-policy.js";
import { cdkParts } from "./cdk.js";
import { Call, Code, type CodeStyle, type CodeValue, hexOf, Named, statement } from "./code.js";
import { headLines } from "./head.js";

/** As Black writes it. */
const STYLE: CodeStyle = {
  width: 88,
  step: 4,
  hugs: false,
  movesTexts: false,
  escape: (character) => (character.length > 1 ? `\\U${hexOf(character, 8)}` : `\\u${hexOf(character)}`),
  bareKey: /^(?!)/,
};

/**
 * The role as a construct for version 2 of the AWS CDK, in Python, formatted as Black does; see the TypeScript one.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/work-with-cdk-python.html
 */
export function exportCdkPython(compiled: Compiled, { file }: { file?: string } = {}): string {
  const { definition, account } = compiled;
  const { className, inline, managed, wrongAccount } = cdkParts(compiled);
  const constantOf = (number: string) => `PERMISSIONS${number === "" ? "" : `_${number}`}`;
  const fromJson = (number: string) => new Call("iam.PolicyDocument.from_json", new Code(constantOf(number)));
  const line = (before: string, value: CodeValue) => statement(STYLE, 8, before, value);
  const policies = inline.map(({ name, number }) => [name, fromJson(number)] as const);
  const hasTags = Object.keys(definition.tags).length > 0;
  return `${headLines(compiled, file)
    .map((text) => `# ${text}`)
    .join("\n")}
from aws_cdk import Duration, Stack, ${hasTags ? "Tags, " : ""}Token
from aws_cdk import aws_iam as iam
from constructs import Construct

${[
  statement(STYLE, 0, "TRUST_POLICY = ", definition.trustPolicy as unknown as CodeValue),
  ...[...inline, ...managed].map(({ number, json }) => statement(STYLE, 0, `${constantOf(number)} = `, json)),
].join("\n\n")}


class ${className}(Construct):
    """The execution role that SageMaker assumes."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        account = Stack.of(self).account
        if not Token.is_unresolved(account) and account != "${account}":
${statement(STYLE, 12, "raise ", new Call("ValueError", wrongAccount))}

${[
  line("self.role = ", roleCall(compiled, policies)),
  '        resource = self.role.node.default_child\n        resource.add_property_override("AssumeRolePolicyDocument", TRUST_POLICY)',
  ...Object.entries(definition.tags).map(([key, value]) => line("", new Call("Tags.of(self.role).add", key, value))),
  ...managed.map(({ name, number }) =>
    line(
      "",
      new Call(
        "iam.ManagedPolicy",
        new Code("self"),
        `Policy${number}`,
        new Named("managed_policy_name", name),
        new Named("path", managedPolicyPath(definition)),
        new Named("description", managedPolicyDescription(definition)),
        new Named("document", fromJson(number)),
        new Named("roles", [new Code("self.role")]),
      ),
    ),
  ),
].join("\n")}
`;
}

function roleCall({ definition }: Compiled, inline: readonly (readonly [string, CodeValue])[]): Call {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, attachedManagedPolicies } = definition;
  const self = new Code("self");
  const fromArn = (id: string, arn: string) => new Call("iam.ManagedPolicy.from_managed_policy_arn", self, id, arn);
  return new Call(
    "iam.Role",
    self,
    "Role",
    new Named("role_name", name),
    new Named("path", path),
    ...(description === "" ? [] : [new Named("description", description)]),
    new Named("max_session_duration", new Call("Duration.seconds", maxSessionSeconds)),
    new Named("assumed_by", new Call("iam.ServicePrincipal", "sagemaker.amazonaws.com")),
    ...(permissionsBoundary === undefined
      ? []
      : [new Named("permissions_boundary", fromArn("Boundary", permissionsBoundary))]),
    ...(inline.length === 0 ? [] : [new Named("inline_policies", Object.fromEntries(inline))]),
    ...(attachedManagedPolicies.length === 0
      ? []
      : [
          new Named(
            "managed_policies",
            attachedManagedPolicies.map((arn, index) => fromArn(`Attached${index + 1}`, arn)),
          ),
        ]),
  );
}
