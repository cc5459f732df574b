import { imageRegistries } from "../catalog/index.js";
import type { DataLocation, GrantContext, JourneyCall } from "../catalog/use-case.js";
import type { RequestContext } from "../policy/request.js";
import { someAlike } from "./alike.js";
import { foreignAccount, isUnder } from "./outside.js";

const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html";
const S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";
const KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html";
const LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html";
const ECR =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html";
const ESCALATION = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html";

/** What the tightest statements ask for, so that a call is denied for what it is and not for what it lacks. */
function baseContext({ account, region, partition, roleArn }: GrantContext): RequestContext {
  return {
    "aws:PrincipalAccount": account,
    "aws:PrincipalArn": roleArn,
    "aws:ResourceAccount": account,
    "aws:RequestedRegion": region,
    "aws:PrincipalPartition": partition,
    "aws:SecureTransport": "true",
  };
}

function callIn(context: GrantContext): Call {
  const base = baseContext(context);
  return (step, action, resource, source, more = {}) => ({
    step,
    action,
    resource,
    context: { ...base, ...more },
    source,
  });
}

/** Calls that the caller's policy must not let through, whatever was chosen. */
export function callerDenials(context: GrantContext): JourneyCall[] {
  const call = callIn(context);
  return [...identityDenials(context, call), ...tagOthers(context, call)];
}

function tagOthers({ partition, region, account }: GrantContext, call: Call): JourneyCall[] {
  const other = `arn:${partition}:sagemaker:${region}:${account}:code-repository/of-somebody`;
  return ["AddTags", "ListTags"].map((action) =>
    call("tag what was not chosen", `sagemaker:${action}`, other, ESCALATION),
  );
}

/** Calls that no role of ours may make, whatever was chosen. */
export function standingDenials(context: GrantContext): JourneyCall[] {
  const call = callIn(context);
  return [
    ...bucketDenials(context, call),
    ...identityDenials(context, call),
    ...keyDenials(context, call),
    ...otherDenials(context, call),
  ];
}

type Call = (step: string, action: string, resource: string, source: string, more?: RequestContext) => JourneyCall;

function bucketDenials(context: GrantContext, call: Call): JourneyCall[] {
  const { partition, account, data } = context;
  const foreign = foreignAccount(account);
  const otherBucket = unlike("bucket-not-chosen", (name) => data.some(({ bucket }) => bucket === name));
  const object = (bucket: string, name: string) => `arn:${partition}:s3:::${bucket}/${name}`;
  const whole = `arn:${partition}:s3:::${otherBucket}`;
  return [
    call("read a bucket that was not chosen", "s3:GetObject", object(otherBucket, "x"), S3),
    call("write to a bucket that was not chosen", "s3:PutObject", object(otherBucket, "x"), S3),
    call("list a bucket that was not chosen", "s3:ListBucket", whole, S3, { "s3:prefix": "" }),
    call("list all buckets", "s3:ListAllMyBuckets", "*", S3),
    call("make a bucket", "s3:CreateBucket", whole, S3),
    ...someAlike(data, shapeOf).flatMap((location) => [
      ...(location.read
        ? [location.prefixes[0]?.replace(/\/$/, "") ?? ""].flatMap((prefix) => [
            call("list a bucket that was not chosen", "s3:ListBucket", whole, S3, {
              "aws:ResourceAccount": location.owner,
              "s3:prefix": prefix,
            }),
            call(
              `list ${location.bucket} once another account owns the name`,
              "s3:ListBucket",
              `arn:${partition}:s3:::${location.bucket}`,
              S3,
              { "aws:ResourceAccount": location.owner === foreign ? account : foreign, "s3:prefix": prefix },
            ),
          ])
        : []),
      ...inBucket(
        location,
        data,
        (step, action, name, more) =>
          call(step, action, object(location.bucket, name), S3, { "aws:ResourceAccount": location.owner, ...more }),
        location.owner === foreign ? account : foreign,
      ),
      ...["s3:PutBucketPolicy", "s3:DeleteBucket", "s3:PutEncryptionConfiguration"].map((action) =>
        call(`change the bucket ${location.bucket} itself`, action, `arn:${partition}:s3:::${location.bucket}`, S3, {
          "aws:ResourceAccount": location.owner,
        }),
      ),
    ]),
  ];
}

/** What there is to tell of a place but its names. */
export function shapeOf({ read, write, prefixes, key, owner }: DataLocation): string {
  return `${read} ${write} ${prefixes.length > 0} ${key !== undefined} ${owner}`;
}

