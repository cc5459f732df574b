import { catalog } from "../catalog/index.js";
import type { DataLocation, GrantContext, JourneyCall } from "../catalog/use-case.js";
import type { RequestContext } from "../policy/request.js";
import { foreignAccount, isUnder } from "./denials.js";

/**
 * Calls that are checked on everything, by AWS's documentation, so that nothing about the resource can be held against
 * them: network interfaces, and subnets and security groups that another account shares.
 */
const ON_EVERYTHING = /^ec2:/;

/**
 * Objects and log streams are named by whoever writes them, databases of a cluster by the query: buckets, prefixes,
 * groups and users are what holds them.
 */
const OPEN_NAMES = /^(ec2|logs|s3|redshift):/;

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
export function nearMisses(
  context: GrantContext,
  journeys: readonly { useCase: string; call: JourneyCall }[],
): JourneyCall[] {
  const journey = journeys.map(({ call }) => call);
  // The names given to one use case are none of another's, which may use the same for things of its own.
  const namedIn = new Map(catalog.map(({ id }) => [id, namedThings(context, id)]));
  const free = journeys.flatMap(({ useCase, call }) =>
    namedIn.get(useCase)?.some((one) => names(call.resource, one)) ? [] : [call],
  );
  const wholes = new Set(
    journey.filter(({ context: { "s3:prefix": prefix } }) => prefix === "").map(({ resource }) => resource),
  );
  const misses = journeys.flatMap(({ useCase, call }) => [
    ...elsewhere(context, call),
    ...otherwise(context, call, wholes),
    ...otherNames(call, free, namedIn.get(useCase) ?? []),
    ...otherGroups(call),
  ]);
  // What one use case may not, another may be meant to: in the same words, or without asking for a key at all.
  const meant = new Map<string, JourneyCall[]>();
  for (const call of journey) meant.set(keyOf(call), [...(meant.get(keyOf(call)) ?? []), call]);
  return misses.filter((call) => !(meant.get(keyOf(call)) ?? []).some((other) => says(call, other)));
}

function keyOf({ action, resource }: JourneyCall): string {
  return `${action} ${resource}`;
}

/** Whether a call carries everything that another does. */
function says({ context }: JourneyCall, other: JourneyCall): boolean {
  return Object.entries(other.context).every(([key, value]) => String(context[key]) === String(value));
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
    ...[`x9-${bucket}`, `${bucket}-x9`].map((other) => ({
      ...call,
      step: `${call.step}, in another bucket`,
      resource: call.resource.replace(bucket, other),
    })),
    ...besidePrefixes(opened, call.resource).map((resource) => ({
      ...call,
      step: `${call.step}, beside a prefix`,
      resource,
    })),
    {
      ...call,
      step: `${call.step}, once another account owns the bucket`,
      context: { ...call.context, "aws:ResourceAccount": foreign },
    },
  ];
}

/** Objects whose names begin as a prefix of their bucket does, and that lie beside it: `raw-x9/` for `raw/`. */
function besidePrefixes(opened: readonly DataLocation[], object: string): string[] {
  const start = /^.*?:::[^/]+\//.exec(object)?.[0];
  if (start === undefined) return [];
  const key = object.slice(start.length);
  return opened
    .flatMap(({ prefixes }) => prefixes.filter((prefix) => isUnder(key, [prefix])))
    .map((prefix) => `${prefix.replace(/\/$/, "")}-x9/object`)
    .filter((beside) => !opened.some(({ prefixes }) => isUnder(beside, prefixes)))
    .map((beside) => start + beside);
}

/** The same with a key of the service missing, and with another value of it. @param wholes buckets listed whole */
function otherwise(context: GrantContext, call: JourneyCall, wholes: ReadonlySet<string>): JourneyCall[] {
  return Object.keys(call.context).flatMap((key): JourneyCall[] => {
    if (key.startsWith("aws:") || NOT_ASKED.has(key) || (key === "s3:prefix" && wholes.has(call.resource))) return [];
    const { [key]: value = "", ...without } = call.context;
    return [
      { ...call, step: `${call.step}, without ${key}`, context: without },
      ...others(context, key, value, call).map((other) => ({
        ...call,
        step: `${call.step}, with another ${key}`,
        context: { ...without, [key]: other },
      })),
    ];
  });
}

