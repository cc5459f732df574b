import { patternContains } from "./contain.js";
import { asList, type ConditionBlock } from "./document.js";

/**
 * Actions by which whoever has them can come to other rights than their own: by changing policies, by taking another
 * role or somebody's session, or by changing what runs with another role.
 * Sources: https://github.com/prowler-cloud/prowler (privilege escalation checks),
 * https://github.com/salesforce/cloudsplaining (constants), https://pathfinding.cloud (sagemaker-001 to -005)
 */
const ESCALATING: Record<string, string> = {
  "iam:addusertogroup": "joins a group, and has its rights",
  "iam:attachgrouppolicy": "gives itself any policy",
  "iam:attachrolepolicy": "gives itself any policy",
  "iam:attachuserpolicy": "gives itself any policy",
  "iam:createaccesskey": "makes keys of another user",
  "iam:createloginprofile": "sets another user's password",
  "iam:createpolicyversion": "rewrites policies it has",
  "iam:deleterolepermissionsboundary": "takes away the boundary",
  "iam:passrole": "hands roles to services that act for it",
  "iam:putgrouppolicy": "gives itself any policy",
  "iam:putrolepolicy": "gives itself any policy",
  "iam:putrolepermissionsboundary": "changes the boundary",
  "iam:putuserpolicy": "gives itself any policy",
  "iam:setdefaultpolicyversion": "puts an older policy in force",
  "iam:updateassumerolepolicy": "lets itself into other roles",
  "iam:updateloginprofile": "sets another user's password",
  "sts:assumerole": "takes another role",
  "lambda:updatefunctioncode": "runs its code with a function's role",
  "lambda:updatefunctionconfiguration": "puts its code before a function's",
  "ecr:setrepositorypolicy": "opens repositories to others",
  "glue:updatedevendpoint": "gets a session with an endpoint's role",
  "kms:creategrant": "hands the key to anybody",
  "kms:putkeypolicy": "opens keys to anybody",
  "s3:putbucketpolicy": "opens buckets to anybody",
  "sagemaker:createnotebookinstancelifecycleconfig": "runs its code in notebooks of others",
  "sagemaker:createpresigneddomainurl": "opens another person's Studio",
  "sagemaker:createpresignednotebookinstanceurl": "opens a notebook, and has its role",
  "sagemaker:updatenotebookinstance": "puts its code into a notebook of others",
  "ssm:sendcommand": "runs commands on instances with their roles",
  "ssm:startsession": "gets a shell on instances with their roles",
};

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
    Object.values(condition ?? {}).flatMap((block) =>
      Object.entries(block).map(([key, values]) => [key.toLowerCase(), asList(values)] as const),
    ),
  );
  const isHarmless: Record<string, boolean> = {
    "iam:passrole": keys.has("iam:passedtoservice") && resources.every((resource) => !/[*?]/.test(resource)),
    "kms:creategrant": keys.get("kms:grantisforawsresource")?.join() === "true",
  };
  return Object.entries(ESCALATING)
    .filter(
      ([name]) => isHarmless[name] !== true && actions.some((pattern) => patternContains(pattern.toLowerCase(), name)),
    )
    .map(([name, how]) => `${name}: ${how}`);
}