type ObjectCall = (step: string, action: string, name: string, more?: RequestContext) => JourneyCall;

function inBucket(
  { bucket, prefixes, read, write }: DataLocation,
  data: readonly DataLocation[],
  call: ObjectCall,
  foreign: string,
): JourneyCall[] {
  const same = data.filter((location) => location.bucket === bucket);
  const covered = (name: string, kind: "read" | "write") =>
    same.some((location) => location[kind] && isUnder(name, location.prefixes));
  const [prefix = ""] = prefixes;
  const name = prefix === "" || prefix.endsWith("/") ? `${prefix}object` : `${prefix}/object`;
  const outside = unlike("outside-every-prefix", (start) => same.some((location) => isUnder(start, location.prefixes)));
  const limited = same.every((location) => location.prefixes.length > 0);
  // `raw-old` begins like `raw`, and is another folder.
  const neighbours = limited
    ? prefixes
        .map((one) => `${one.replace(/\/$/, "")}-old/object`)
        .filter((one) => !covered(one, "read") && !covered(one, "write"))
    : [];
  return [
    ...(limited && read ? [call(`read ${bucket} outside its prefixes`, "s3:GetObject", outside)] : []),
    ...(limited && write ? [call(`write to ${bucket} outside its prefixes`, "s3:PutObject", outside)] : []),
    ...neighbours.flatMap((one) =>
      ["s3:GetObject", "s3:PutObject"].map((action) => call(`reach beside a prefix of ${bucket}`, action, one)),
    ),
    ...(covered(name, "write") ? [] : [call(`write to ${bucket}, which is for reading`, "s3:PutObject", name)]),
    call(`delete from ${bucket}`, "s3:DeleteObject", name),
    call(`delete versions from ${bucket}`, "s3:DeleteObjectVersion", name),
    call(`use ${bucket} once another account owns the name`, read ? "s3:GetObject" : "s3:PutObject", name, {
      "aws:ResourceAccount": foreign,
    }),
  ];
}

/** By these whoever holds the role could come to other rights than its own. */
function identityDenials({ partition, account, roleArn }: GrantContext, call: Call): JourneyCall[] {
  const other = `arn:${partition}:iam::${account}:role/administrator-of-everything`;
  const admin = `arn:${partition}:iam::aws:policy/AdministratorAccess`;
  const own = `arn:${partition}:iam::${account}:policy/anything`;
  const writes: [string, string, RequestContext?][] = [
    ["iam:CreateRole", `arn:${partition}:iam::${account}:role/new`],
    ["iam:PutRolePolicy", roleArn],
    ["iam:AttachRolePolicy", roleArn, { "iam:PolicyARN": admin }],
    ["iam:UpdateAssumeRolePolicy", other],
    ["iam:DeleteRolePermissionsBoundary", roleArn],
    ["iam:CreatePolicyVersion", own],
    ["iam:SetDefaultPolicyVersion", own],
    ["iam:PutRolePermissionsBoundary", roleArn],
    ...["CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile", "PutUserPolicy", "AttachUserPolicy"].map(
      (action): [string, string] => [`iam:${action}`, `arn:${partition}:iam::${account}:user/admin`],
    ),
    ...["AddUserToGroup", "PutGroupPolicy", "AttachGroupPolicy"].map((action): [string, string] => [
      `iam:${action}`,
      `arn:${partition}:iam::${account}:group/admins`,
    ]),
  ];
  return [
    ...writes.map(([action, resource, more]) => call("give itself more permissions", action, resource, IAM, more)),
    call("hand itself to another service", "iam:PassRole", roleArn, IAM, {
      "iam:PassedToService": "lambda.amazonaws.com",
    }),
    call("hand itself to EC2", "iam:PassRole", roleArn, IAM, { "iam:PassedToService": "ec2.amazonaws.com" }),
    call("hand another role to SageMaker", "iam:PassRole", other, IAM, {
      "iam:PassedToService": "sagemaker.amazonaws.com",
    }),
    call("become another role", "sts:AssumeRole", other, IAM),
  ];
}

