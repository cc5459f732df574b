import { Document, isScalar, Scalar, visit } from "yaml";
import type { Compiled } from "../role/compile.js";
import { managedPolicyDescription, managedPolicyPath } from "../role/managed-policy.js";
import { headLines } from "./head.js";
import { ownAccountParts } from "./own-account.js";
import { shellWord } from "./shell.js";

/** What a CloudFormation export may be told besides the role. */
export interface CloudFormationOptions {
  /** Name of the role file. */
  file?: string;
  /** Accounts of a StackSet: whatever account a stack is in then stands where the role's own does. */
  accounts?: readonly string[];
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST_BODY = 51_200;

/**
 * The role as a CloudFormation template in YAML. IAM is global, but a role's policies name a region: it is the role
 * file's, whatever region the stack is in.
 */
export function exportCloudFormation(compiled: Compiled, options: CloudFormationOptions = {}): string {
  const document = new Document(template(compiled), { version: "1.1" });
  if (options.accounts !== undefined) putAccounts(document, compiled.account);
  const body = document.toString({ lineWidth: 0, singleQuote: true });
  const head = [...headLines(compiled, options.file), ...deployLines(compiled, body, options)];
  return `${head.map((line) => `# ${line}`.trimEnd()).join("\n")}\n${body}`;
}

function template({ definition, account }: Compiled): unknown {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags } = definition;
  const inline = definition.policies.filter(({ kind }) => kind === "inline");
  const managed = definition.policies.filter(({ kind }) => kind === "managed");
  const { attachedManagedPolicies, trustPolicy } = definition;
  const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `The SageMaker execution role ${name}, first made for account ${account}`,
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: name,
          Path: path,
          ...(description !== "" && { Description: description }),
          MaxSessionDuration: maxSessionSeconds,
          ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
          AssumeRolePolicyDocument: trustPolicy,
          ...(inline.length > 0 && {
            Policies: inline.map((policy) => ({ PolicyName: policy.name, PolicyDocument: policy.document })),
          }),
          ...(attachedManagedPolicies.length > 0 && { ManagedPolicyArns: attachedManagedPolicies }),
          ...(tagList.length > 0 && { Tags: tagList }),
        },
      },
      ...Object.fromEntries(
        managed.map((policy, index) => [
          `Policy${index === 0 ? "" : index + 1}`,
          {
            Type: "AWS::IAM::ManagedPolicy",
            Properties: {
              ManagedPolicyName: policy.name,
              Path: managedPolicyPath(definition),
              Description: managedPolicyDescription(definition),
              PolicyDocument: policy.document,
              Roles: [tagged("!Ref", "Role")],
            },
          },
        ]),
      ),
    },
    Outputs: {
      RoleArn: { Description: "ARN of the role", Value: tagged("!GetAtt", "Role.Arn") },
    },
  };
}

/** A text that one of CloudFormation's functions is asked of. */
function tagged(tag: string, text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.tag = tag;
  return scalar;
}

/** Puts the stack's own account in the place of the role's, in ARNs and conditions. IAM's variables stay IAM's. */
function putAccounts(document: Document, account: string): void {
  visit(document, {
    Pair(_, { key }) {
      return isScalar(key) && /^(Description|Tags)$/.test(String(key.value)) ? visit.SKIP : undefined;
    },
    Scalar(key, scalar) {
      if (key === "key" || typeof scalar.value !== "string" || scalar.tag !== undefined) return;
      const parts = ownAccountParts(scalar.value, account);
      if (parts.every((part) => typeof part === "string")) return;
      if (parts.length === 1) return tagged("!Ref", "AWS::AccountId");
      const text = parts.map((part) => (typeof part === "string" ? part.replaceAll("${", "${!") : "${AWS::AccountId}"));
      return tagged("!Sub", text.join(""));
    },
  });
}

/** How the template is deployed: a stack, or the stacks of many accounts. */
function deployLines({ definition, region }: Compiled, body: string, { accounts }: CloudFormationOptions): string[] {
  const name = definition.name.replace(/[^A-Za-z0-9-]/g, "-").replace(/^(?=[^A-Za-z])/, "role-");
  const isLarge = Buffer.byteLength(body) > LARGEST_BODY;
  const file = `${definition.name}.yaml`;
  if (accounts === undefined) {
    const bucket = isLarge ? " --s3-bucket BUCKET" : "";
    return [
      "",
      `aws cloudformation deploy --stack-name ${name} --template-file ${shellWord(file)} --capabilities CAPABILITY_NAMED_IAM${bucket}`,
      ...(isLarge ? ["It is larger than 51,200 bytes, so that it goes by way of a bucket of yours."] : []),
    ];
  }
  const template = isLarge
    ? "--template-url https://BUCKET.s3.amazonaws.com/KEY"
    : `--template-body file://${shellWord(file)}`;
  return [
    "",
    `aws cloudformation create-stack-set --stack-set-name ${name} ${template} --capabilities CAPABILITY_NAMED_IAM`,
    `aws cloudformation create-stack-instances --stack-set-name ${name} --accounts ${accounts.join(" ")} --regions ${region}`,
    ...(isLarge ? ["It is larger than 51,200 bytes: put it into a bucket of yours first."] : []),
  ];
}
