import { grouped } from "../base/grouped.js";
import type { DataLocation, GrantContext, JourneyCall } from "../catalog/use-case.js";
import type { RequestContext } from "../policy/request.js";
import { foreignRegion, isUnder } from "./outside.js";

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

/** What a bucket is opened as, by its name. */
export type Places = (bucket: string) => readonly DataLocation[];

/** The places of a context by bucket. */
export function placesIn({ data }: GrantContext): Places {
  const byBucket = grouped(data, ({ bucket }) => bucket);
  return (bucket) => byBucket.get(bucket) ?? [];
}

/** The same call with a key of the service missing, and with another value of it. @param wholes buckets listed whole */
export function otherContexts(
  context: GrantContext,
  places: Places,
  call: JourneyCall,
  wholes: ReadonlySet<string>,
): JourneyCall[] {
  return Object.keys(call.context).flatMap((key): JourneyCall[] => {
    if (key.startsWith("aws:") || NOT_ASKED.has(key) || (key === "s3:prefix" && wholes.has(call.resource))) return [];
    const { [key]: value = "", ...without } = call.context;
    return [
      { ...call, step: `${call.step}, without ${key}`, context: without },
      ...others(context, places, key, value, call).map((other) => ({
        ...call,
        step: `${call.step}, with another ${key}`,
        context: { ...without, [key]: other },
      })),
    ];
  });
}

/** Values that a key must not have: others of the same kind, so that every operator looks at them. */
function others(
  { partition, region, dnsSuffix }: GrantContext,
  places: Places,
  key: string,
  value: RequestContext[string],
  call: JourneyCall,
): string[] {
  const text = String(value);
  if (key === "kms:ViaService") {
    const [service = ""] = text.split(".");
    return [`lambda.${region}.${dnsSuffix}`, `${service}.${foreignRegion({ partition, region })}.${dnsSuffix}`];
  }
  if (key === "cloudwatch:namespace" || key === "iam:AWSServiceName") return ["of-something-else", `${text}-x9`];
  const bucket = /:::([^/]+)/.exec(text)?.[1];
  if (bucket !== undefined) {
    const opened = places(bucket);
    return [text.replace(":::", ":::x9-"), text.replace(bucket, `${bucket}-x9`), ...besidePrefixes(opened, text)];
  }
  // The queues that SageMaker makes are known by how their names begin.
  if (text.startsWith("arn:"))
    return [text.replace(/[^/:]+$/, "x9"), ...(key === "sns:Endpoint" ? [] : [`${text}-x9`])];
  if (key !== "s3:prefix") return ["of-something-else"];
  const listed = places(call.resource.split(":::")[1] ?? "");
  const beside = `${text.replace(/\/$/, "")}-x9`;
  const isMeant = listed.some(({ prefixes }) => isUnder(beside, prefixes));
  return ["of-something-else", ...(isMeant ? [] : [beside])];
}

/** Objects whose names begin as a prefix of their bucket does, and that lie beside it: `raw-x9/` for `raw/`. */
export function besidePrefixes(opened: readonly DataLocation[], object: string): string[] {
  const start = /^.*?:::[^/]+\//.exec(object)?.[0];
  if (start === undefined) return [];
  const key = object.slice(start.length);
  return opened
    .flatMap(({ prefixes }) => prefixes.filter((prefix) => isUnder(key, [prefix])))
    .map((prefix) => `${prefix.replace(/\/$/, "")}-x9/object`)
    .filter((beside) => !opened.some(({ prefixes }) => isUnder(beside, prefixes)))
    .map((beside) => start + beside);
}