function keyDenials(context: GrantContext, call: Call): JourneyCall[] {
  const { partition, region, account, keys, data } = context;
  const other = `arn:${partition}:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`;
  const arns = new Set([other, ...keys.map(({ arn }) => arn), ...data.flatMap((location) => location.key ?? [])]);
  return [...arns].flatMap((arn) => [
    ...["kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:DisableKey", "kms:ReEncryptFrom", "kms:RevokeGrant"].map(
      (action) => call("administer a key", action, arn, KMS),
    ),
    call("decrypt with a key outside S3", "kms:Decrypt", arn, KMS),
    call("make data keys outside S3", "kms:GenerateDataKey", arn, KMS),
    call("grant a key to anybody", "kms:CreateGrant", arn, KMS, { "kms:GrantIsForAWSResource": "false" }),
  ]);
}

const PUSH = [
  "ecr:BatchDeleteImage",
  "ecr:CompleteLayerUpload",
  "ecr:DeleteRepository",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:SetRepositoryPolicy",
  "ecr:UploadLayerPart",
];

function otherDenials(context: GrantContext, call: Call): JourneyCall[] {
  const { partition, region, account, repositories, awsImages } = context;
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const [registry] = awsImages ? imageRegistries(region, ["sklearn"]) : [];
  const images = [
    ...repositories,
    arn("ecr", "repository/not-chosen"),
    ...(registry === undefined
      ? []
      : [`arn:${partition}:ecr:${region}:${registry.account}:repository/sagemaker-scikit-learn`]),
  ];
  return [
    call(
      "write to the log of something else",
      "logs:PutLogEvents",
      arn("logs", "log-group:/aws/lambda/x:log-stream:y"),
      LOGS,
    ),
    ...["DeleteLogGroup", "DeleteRetentionPolicy", "PutRetentionPolicy", "PutSubscriptionFilter"].map((action) =>
      call("delete a log", `logs:${action}`, arn("logs", "log-group:/aws/sagemaker/TrainingJobs"), LOGS),
    ),
    call("publish metrics of something else", "cloudwatch:PutMetricData", "*", LOGS, {
      "cloudwatch:namespace": "AWS/Lambda",
    }),
    call("pull an image that was not chosen", "ecr:BatchGetImage", arn("ecr", "repository/not-chosen"), ECR),
    ...["/aws/lambda/x", "/aws/sagemaker/OfAnother"].flatMap((group) => [
      ...["CreateLogGroup", "DescribeLogStreams"].map((action) =>
        call("look at the log of something else", `logs:${action}`, arn("logs", `log-group:${group}`), LOGS),
      ),
      ...["CreateLogStream", "GetLogEvents", "PutLogEvents"].map((action) =>
        call("use the log of something else", `logs:${action}`, arn("logs", `log-group:${group}:log-stream:y`), LOGS),
      ),
    ]),
    ...tagOthers(context, call),
    ...images.flatMap((image) =>
      PUSH.map((action) =>
        call("change images", action, image, ECR, { "aws:ResourceAccount": image.split(":")[4] ?? account }),
      ),
    ),
    call(
      "read a secret that was not named",
      "secretsmanager:GetSecretValue",
      arn("secretsmanager", "secret:not-named-Ab1Cd2"),
      ESCALATION,
    ),
    ...["UpdateFunctionCode", "UpdateFunctionConfiguration", "AddPermission"].map((action) =>
      call("change a function", `lambda:${action}`, arn("lambda", "function:not-named"), ESCALATION),
    ),
    call(
      "call a function that was not named",
      "lambda:InvokeFunction",
      arn("lambda", "function:not-named"),
      ESCALATION,
    ),
    call("start an instance", "ec2:RunInstances", arn("ec2", "instance/*"), ESCALATION),
    call("tag an instance", "ec2:CreateTags", arn("ec2", "instance/i-0123456789abcdef0"), ESCALATION),
    call("stop an instance", "ec2:TerminateInstances", arn("ec2", "instance/i-0123456789abcdef0"), ESCALATION),
    call(
      "open a security group",
      "ec2:AuthorizeSecurityGroupIngress",
      arn("ec2", "security-group/sg-0123456789abcdef0"),
      ESCALATION,
    ),
    call("run commands on instances", "ssm:SendCommand", arn("ec2", "instance/i-0123456789abcdef0"), ESCALATION),
    call(
      "open somebody's notebook",
      "sagemaker:CreatePresignedNotebookInstanceUrl",
      arn("sagemaker", "notebook-instance/of-somebody"),
      ESCALATION,
    ),
  ];
}

/** A name that is not taken. A bucket without prefixes takes every name; then it stays as it is, unused. */
function unlike(name: string, taken: (name: string) => boolean): string {
  for (let n = 1; n < 100; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken(candidate)) return candidate;
  }
  return name;
}
