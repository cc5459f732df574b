import type { JourneyCall } from "../catalog/use-case.js";
import type { PolicyDocument, Statement } from "../policy/document.js";
import { evaluate } from "../policy/evaluate.js";
import type { RequestContext } from "../policy/request.js";
import type { Compilation } from "./compilation.js";
import type { Finding } from "./definition.js";
import { placeOfBucket, placeOfRepository } from "./places.js";

/** What the account holds that the role's own policy cannot change: policies of buckets, repositories, and a boundary. */
export function accountFindings(compilation: Compilation): Finding[] {
  return [...bucketPolicies(compilation), ...repositoryPolicies(compilation), ...boundary(compilation)];
}

const ANYTHING: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/**
 * What a request with the role carries besides: the role's tags, and that no service makes it on somebody's behalf. A
 * service that uses a role given to it does not count as one that calls for the caller.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-viaawsservice
 */
function ofRole({ file }: Compilation): RequestContext {
  const tags = Object.entries(file.role.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return { ...Object.fromEntries(tags), "aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false" };
}

/** The statements of a resource's policy that stop calls of the role, each with the calls. */
function stopping(
  compilation: Compilation,
  document: PolicyDocument,
  calls: readonly JourneyCall[],
): Map<Statement, JourneyCall[]> {
  const { roleArn, account } = compilation.context;
  const found = new Map<Statement, JourneyCall[]>();
  for (const call of calls) {
    const decision = evaluate(
      {
        principal: roleArn,
        action: call.action,
        resource: call.resource,
        context: { ...call.context, ...ofRole(compilation) },
      },
      {
        identity: [{ name: "role", document: ANYTHING }],
        resource: [{ name: "resource", document }],
        account,
        resourceAccount: account,
      },
    );
    if (decision.decision !== "explicitDeny" || decision.by === undefined) continue;
    const statement = asStatements(document)[decision.by.index];
    if (statement !== undefined) found.set(statement, [...(found.get(statement) ?? []), call]);
  }
  return found;
}

function asStatements({ Statement }: PolicyDocument): Statement[] {
  return Array.isArray(Statement) ? Statement : [Statement];
}

const S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";

/** Why a bucket policy denies, by the key it asks for, and what to do. */
const REASONS: { key: RegExp; why: string; remedy: string; source: string; unknown?: true }[] = [
  {
    key: /^aws:sourcevp(ce|c)$/i,
    why: "lets in only what comes through a VPC endpoint",
    remedy:
      "Run the jobs in the VPC of this endpoint (network.vpc: true), or ask the bucket's owner to let this role in.",
    source: `${S3}/example-bucket-policies-vpc-endpoint.html`,
  },
  {
    key: /^aws:sourceip$/i,
    why: "lets in only certain addresses, and SageMaker's are none of them",
    remedy: "Ask the bucket's owner to let in this role as well (aws:PrincipalArn), or to allow a VPC endpoint.",
    source: `${S3}/example-bucket-policies.html`,
  },
  {
    key: /^s3:x-amz-server-side-encryption/i,
    why: "lets in only what is encrypted as it asks",
    remedy: "Name the key at the bucket in the role file, and give its ARN as the output key of the jobs.",
    source: `${S3}/UsingKMSEncryption.html`,
  },
  {
    key: /^aws:principalorg(id|paths)$/i,
    why: "lets in only an organisation, and whether this account is of it is not known here",
    remedy: "Make sure that the account is of this organisation, or ask the bucket's owner to let the role in.",
    source: `${S3}/example-bucket-policies.html`,
    unknown: true,
  },
  {
    key: /^aws:userid$/i,
    why: "lets in only principals by their ids, and a role has its id only once it exists",
    remedy: "Once the role exists, ask the bucket's owner to add its RoleId, followed by :*, to those it lets in.",
    source: `${S3}/example-bucket-policies.html`,
  },
  {
    key: /^aws:principal(account|arn|tag)/i,
    why: "lets in only certain principals, and this role is none of them",
    remedy: "Ask the bucket's owner to add this role to those it lets in.",
    source: `${S3}/example-bucket-policies.html`,
  },
];

function bucketPolicies(compilation: Compilation): Finding[] {
  const { context, facts, journey } = compilation;
  return Object.entries(facts.buckets ?? {}).flatMap(([bucket, { policy }]): Finding[] => {
    if (policy === undefined || !context.data.some((location) => location.bucket === bucket)) return [];
    const arn = `arn:${context.partition}:s3:::${bucket}`;
    const calls = journey
      .filter(({ resource }) => resource === arn || resource.startsWith(`${arn}/`))
      .map((call) => ({ ...call, context: asSent(compilation, bucket, call) }));
    return [...stopping(compilation, policy, calls)].map(([statement, stopped]) => {
      const keys = Object.values(statement.Condition ?? {}).flatMap(Object.keys);
      const known = REASONS.find(({ key }) => keys.some((name) => key.test(name)));
      const what = [...new Set(stopped.map(({ action }) => action))].join(", ");
      const named = statement.Sid === undefined ? "" : ` (${statement.Sid})`;
      const byVpc = known?.key.test("aws:SourceVpce") && context.network.vpc;
      return {
        id: "bucket-policy-denies",
        severity: byVpc || known?.unknown ? "note" : "warning",
        ...placeOfBucket(compilation, bucket),
        message: `The policy of bucket ${bucket}${named} denies ${what}: it ${known?.why ?? `asks for ${keys.join(", ") || "nobody to do so"}`}.`,
        remedy: byVpc
          ? "Make sure that the VPC of the jobs has just this endpoint."
          : (known?.remedy ??
            `Ask the bucket's owner to let the role in. The statement is:\n${JSON.stringify(statement, undefined, 2)}`),
        source: known?.source ?? `${S3}/example-bucket-policies.html`,
      };
    });
  });
}

/** A call to S3 as SageMaker sends it: always over TLS, with the key of the bucket where one is named. */
function asSent({ context }: Compilation, bucket: string, call: JourneyCall): RequestContext {
  const key = context.data.find((location) => location.bucket === bucket && location.key !== undefined)?.key;
  const isWrite = call.action === "s3:PutObject";
  return {
    ...call.context,
    "aws:SecureTransport": "true",
    ...(isWrite &&
      key !== undefined && {
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": key,
      }),
  };
}

function repositoryPolicies(compilation: Compilation): Finding[] {
  const { facts, journey } = compilation;
  return Object.entries(facts.repositories ?? {}).flatMap(([arn, { policy }]): Finding[] => {
    if (policy === undefined) return [];
    const calls = journey.filter(({ resource }) => resource === arn);
    // A repository's policy names no resource: it is about what it is attached to.
    return [...stopping(compilation, policy, calls)].map(([statement, stopped]) => ({
      id: "repository-policy-denies",
      severity: "warning",
      ...placeOfRepository(compilation, arn),
      message: `The policy of the repository ${arn.split(":repository/")[1]} denies ${[...new Set(stopped.map(({ action }) => action))].join(", ")}.`,
      remedy: `Ask whoever keeps the repository to let the role in. The statement is:\n${JSON.stringify(statement, undefined, 2)}`,
      source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    }));
  });
}

/** Calls that the role's policies allow and its boundary cuts off. */
function boundary(compilation: Compilation): Finding[] {
  const { context, facts, file, journey } = compilation;
  const arn = file.role.permissionsBoundary;
  if (arn === undefined) return [];
  const document = facts.boundary;
  if (document === undefined) return [];
  const cut = journey.filter(({ action, resource, context: sent }) => {
    const { decision } = evaluate(
      { principal: context.roleArn, action, resource, context: { ...sent, ...ofRole(compilation) } },
      {
        identity: [{ name: "role", document: ANYTHING }],
        permissionsBoundary: { name: arn, document },
        account: context.account,
      },
    );
    return decision !== "allowed";
  });
  if (cut.length === 0) return [];
  const actions = [...new Set(cut.map(({ action }) => action))].toSorted();
  return [
    {
      id: "boundary-cuts-off",
      severity: "warning",
      place: "role.permissionsBoundary",
      message: `The boundary ${arn.split("/").at(-1)} cuts off ${actions.length === 1 ? "an action" : `${actions.length} actions`} that the use cases need: ${actions.slice(0, 8).join(", ")}${actions.length > 8 ? ", …" : ""}.`,
      remedy:
        "Ask whoever keeps the boundary to allow these, or choose another boundary. First failure: " +
        (cut[0]?.step ?? ""),
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    },
  ];
}
