import type { DataLocation, GrantContext, JourneyCall } from "../catalog/use-case.js";
import { evaluate } from "../policy/evaluate.js";
import type { Decision, PolicySet, RequestContext } from "../policy/request.js";
import { chosenUseCases } from "./compilation.js";
import type { Compiled } from "./compile.js";

/** One call, and whether the role's policies decide it as they should. */
export interface ProofLine {
  /** The use case that makes the call, or `never` for a call that the role must not be able to make. */
  useCase: string;
  step: string;
  call: JourneyCall;
  decision: Decision;
  expected: "allowed" | "denied";
}

/**
 * Decides, by the compiled policies alone, the calls that SageMaker will make with the role and a standing list of
 * calls that nobody may make with it. What a boundary, an attached managed policy or the policy of another account's
 * bucket adds or takes away is not looked at.
 */
export function prove(compiled: Compiled): ProofLine[] {
  const { definition, roleArn, account, context } = compiled;
  const set: PolicySet = { identity: definition.policies, account };
  const line = (useCase: string, call: JourneyCall, expected: ProofLine["expected"]): ProofLine => {
    const { action, resource } = call;
    const decision = evaluate({ principal: roleArn, action, resource, context: call.context }, set);
    return { useCase, step: call.step, call, decision, expected };
  };
  const journeys = chosenUseCases(context).flatMap(({ useCase, options }) =>
    useCase.journey(context, options).map((call) => line(useCase.id, call, "allowed")),
  );
  return distinct([...journeys, ...forbiddenCalls(context).map((call) => line("never", call, "denied"))]);
}

/** Use cases make many calls alike: each is shown once, where it comes first. */
function distinct(lines: readonly ProofLine[]): ProofLine[] {
  const seen = new Set<string>();
  return lines.filter(({ call, expected }) => {
    const key = JSON.stringify([expected, call.action, call.resource, call.context]);
    return !seen.has(key) && seen.add(key);
  });
}

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

/** Calls that no role of ours may make, whatever was chosen. */
function forbiddenCalls(context: GrantContext): JourneyCall[] {
  const { partition, region, account, roleArn, data } = context;
  const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html";
  const s3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";
  const base = baseContext(context);
  const foreign = account === "999999999999" ? "888888888888" : "999999999999";
  const otherBucket = unlike("bucket-not-chosen", (name) => data.some(({ bucket }) => bucket === name));
  const otherRole = `arn:${partition}:iam::${account}:role/administrator-of-everything`;
  const key = `arn:${partition}:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`;
  const call = (
    step: string,
    action: string,
    resource: string,
    source: string,
    more: RequestContext = {},
  ): JourneyCall => ({ step, action, resource, context: { ...base, ...more }, source });
  const object = (bucket: string, name: string) => `arn:${partition}:s3:::${bucket}/${name}`;
  return [
    call("read a bucket that was not chosen", "s3:GetObject", object(otherBucket, "x"), s3),
    call("list a bucket that was not chosen", "s3:ListBucket", `arn:${partition}:s3:::${otherBucket}`, s3, {
      "s3:prefix": "",
    }),
    ...data.flatMap((location) =>
      forbiddenInBucket(
        location,
        data,
        (step, action, name, more) =>
          call(step, action, object(location.bucket, name), s3, { "aws:ResourceAccount": location.owner, ...more }),
        location.owner === foreign ? account : foreign,
      ),
    ),
    call("make a role", "iam:CreateRole", `arn:${partition}:iam::${account}:role/new`, iam),
    call("give itself more permissions", "iam:PutRolePolicy", roleArn, iam),
    call("give itself a managed policy", "iam:AttachRolePolicy", roleArn, iam, {
      "iam:PolicyARN": `arn:${partition}:iam::aws:policy/AdministratorAccess`,
    }),
    call("hand itself to another service", "iam:PassRole", roleArn, iam, {
      "iam:PassedToService": "lambda.amazonaws.com",
    }),
    call("hand another role to SageMaker", "iam:PassRole", otherRole, iam, {
      "iam:PassedToService": "sagemaker.amazonaws.com",
    }),
    call("become another role", "sts:AssumeRole", otherRole, iam),
    ...[
      ...new Set([key, ...context.keys.map(({ arn }) => arn), ...data.flatMap((location) => location.key ?? [])]),
    ].flatMap((arn) => [
      call(
        "delete a key",
        "kms:ScheduleKeyDeletion",
        arn,
        "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
      ),
      call(
        "decrypt with a key outside S3",
        "kms:Decrypt",
        arn,
        "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
      ),
    ]),
    call(
      "write to the log of something else",
      "logs:PutLogEvents",
      `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/something-else:log-stream:x`,
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html",
    ),
  ];
}

type ObjectCall = (step: string, action: string, name: string, more?: RequestContext) => JourneyCall;

function forbiddenInBucket(
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
  return [
    ...(limited && read ? [call(`read ${bucket} outside its prefixes`, "s3:GetObject", outside)] : []),
    ...(limited && write ? [call(`write to ${bucket} outside its prefixes`, "s3:PutObject", outside)] : []),
    ...(covered(name, "write") ? [] : [call(`write to ${bucket}, which is for reading`, "s3:PutObject", name)]),
    call(`delete from ${bucket}`, "s3:DeleteObject", name),
    call(`use ${bucket} once another account owns the name`, read ? "s3:GetObject" : "s3:PutObject", name, {
      "aws:ResourceAccount": foreign,
    }),
  ];
}

function isUnder(name: string, prefixes: readonly string[]): boolean {
  return (
    prefixes.length === 0 ||
    prefixes.some((prefix) => name === prefix || name.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`))
  );
}

/** A name that is not taken. A bucket without prefixes takes every name; then it stays as it is, unused. */
function unlike(name: string, taken: (name: string) => boolean): string {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const candidate = attempt === 0 ? name : `${"zyxwvutsrqponmlkjihgfedcba"[attempt % 26]}${attempt}-${name}`;
    if (!taken(candidate)) return candidate;
  }
  return name;
}
