import type { ServiceAccess } from "../aws/answers.js";
import { actionsOf } from "../policy/action-reference.js";
import { patternContains } from "../policy/contain.js";
import { asList } from "../policy/document.js";
import { type AuditFinding, finding } from "./audit-finding.js";
import type { FoundRole } from "./found-role.js";
import { allowed, rightsOf } from "./rights.js";

/** What IAM's record of use says of a role, and what it cannot say. */
export interface Usage {
  /** Services it used, each with the last time; the latest first. */
  used: { service: string; at: string }[];
  /** Services that it may use and of which no attempt is known, and which have no data events. */
  unusedServices: string[];
  /** Actions that IAM tracks, that the role may call and did not. */
  unusedActions: string[];
  /** Services of which nothing can be said: their work is data events, which are not tracked. */
  untold: string[];
  /** Whether the role may pass roles, of which nothing can be said either. */
  passesRoles: boolean;
}

/**
 * Services whose everyday work is data events. IAM tracks management events alone, so that a role that lives on
 * s3:GetObject, kms:Decrypt or logs:PutLogEvents looks as though it used nothing of them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html (things to know)
 */
const DATA_SERVICES = new Set(
  [
    ["s3", "s3express", "s3-object-lambda", "s3tables", "kms", "logs", "cloudwatch", "ecr", "dynamodb", "sqs", "sns"],
    ["kinesis", "firehose", "lambda", "secretsmanager", "ssm", "ssmmessages", "ec2messages", "sts", "bedrock"],
    ["sagemaker", "sagemaker-featurestore-runtime", "sagemaker-mlflow", "sagemaker-data-science-assistant"],
    ["athena", "lakeformation", "elasticfilesystem", "fsx", "redshift-data", "rds-data", "eks", "eks-auth"],
    ["aps", "xray", "events", "codeartifact", "cognito-identity", "comprehend", "rekognition", "textract", "translate"],
  ].flat(),
);

/** Actions that are never called unused, whatever a report says: what an execution role lives on. */
const NEVER_UNUSED = [
  "iam:passrole",
  "s3:getobject*",
  "s3:putobject*",
  "s3:listbucket*",
  "s3:listmultipart*",
  "s3:abortmultipartupload",
  "s3:deleteobject*",
  "kms:decrypt",
  "kms:encrypt",
  "kms:reencrypt*",
  "kms:generatedatakey*",
  "kms:creategrant",
  "kms:describekey",
  "logs:createlog*",
  "logs:putlogevents",
  "ecr:get*",
  "ecr:batch*",
];

/**
 * What a role may do and did not, as far as IAM can tell. Denied attempts count as use. Its record goes back 400 days, for
 * actions as long as it tracks them. PassRole and data events are not tracked: nothing is said of those.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-action-last-accessed.html
 */
export async function usageOf(role: FoundRole, report: readonly ServiceAccess[]): Promise<Usage> {
  const rights = rightsOf(role);
  const usage: Usage = {
    used: report
      .flatMap(({ service, at }) => (at === undefined ? [] : [{ service, at }]))
      .toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    unusedServices: [],
    unusedActions: [],
    untold: [],
    passesRoles: allowed(rights, "iam:passrole").length > 0,
  };
  for (const { service, at, actions } of report) {
    const known = await actionsOf(service);
    if (DATA_SERVICES.has(service)) {
      if (at === undefined) usage.untold.push(service);
    } else if (at === undefined && service !== "iam") {
      usage.unusedServices.push(service);
      continue;
    }
    for (const { name, at: called } of actions) {
      const action = `${service}:${name}`.toLowerCase();
      if (called !== undefined || NEVER_UNUSED.some((pattern) => patternContains(pattern, action))) continue;
      if (allowed(rights, action).length === 0) continue;
      usage.unusedActions.push(`${service}:${known.get(name.toLowerCase())?.name ?? name}`);
    }
  }
  return usage;
}

/** What was not used, as findings. */
export function usageFindings(role: FoundRole, { unusedServices, unusedActions }: Usage): AuditFinding[] {
  const parts = [
    ...(unusedServices.length > 0 ? [`services ${unusedServices.join(", ")}`] : []),
    ...(unusedActions.length > 0 ? [`actions ${shortList(unusedActions)}`] : []),
  ];
  if (parts.length === 0) return [];
  const policies = role.definition.policies.filter(({ document }) =>
    document.Statement.some(({ Action }) =>
      asList(Action).some(
        (action) => unusedServices.includes(action.split(":")[0] ?? "") || unusedActions.includes(action),
      ),
    ),
  );
  const where = policies.length === 0 ? "" : ` They stand in ${policies.map(({ name }) => name).join(", ")}.`;
  return [
    finding(
      "unused-rights",
      "low",
      "usage",
      `No attempt is known to use ${parts.join(", and ")}.${where}`,
      "Ask whoever runs the jobs, then take them away. PassRole and data events, such as s3:GetObject, are not tracked.",
    ),
  ];
}

/** What the record of use cannot tell of a role, in a sentence; undefined where it tells all. */
export function gapsOf({ untold, passesRoles }: Usage): string | undefined {
  const of = [...untold, ...(passesRoles ? ["iam:PassRole"] : [])];
  if (of.length === 0) return undefined;
  return `Use of ${of.join(", ")} is not tracked, or only in part: no lack of it may be taken from this.`;
}

function shortList(texts: readonly string[]): string {
  return texts.length <= 6 ? texts.join(", ") : `${texts.slice(0, 6).join(", ")} and ${texts.length - 6} more`;
}
