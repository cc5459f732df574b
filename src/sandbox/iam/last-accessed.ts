import { asList, type PolicyDocument } from "../../policy/document.js";
import { AwsError, page, type XmlValue } from "../protocol.js";
import type { AccountState, IamState, RoleState } from "../state.js";
import { optional, required } from "./checks.js";
import { entryOf, type IamOperation } from "./context.js";
import { daysBefore } from "./roles.js";

/** Services that the report names, with the actions of each that IAM tracks here: a few, none of which is a data event. */
const SERVICES: Record<string, { name: string; tracked: readonly string[] }> = {
  athena: { name: "Amazon Athena", tracked: [] },
  ecr: { name: "Amazon Elastic Container Registry", tracked: ["CreateRepository", "DeleteRepository"] },
  glue: { name: "AWS Glue", tracked: [] },
  iam: { name: "AWS Identity and Access Management", tracked: ["CreateRole", "GetRole", "PutRolePolicy"] },
  kms: { name: "AWS Key Management Service", tracked: ["CreateGrant", "DescribeKey"] },
  lambda: { name: "AWS Lambda", tracked: ["CreateFunction", "DeleteFunction", "UpdateFunctionCode"] },
  logs: { name: "Amazon CloudWatch Logs", tracked: ["CreateLogGroup", "CreateLogStream", "DeleteLogGroup"] },
  s3: { name: "Amazon S3", tracked: ["CreateBucket", "DeleteBucket", "ListAllMyBuckets", "PutBucketPolicy"] },
  sagemaker: {
    name: "Amazon SageMaker",
    tracked: ["CreateEndpoint", "CreateModel", "CreateProcessingJob", "CreateTrainingJob", "DeleteEndpoint"],
  },
};

interface Job {
  arn: string;
  level: string;
  created: string;
  /** Whether the next question still finds it in the making. */
  isMaking: boolean;
}

const jobs = new WeakMap<AccountState, Map<string, Job>>();

/**
 * Reports of when a role last used a service: made in the background, so that the first question finds one in the making.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
 */
export const lastAccessedOperations: Record<string, IamOperation> = {
  GenerateServiceLastAccessedDetails: {
    writes: false,
    resource: ({ input }) => optional(input, "Arn") ?? "*",
    run({ account, iam, input, now }) {
      const arn = required(input, "Arn");
      roleByArn(iam, arn);
      const known = jobs.get(account) ?? new Map<string, Job>();
      jobs.set(account, known);
      const id = `00000000-0000-4000-8000-${String(known.size + 1).padStart(12, "0")}`;
      known.set(id, { arn, level: optional(input, "Granularity") ?? "SERVICE_LEVEL", created: now, isMaking: true });
      return { JobId: id };
    },
  },
  GetServiceLastAccessedDetails: {
    writes: false,
    resource: () => "*",
    run({ account, iam, input, now }) {
      const id = required(input, "JobId");
      const job = jobs.get(account)?.get(id);
      if (job === undefined) throw new AwsError("NoSuchEntity", `Job with id ${id} cannot be found.`, 404);
      const about = { JobCreationDate: job.created, JobType: job.level };
      if (job.isMaking) {
        job.isMaking = false;
        return { JobStatus: "IN_PROGRESS", ...about, IsTruncated: false, ServicesLastAccessed: [] };
      }
      const size = Math.min(1000, Math.max(1, Number(optional(input, "MaxItems") ?? 100)));
      const role = roleByArn(iam, job.arn);
      const { items, next } = page(servicesOf(role, iam), size, optional(input, "Marker"));
      return {
        JobStatus: "COMPLETED",
        ...about,
        JobCompletionDate: now,
        ServicesLastAccessed: items.map((service) => access(role, service, job.level, account.region, now)),
        IsTruncated: next !== undefined,
        ...(next !== undefined && { Marker: next }),
      };
    },
  },
};

function roleByArn(iam: IamState, arn: string): RoleState {
  const role = Object.values(iam.roles).find((candidate) => candidate.arn === arn);
  if (role === undefined) throw new AwsError("NoSuchEntity", `ARN ${arn} cannot be found.`, 404);
  return role;
}

/** The actions that a role's policies allow; its boundary is not looked at. */
function allowed(role: RoleState, iam: IamState): string[] {
  const attached = role.attached.flatMap((arn) => {
    const policy = entryOf(iam.policies, arn);
    return policy?.versions[policy.defaultVersion]?.document ?? [];
  });
  return [...Object.values(role.inline), ...attached]
    .flatMap((text) => (JSON.parse(text) as PolicyDocument).Statement)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => asList(Action).map((action) => action.toLowerCase()));
}

function servicesOf(role: RoleState, iam: IamState): string[] {
  const patterns = allowed(role, iam);
  if (patterns.includes("*")) return Object.keys(SERVICES);
  return [...new Set(patterns.map((pattern) => pattern.split(":")[0] as string))].sort();
}

function access(role: RoleState, service: string, level: string, region: string, now: string): XmlValue {
  const { name, tracked } = SERVICES[service] ?? { name: service, tracked: [] };
  const used = role.used ?? {};
  const own = Object.entries(used).filter(([key]) => key.split(":")[0] === service);
  const last = own.length === 0 ? undefined : Math.min(...own.map(([, days]) => days));
  return {
    ServiceName: name,
    ServiceNamespace: service,
    TotalAuthenticatedEntities: last === undefined ? 0 : 1,
    ...(last !== undefined && {
      LastAuthenticated: daysBefore(now, last),
      LastAuthenticatedEntity: role.arn,
      LastAuthenticatedRegion: region,
    }),
    ...(level === "ACTION_LEVEL" &&
      tracked.length > 0 && {
        TrackedActionsLastAccessed: tracked.map((action) => {
          const days = used[`${service}:${action}`];
          return {
            ActionName: action,
            ...(days !== undefined && {
              LastAccessedEntity: role.arn,
              LastAccessedRegion: region,
              LastAccessedTime: daysBefore(now, days),
            }),
          };
        }),
      }),
  };
}
