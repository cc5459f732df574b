import type { Compiled } from "../role/compile.js";
import { managedPolicyDescription, managedPolicyPath } from "../role/managed-policy.js";
import { cdkParts } from "./cdk.js";
import { Call, Code, type CodeStyle, type CodeValue, hexOf, statement } from "./code.js";
import { headLines } from "./head.js";

/** As Prettier writes it. */
const STYLE: CodeStyle = {
  width: 80,
  step: 2,
  hugs: true,
  movesTexts: true,
  escape: (character) => (character.length > 1 ? `\\u{${hexOf(character)}}` : `\\u${hexOf(character)}`),
  bareKey: /^[A-Za-z_$][A-Za-z0-9_$]*$/,
};

/**
 * The role as a construct for version 2 of the AWS CDK, in TypeScript, formatted as Prettier does. The trust policy is
 * set on the resource below the construct, which itself gives its statement no Sid.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/cfn-layer.html
 */
export function exportCdkTypescript(compiled: Compiled, { file }: { file?: string } = {}): string {
  const { definition, account } = compiled;
  const { className, inline, managed, wrongAccount } = cdkParts(compiled);
  const constant = (name: string, document: CodeValue) => statement(STYLE, 0, `const ${name} = `, document, ";");
  const line = (before: string, value: CodeValue) => statement(STYLE, 4, before, value, ";");
  const fromJson = (number: string) => new Call("iam.PolicyDocument.fromJson", new Code(`permissions${number}`));
  const self = new Code("this");
  return `${headLines(compiled, file)
    .map((text) => `// ${text}`)
    .join("\n")}
import * as cdk from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

${[
  constant("trustPolicy", definition.trustPolicy as unknown as CodeValue),
  ...[...inline, ...managed].map(({ number, json }) => constant(`permissions${number}`, json)),
].join("\n\n")}

/** The execution role that SageMaker assumes. */
export class ${className} extends Construct {
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    const { account } = cdk.Stack.of(this);
    if (!cdk.Token.isUnresolved(account) && account !== "${account}") {
${statement(STYLE, 6, "throw ", new Call("new Error", wrongAccount), ";")}
    }

${[
  line(
    "this.role = ",
    new Call(
      "new iam.Role",
      self,
      "Role",
      roleProperties(
        compiled,
        inline.map(({ name, number }) => [name, fromJson(number)]),
      ),
    ),
  ),
  "    const resource = this.role.node.defaultChild as iam.CfnRole;\n    resource.assumeRolePolicyDocument = trustPolicy;",
  ...Object.entries(definition.tags).map(([key, value]) =>
    line("", new Call("cdk.Tags.of(this.role).add", key, value)),
  ),
  ...managed.map(({ name, number }) =>
    line(
      "",
      new Call("new iam.ManagedPolicy", self, `Policy${number}`, {
        managedPolicyName: name,
        path: managedPolicyPath(definition),
        description: managedPolicyDescription(definition),
        document: fromJson(number),
        roles: [new Code("this.role")],
      }),
    ),
  ),
].join("\n")}
  }
}
`;
}

function roleProperties({ definition }: Compiled, inline: readonly (readonly [string, CodeValue])[]): CodeValue {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, attachedManagedPolicies } = definition;
  const fromArn = (id: string, arn: string) =>
    new Call("iam.ManagedPolicy.fromManagedPolicyArn", new Code("this"), id, arn);
  return {
    roleName: name,
    path,
    ...(description !== "" && { description }),
    maxSessionDuration: new Call("cdk.Duration.seconds", maxSessionSeconds),
    assumedBy: new Call("new iam.ServicePrincipal", "sagemaker.amazonaws.com"),
    ...(permissionsBoundary !== undefined && { permissionsBoundary: fromArn("Boundary", permissionsBoundary) }),
    ...(inline.length > 0 && { inlinePolicies: Object.fromEntries(inline) }),
    ...(attachedManagedPolicies.length > 0 && {
      managedPolicies: attachedManagedPolicies.map((arn, index) => fromArn(`Attached${index + 1}`, arn)),
    }),
  };
}
