import { patternContains } from "./contain.js";
import { asList, type ConditionBlock } from "./document.js";

/**
 * Actions by which whoever has them can come to other rights than their own: by changing policies, by taking another
 * role or somebody's session, or by changing what runs with another role. What asks for iam:PassRole besides, such as
 * making functions, jobs or stacks with a role of choice, is said of iam:PassRole alone.
 * Sources: https://github.com/prowler-cloud/prowler (privilege escalation checks, 2026-08),
 * https://github.com/salesforce/cloudsplaining (constants), https://pathfinding.cloud (existing-passrole,
 * principal-access and self-escalation), https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation
 */
export const ESCALATING: Readonly<Record<string, string>> = {
  "iam:addusertogroup": "joins a group, and has its rights",
  "iam:attachgrouppolicy": "gives itself any policy",
  "iam:attachrolepolicy": "gives itself any policy",
  "iam:attachuserpolicy": "gives itself any policy",
  "iam:createaccesskey": "makes keys of another user",
  "iam:createloginprofile": "sets another user's password",
  "iam:createpolicyversion": "rewrites policies it has",
  "iam:deleterolepermissionsboundary": "takes away the boundary",
  "iam:deleterolepolicy": "takes away policies that deny it something",
  "iam:deleteuserpermissionsboundary": "takes away the boundary",
  "iam:detachrolepolicy": "takes away policies that deny it something",
  "iam:passrole": "hands roles to services that act for it",
  "iam:putgrouppolicy": "gives itself any policy",
  "iam:putrolepolicy": "gives itself any policy",
  "iam:putrolepermissionsboundary": "changes the boundary",
  "iam:putuserpermissionsboundary": "changes the boundary",
  "iam:putuserpolicy": "gives itself any policy",
  "iam:setdefaultpolicyversion": "puts an older policy in force",
  "iam:updateassumerolepolicy": "lets itself into other roles",
  "iam:updateloginprofile": "sets another user's password",
  "sts:assumerole": "takes another role",
  "apprunner:updateservice": "runs its image with a service's role",
  "batch:submitjob": "runs its command with the role of a job definition",
  "bedrock-agentcore:connectbrowserautomationstream": "drives a browser that has a role",
  "bedrock-agentcore:invokeagentruntimecommand": "runs commands with a runtime's role",
  "bedrock-agentcore:invokecodeinterpreter": "runs its code with an interpreter's role",
  "cloudformation:createchangeset": "changes a stack with the stack's role",
  "cloudformation:executechangeset": "changes a stack with the stack's role",
  "cloudformation:updatestack": "changes a stack with the stack's role",
  "cloudformation:updatestackset": "changes stacks with the stack set's role",
  "codebuild:startbuild": "runs its commands with a project's role",
  "codebuild:startbuildbatch": "runs its commands with a project's role",
  "codebuild:updateproject": "changes what a project runs with its role",
  "codedeploy:createdeployment": "runs its code on instances with their roles",
  "ec2-instance-connect:sendserialconsolesshpublickey": "gets a shell on instances with their roles",
  "ec2-instance-connect:sendsshpublickey": "gets a shell on instances with their roles",
  "ec2:createlaunchtemplateversion": "changes what instances start with their roles",
  "ec2:modifyinstanceattribute": "changes what an instance starts with its role",
  "ec2:modifylaunchtemplate": "changes what instances start with their roles",
  "ecs:executecommand": "gets a shell in a task with its role",
  "glue:runstatement": "runs its code in a session with its role",
  "glue:updatedevendpoint": "gets a session with an endpoint's role",
  "lambda:updatefunctioncode": "runs its code with a function's role",
  "lambda:updatefunctionconfiguration": "puts its code before a function's",
  "sagemaker:createnotebookinstancelifecycleconfig": "runs its code in notebooks of others",
  "sagemaker:createpresigneddomainurl": "opens another person's Studio",
  "sagemaker:createpresignednotebookinstanceurl": "opens a notebook, and has its role",
  "sagemaker:startsession": "gets a shell in a space of Studio with its role",
  "sagemaker:updatenotebookinstance": "puts its code into a notebook of others",
  "sagemaker:updatenotebookinstancelifecycleconfig": "changes what notebooks of others start with",
  "ssm:createassociation": "runs commands on instances with their roles",
  "ssm:resumesession": "takes up a shell of another person",
  "ssm:sendcommand": "runs commands on instances with their roles",
  "ssm:startsession": "gets a shell on instances with their roles",
  "ssm:updateassociation": "runs commands on instances with their roles",
  "sso:attachmanagedpolicytopermissionset": "gives a permission set any policy",
  "sso:putinlinepolicytopermissionset": "gives a permission set any policy",
  "states:updatestatemachine": "changes what a state machine does with its role",
  "ecr:setrepositorypolicy": "opens repositories to others",
  "kms:creategrant": "hands the key to anybody",
  "kms:putkeypolicy": "opens keys to anybody",
  "lambda:addpermission": "opens functions to anybody",
  "s3:putbucketpolicy": "opens buckets to anybody",
};

/** Operators that hold a key to the values given; the others let through what is not given, or has no such key. */
const HOLDS = /^(StringEquals|StringEqualsIgnoreCase|StringLike|Bool)$/i;

/**
 * How actions on resources can lead to other rights, in words; empty where they cannot.
 * Handing on roles named one by one to a named service, and grants for AWS's own services, are the documented ways of
 * doing just that, and no escalation.
 * @param actions patterns, in any case
 */
export function escalations(
  actions: readonly string[],
  resources: readonly string[],
  condition: ConditionBlock | undefined,
): string[] {
  const keys = new Map(
    Object.entries(condition ?? {}).flatMap(([operator, block]) =>
      HOLDS.test(operator)
        ? Object.entries(block).map(([key, values]) => [key.toLowerCase(), asList(values)] as const)
        : [],
    ),
  );
  const isExact = (texts: readonly unknown[] | undefined) =>
    texts?.every((text) => !/[*?]/.test(String(text))) === true;
  const isHarmless: Record<string, boolean> = {
    "iam:passrole": isExact(keys.get("iam:passedtoservice")) && isExact(resources),
    "kms:creategrant": keys.get("kms:grantisforawsresource")?.join() === "true",
  };
  return Object.entries(ESCALATING)
    .filter(
      ([name]) => isHarmless[name] !== true && actions.some((pattern) => patternContains(pattern.toLowerCase(), name)),
    )
    .map(([name, how]) => `${name}: ${how}`);
}