/** Values that a key must not have: others of the same kind, so that every operator looks at them. */
function others({ data }: GrantContext, key: string, value: RequestContext[string], call: JourneyCall): string[] {
  const text = String(value);
  const bucket = /:::([^/]+)/.exec(text)?.[1];
  if (bucket !== undefined) {
    const opened = data.filter((location) => location.bucket === bucket);
    return [text.replace(":::", ":::x9-"), text.replace(bucket, `${bucket}-x9`), ...besidePrefixes(opened, text)];
  }
  // The queues that SageMaker makes are known by how their names begin.
  if (text.startsWith("arn:"))
    return [text.replace(/[^/:]+$/, "x9"), ...(key === "sns:Endpoint" ? [] : [`${text}-x9`])];
  if (key !== "s3:prefix") return ["of-something-else"];
  const listed = data.filter((location) => location.bucket === call.resource.split(":::")[1]);
  const beside = `${text.replace(/\/$/, "")}-x9`;
  const isMeant = listed.some(({ prefixes }) => isUnder(beside, prefixes));
  return ["of-something-else", ...(isMeant ? [] : [beside])];
}

/** The same on a thing of another name, where the file names the thing. */
function otherNames(call: JourneyCall, free: readonly JourneyCall[], named: readonly string[]): JourneyCall[] {
  if (OPEN_NAMES.test(call.action)) return [];
  const found = named.filter((one) => names(call.resource, one));
  if (found.length === 0) return [];
  // Another use case may do the same to things of any name.
  const kind = kindOf(call.resource);
  const isWide = free.some(
    (other) =>
      other.action === call.action && kindOf(other.resource) === kind && serviceContext(other) === serviceContext(call),
  );
  if (isWide) return [];
  return found.flatMap((name) => {
    const at = (other: string) => ({
      ...call,
      step: `${call.step}, of another name`,
      resource: call.resource.replace(name, () => other),
    });
    // A name that more follows upon is only how names begin.
    const isWhole = /^([/:]|$)/.test(call.resource.slice(call.resource.indexOf(name) + name.length));
    return [at(name.replace(/[^/:]+$/, "x9")), ...(isWhole ? [at(`${name}-x9`)] : [])];
  });
}

/** The same on another log group, where AWS gives the group's name: those of endpoints and the like hold theirs. */
function otherGroups(call: JourneyCall): JourneyCall[] {
  const [, start = "", group = "", rest = ""] =
    /^(arn:[^:]+:logs:.*:log-group:)(\/aws\/sagemaker\/[A-Za-z]+)(:.*)?$/.exec(call.resource) ?? [];
  if (start === "") return [];
  return ["/aws/sagemaker/x9", `${group}-x9`].map((other) => ({
    ...call,
    step: `${call.step}, of another log group`,
    resource: start + other + rest,
  }));
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
function namedThings({ useCases, repositories, keys, data, roleArn }: GrantContext, useCase: string): string[] {
  const own = catalog.filter(({ id }) => id === useCase);
  const texts = own.flatMap(({ id, options }) => {
    const given = useCases.get(id) ?? {};
    return Object.entries(options).flatMap(([name, { kind }]) =>
      kind === "texts" ? ((given[name] as readonly string[] | undefined) ?? []) : [],
    );
  });
  // Versions of a group, and jobs of an application, hold its name without its ARN.
  const lastNames = texts.flatMap((text) => (text.startsWith("arn:") ? (/[^/:]+$/.exec(text)?.[0] ?? []) : []));
  const arns = [roleArn, ...repositories, ...keys.map(({ arn }) => arn), ...data.flatMap(({ key }) => key ?? [])];
  const fixed = own.flatMap(({ fixedNames = [] }) => fixedNames);
  return [...new Set([...arns, ...texts, ...lastNames, ...fixed])].toSorted((a, b) => b.length - a.length);
}
