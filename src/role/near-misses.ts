import { grouped } from "../base/grouped.js";
import { awsRepository } from "../catalog/image-registries.js";
import { catalog } from "../catalog/index.js";
import type { GrantContext, JourneyCall } from "../catalog/use-case.js";
import { someAlike } from "./alike.js";
import { shapeOf } from "./denials.js";
import { besidePrefixes, otherContexts, type Places, placesIn } from "./other-contexts.js";
import { foreignAccount, foreignRegion } from "./outside.js";

/**
 * Objects and log streams are named by whoever writes them, databases of a cluster by the query: buckets, prefixes,
 * groups and users are what holds them.
 */
const OPEN_NAMES = /^(logs|s3|redshift):/;

/** Things that another account may share, and that keep their id then. */
const SHARED = /^arn:[^:]+:ec2:.*:(subnet|security-group)\//;

/** Kinds of things in SageMaker whose names begin with that of another kind. */
const LONGER_KINDS = [
  "app-image-config",
  "cluster-scheduler-config",
  "endpoint-config",
  "model-package",
  "notebook-instance-lifecycle-config",
];

/**
 * For each call that must be allowed, the calls beside it that must not be: the same in another account, in another
 * region, on another of the things that the role file names, and with a condition key that is missing or says something
 * else. They are made from the calls and the file alone, without a look at what is granted. Of very many calls alike,
 * such as the same on each of hundreds of buckets, some are taken, from the first to the last.
 * @param journey the calls of the journeys, those that say the same once
 */
export function nearMisses(
  context: GrantContext,
  journeys: readonly { useCase: string; call: JourneyCall }[],
  journey: readonly JourneyCall[],
): JourneyCall[] {
  // The names given to one use case are none of another's, which may use the same for things of its own.
  const namedIn = new Map(catalog.map(({ id }) => [id, nameFinder(namedThings(context, id))]));
  const namesOf = (useCase: string, call: JourneyCall) => namedIn.get(useCase)?.(call.resource) ?? [];
  const free = new Set(
    journeys.flatMap(({ useCase, call }) => (namesOf(useCase, call).length > 0 ? [] : [sortOf(call)])),
  );
  // Nothing about the resource can be held against what may be asked for on everything.
  const unscoped = new Set(journeys.flatMap(({ call }) => (call.unscoped ? [call.action] : [])));
  const places = placesIn(context);
  const kinds = new Set(journey.map(({ action, resource }) => `${action} ${kindOf(resource)}`));
  const images = openRegistries(context, journey);
  const some = someAlike(journey, (call) => alikeKey(places, call));
  const scoped = some.filter(({ action }) => !unscoped.has(action));
  const wholes = new Set(
    journey.filter(({ context: { "s3:prefix": prefix } }) => prefix === "").map(({ resource }) => resource),
  );
  const named = someAlike(
    journeys.filter(({ useCase, call }) => !unscoped.has(call.action) && namesOf(useCase, call).length > 0),
    ({ useCase, call }) => `${useCase} ${alikeKey(places, call)}`,
  );
  const misses = [
    ...some.flatMap((call) => otherContexts(context, places, call, wholes)),
    ...scoped.flatMap((call) => [
      ...elsewhere(context, places, call),
      ...otherKinds(call, kinds),
      ...otherGroups(call),
      ...otherImages(context, call, images),
    ]),
    ...named.flatMap(({ useCase, call }) => otherNames(call, free, namesOf(useCase, call))),
  ];
  // What one use case may not, another may be meant to: in the same words, or without asking for a key at all.
  const meant = grouped(journey, keyOf);
  return misses.filter((call) => !(meant.get(keyOf(call)) ?? []).some((other) => says(call, other)));
}

/** What calls have in common that are the same on one thing after another. */
function alikeKey(places: Places, { action, resource, context }: JourneyCall): string {
  const keys = Object.keys(context).join(" ");
  const [, path] = resource.split(":::");
  if (path === undefined) return `${action} ${kindOf(resource)} ${keys}`;
  const opened = places(path.split("/")[0] ?? "");
  return `${action} ${path.includes("/")} ${keys} ${opened.map(shapeOf)}`;
}

function keyOf({ action, resource }: JourneyCall): string {
  return `${action} ${resource}`;
}

/** Whether a call carries everything that another does. */
function says({ context }: JourneyCall, other: JourneyCall): boolean {
  return Object.entries(other.context).every(([key, value]) => String(context[key]) === String(value));
}

/** The same in another account, and in another region. */
function elsewhere(context: GrantContext, places: Places, call: JourneyCall): JourneyCall[] {
  const { account, region } = context;
  const parts = call.resource.split(":");
  if (parts.length < 6) return [];
  const foreign = foreignAccount(account);
  const at = (index: number, value: string) => parts.map((part, i) => (i === index ? value : part)).join(":");
  return [
    ...(/^\d{12}$/.test(parts[4] ?? "") && parts[4] !== foreign && !SHARED.test(call.resource)
      ? [
          {
            ...call,
            step: `${call.step}, of another account`,
            resource: at(4, foreign),
            context: { ...call.context, "aws:ResourceAccount": foreign },
          },
        ]
      : []),
    ...(call.action.startsWith("s3:") ? otherBuckets(places, call, foreign) : []),
    ...(parts[3] === region
      ? [{ ...call, step: `${call.step}, in another region`, resource: at(3, foreignRegion(context)) }]
      : []),
  ];
}

/**
 * The same in a bucket of another name, in one of the name that another account has taken over, and, where the bucket
 * is opened by prefixes alone, outside all of them.
 */
