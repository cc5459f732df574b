import { catalog } from "../catalog/index.js";
import type { GrantContext, JourneyCall } from "../catalog/use-case.js";
import { foreignAccount } from "./denials.js";

/**
 * Calls that are checked on everything, by AWS's documentation, so that nothing about the resource can be held against
 * them: network interfaces, and subnets and security groups that another account shares.
 */
const ON_EVERYTHING = /^ec2:/;

/** Objects and log streams are named by whoever writes them: buckets, prefixes and groups are what holds them. */
const OPEN_NAMES = /^(ec2|logs|s3):/;

/** Context that no statement can ask for in the place where it is sent, or that the resource says already. */
const NOT_ASKED = new Set([
  // Who calls is who the role is.
  "kms:CallerAccount",
  // Said by the guardrails' denials; their own near misses are in guardrail-proof.ts.
  "sagemaker:InstanceTypes",
  "sagemaker:NetworkIsolation",
  "sagemaker:OutputKmsKeyArn",
  "sagemaker:VolumeKmsKeyArn",
  "sagemaker:VpcSecurityGroupIds",
  "sagemaker:VpcSubnets",
]);

const FOREIGN_REGION: Record<string, string | undefined> = { "us-west-2": "us-east-1" };

/**
 * For each call that must be allowed, the calls beside it that must not be: the same in another account, in another
 * region, on another of the things that the role file names, and with a condition key that is missing or says something
 * else. They are made from the calls and the file alone, without a look at what is granted.
 */
export function nearMisses(context: GrantContext, journey: readonly JourneyCall[]): JourneyCall[] {
  const named = namedThings(context);
  const misses = journey.flatMap((call) => [
    ...elsewhere(context, call),
    ...otherwise(context, call),
    ...otherNames(call, journey, named),
  ]);
  // What one use case may not, another may be meant to.
  const meant = new Set(journey.map(keyOf));
  return misses.filter((call) => !meant.has(keyOf(call)));
}

function keyOf({ action, resource, context }: JourneyCall): string {
  return JSON.stringify([action, resource, Object.entries(context).toSorted()]);
}

/** The same in another account, and in another region. */
function elsewhere(context: GrantContext, call: JourneyCall): JourneyCall[] {
  const { account, region } = context;
  const parts = call.resource.split(":");
  if (parts.length < 6 || ON_EVERYTHING.test(call.action)) return [];
  const foreign = foreignAccount(account);
  const at = (index: number, value: string) => parts.map((part, i) => (i === index ? value : part)).join(":");
  return [
    ...(/^\d{12}$/.test(parts[4] ?? "") && parts[4] !== foreign
      ? [
          {
            ...call,
            step: `${call.step}, of another account`,
            resource: at(4, foreign),
            context: { ...call.context, "aws:ResourceAccount": foreign },
          },
        ]
      : []),
    ...(call.action.startsWith("s3:") ? otherBuckets(context, call, foreign) : []),
    ...(parts[3] === region
      ? [{ ...call, step: `${call.step}, in another region`, resource: at(3, FOREIGN_REGION[region] ?? "us-west-2") }]
      : []),
  ];
}

/**
 * The same in a bucket of another name, in one of the name that another account has taken over, and, where the bucket
 * is opened by prefixes alone, outside all of them.
 */
function otherBuckets({ data }: GrantContext, call: JourneyCall, foreign: string): JourneyCall[] {
  const [bucket = "", ...key] = (call.resource.split(":::")[1] ?? "").split("/");
  const opened = data.filter((location) => location.bucket === bucket);
  const isLimited = key.length > 0 && opened.every(({ prefixes }) => prefixes.length > 0);
  return [
    ...(isLimited
      ? [
          {
            ...call,
            step: `${call.step}, outside every prefix`,
            resource: call.resource.replace(/(:::[^/]+\/).*$/, "$1outside-every-prefix/object"),
          },
        ]
      : []),
    { ...call, step: `${call.step}, in another bucket`, resource: call.resource.replace(":::", ":::x9-") },
    {
      ...call,
      step: `${call.step}, once another account owns the bucket`,
      context: { ...call.context, "aws:ResourceAccount": foreign },
    },
  ];
}

/** The same with a key of the service missing, and with another value of it. */
function otherwise(context: GrantContext, call: JourneyCall): JourneyCall[] {
  return Object.keys(call.context).flatMap((key): JourneyCall[] => {
    if (key.startsWith("aws:") || NOT_ASKED.has(key) || (key === "s3:prefix" && listsWhole(context, call))) return [];
    const { [key]: value = "", ...without } = call.context;
    // An ARN stays one, so that operators for ARNs look at it.
    const other = String(value).startsWith("arn:") ? anotherArn(String(value)) : "of-something-else";
    return [
      { ...call, step: `${call.step}, without ${key}`, context: without },
      { ...call, step: `${call.step}, with another ${key}`, context: { ...without, [key]: other } },
    ];
  });
}

/** An ARN of the same kind, of another bucket or of another name. */
function anotherArn(arn: string): string {
  return arn.includes(":::") ? arn.replace(":::", ":::x9-") : arn.replace(/[^/:]+$/, "x9");
}

/** Whether the bucket that is listed may be listed whole. */
function listsWhole({ data }: GrantContext, { resource }: JourneyCall): boolean {
  const bucket = resource.split(":::")[1];
  return data.some((location) => location.bucket === bucket && location.read && location.prefixes.length === 0);
}

/** The same on a thing of another name, where the file names the thing. */
function otherNames(call: JourneyCall, journey: readonly JourneyCall[], named: readonly string[]): JourneyCall[] {
  const name = named.find((one) => names(call.resource, one));
  if (name === undefined || OPEN_NAMES.test(call.action)) return [];
  // Another use case may do the same to things of any name.
  const kind = kindOf(call.resource);
  const isWide = journey.some(
    (other) =>
      other.action === call.action &&
      kindOf(other.resource) === kind &&
      serviceContext(other) === serviceContext(call) &&
      !named.some((one) => names(other.resource, one)),
  );
  if (isWide) return [];
  const resource = call.resource.replace(name, () => name.replace(/[^/:]+$/, "x9"));
  return [{ ...call, step: `${call.step}, of another name`, resource }];
}

/** What a call carries beyond the keys that every call has. */
function serviceContext({ context }: JourneyCall): string {
  return JSON.stringify(Object.entries(context).filter(([key]) => !key.startsWith("aws:")));
}

/** Whether a part of an ARN is, or begins with, a name. */
function names(resource: string, name: string): boolean {
  return resource === name || [...resource.matchAll(/[/:]/g)].some(({ index }) => resource.startsWith(name, index + 1));
}

/** An ARN up to its type. */
function kindOf(arn: string): string {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), (parts[5] ?? "").split("/")[0]].join(":");
}

/** ARNs and names of things outside S3 that the file gives; longest first, so that the most exact is found. */
function namedThings({ useCases, repositories, keys, data }: GrantContext): string[] {
  const texts = catalog.flatMap(({ id, options }) => {
    const given = useCases.get(id) ?? {};
    return Object.entries(options).flatMap(([name, { kind }]) =>
      kind === "texts" ? ((given[name] as readonly string[] | undefined) ?? []) : [],
    );
  });
  // Versions of a group, and jobs of an application, hold its name without its ARN.
  const lastNames = texts.flatMap((text) => (text.startsWith("arn:") ? (/[^/:]+$/.exec(text)?.[0] ?? []) : []));
  const arns = [...repositories, ...keys.map(({ arn }) => arn), ...data.flatMap(({ key }) => key ?? [])];
  const fixed = catalog.filter(({ id }) => useCases.has(id)).flatMap(({ fixedNames = [] }) => fixedNames);
  return [...new Set([...arns, ...texts, ...lastNames, ...fixed])].toSorted((a, b) => b.length - a.length);
}