function otherBuckets(places: Places, call: JourneyCall, foreign: string): JourneyCall[] {
  const [bucket = "", ...key] = (call.resource.split(":::")[1] ?? "").split("/");
  const opened = places(bucket);
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

/** The same on a thing of another name, where the file names the thing. @param free what is done to things of any name */
function otherNames(call: JourneyCall, free: ReadonlySet<string>, found: readonly string[]): JourneyCall[] {
  // Another use case may do the same to things of any name.
  if (OPEN_NAMES.test(call.action) || free.has(sortOf(call))) return [];
  return found.flatMap((name) => {
    const at = (other: string) => ({
      ...call,
      step: `${call.step}, of another name`,
      resource: call.resource.replace(name, () => other),
    });
    // A name that more follows upon is only how names begin.
    const isWhole = /^([/:]|$)/.test(call.resource.slice(call.resource.indexOf(name) + name.length));
    const longer = name.endsWith("/") ? `${name.slice(0, -1)}-x9/` : isWhole ? `${name}-x9` : undefined;
    return [at(name.replace(/[^/:]+\/?$/, "x9")), ...(longer === undefined ? [] : [at(longer)])];
  });
}

/** The same on a thing of a kind whose name begins alike, where nothing is done to those. */
function otherKinds(call: JourneyCall, kinds: ReadonlySet<string>): JourneyCall[] {
  const [, kind] = /^arn:[^:]+:sagemaker:[^:]*:[^:]*:([a-z-]+)\//.exec(call.resource) ?? [];
  return LONGER_KINDS.filter((other) => other.startsWith(`${kind}-`)).flatMap((other) => {
    const resource = call.resource.replace(`:${kind}/`, `:${other}/`);
    return kinds.has(`${call.action} ${kindOf(resource)}`)
      ? []
      : [{ ...call, step: `${call.step}, of another kind`, resource }];
  });
}

/** The same on another log group. */
function otherGroups(call: JourneyCall): JourneyCall[] {
  const [, start = "", group = "", thing = "", rest = ""] =
    /^(arn:[^:]+:logs:.*:log-group:)(\/aws\/[a-z]+\/[A-Za-z]+)(\/[^:]+)?(:.*)?$/.exec(call.resource) ?? [];
  if (start === "") return [];
  return ["/aws/lambda/x9", "/aws/sagemaker/x9", `${group}-x9`].map((other) => ({
    ...call,
    step: `${call.step}, of another log group`,
    resource: start + other + thing + rest,
  }));
}

/** Registries of AWS of which not all repositories in use are known by name. */
function openRegistries({ region }: GrantContext, journey: readonly JourneyCall[]): ReadonlySet<string> {
  return new Set(
    journey.flatMap(({ resource }) =>
      awsRepository(region, resource)?.isListed === false ? [registryOf(resource)] : [],
    ),
  );
}

function registryOf(arn: string): string {
  return arn.slice(0, arn.indexOf("/"));
}

/** The same from another of AWS's repositories, where those in use are known by name. */
function otherImages({ region }: GrantContext, call: JourneyCall, open: ReadonlySet<string>): JourneyCall[] {
  const repository = awsRepository(region, call.resource);
  if (repository === undefined || open.has(registryOf(call.resource))) return [];
  const others = ["x9", ...(repository.isPattern ? [] : [`${repository.name}-x9`])];
  return others.map((name) => ({
    ...call,
    step: `${call.step}, from another repository`,
    resource: `${registryOf(call.resource)}/${name}`,
  }));
}

/** What a call carries beyond the keys that every call has. */
function serviceContext({ context }: JourneyCall): string {
  return JSON.stringify(Object.entries(context).filter(([key]) => !key.startsWith("aws:")));
}

/** What a call does, to what kind of thing, under which conditions of the service. */
function sortOf(call: JourneyCall): string {
  return `${call.action} ${kindOf(call.resource)} ${serviceContext(call)}`;
}

/** Finds the names that parts of an ARN are, or begin with; the longest first. */
function nameFinder(names: readonly string[]): (resource: string) => string[] {
  const known = new Set(names);
  const lengths = [...new Set(names.map((name) => name.length))].sort((a, b) => b - a);
  const head = Math.min(6, ...lengths);
  const heads = new Set(names.map((name) => name.slice(0, head)));
  const found = new Map<string, string[]>();
  return (resource) => {
    let here = found.get(resource);
    if (here === undefined) {
      const starts = [0, ...[...resource.matchAll(/[/:]/g)].map(({ index }) => index + 1)].filter((start) =>
        heads.has(resource.slice(start, start + head)),
      );
      here = lengths.flatMap((length) =>
        starts.flatMap((start) => {
          const part = resource.slice(start, start + length);
          // As a whole, an ARN must be the name; a part of it may only begin with it.
          return known.has(part) && (start > 0 || part === resource) ? [part] : [];
        }),
      );
      here = [...new Set(here)];
      found.set(resource, here);
    }
    return here;
  };
}

/** An ARN up to its type. */
function kindOf(arn: string): string {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), (parts[5] ?? "").split("/")[0]].join(":");
}

/** ARNs and names of things outside S3 that the file gives; longest first, so that the most exact is found. */
function namedThings(context: GrantContext, useCase: string): string[] {
  const { useCases, repositories, keys, data, network, roleArn } = context;
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
  const ids = [...network.subnets, ...network.securityGroups];
  const fixed = own.flatMap(({ fixedNames = [] }) => fixedNames);
  return [...new Set([...arns, ...ids, ...texts, ...lastNames, ...fixed])].toSorted((a, b) => b.length - a.length);
}
