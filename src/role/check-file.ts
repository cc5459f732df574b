import { didYouMean } from "../base/nearest.js";
import { guardrailOptions } from "../catalog/guardrail-options.js";
import { catalog } from "../catalog/index.js";
import { isAsked } from "../catalog/options.js";
import { partitionOf, regions } from "../catalog/partitions.js";
import {
  type ArnKind,
  accountFault,
  arnFault,
  bucketNameFault,
  descriptionFault,
  prefixFault,
  roleNameFault,
  rolePathFault,
  sessionFault,
  tagFault,
} from "./check-values.js";

/** Keys and positions that lead to a value. */
export type Path = readonly (string | number)[];

/** Something wrong with a role file, and where. */
export interface Fault {
  path: Path;
  /** Whether the key is meant, rather than its value. */
  atKey?: boolean;
  message: string;
}

type Report = (path: Path, message: string | undefined) => void;

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(file: unknown, path: Path): unknown {
  let value = file;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function textAt(file: unknown, path: Path): string | undefined {
  const value = at(file, path);
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list with their paths; what is not a text is the schema's business. */
function textsAt(file: unknown, path: Path): [string, Path][] {
  const list = at(file, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, index) =>
    typeof value === "string" ? [[value, [...path, index]] as [string, Path]] : [],
  );
}

function listAt(file: unknown, path: Path): unknown[] {
  const list = at(file, path);
  return Array.isArray(list) ? list : [];
}

/**
 * What is wrong with the values of a role file, all at once. Looks at whatever has the right type, so that faults of
 * shape and faults of value are reported together.
 * @param file the file's content as read, not yet known to have the right shape
 * @param listed names of buckets known to exist, however odd
 */
export function checkFile(file: unknown, listed: ReadonlySet<string> = new Set()): Fault[] {
  const faults: Fault[] = [];
  const report: Report = (path, message) => {
    if (message !== undefined) faults.push({ path, message });
  };
  checkRole(file, report);
  checkData(file, listed, report);
  checkArns(file, report);
  checkNetwork(file, report);
  checkGuardrails(file, report);
  checkOptions(file, report);
  return faults;
}

function checkText(file: unknown, path: Path, check: (text: string) => string | undefined, report: Report): void {
  const text = textAt(file, path);
  if (text !== undefined) report(path, check(text));
}

function checkRole(file: unknown, report: Report): void {
  checkText(file, ["role", "name"], roleNameFault, report);
  checkText(file, ["role", "path"], rolePathFault, report);
  checkText(file, ["role", "description"], descriptionFault, report);
  const session = at(file, ["role", "maxSessionSeconds"]);
  if (typeof session === "number") report(["role", "maxSessionSeconds"], sessionFault(session));
  checkText(file, ["account"], accountFault, report);
  checkText(file, ["region"], regionFault, report);
  const tags = at(file, ["role", "tags"]);
  if (!isMap(tags)) return;
  // Tag keys of roles that differ only by case are one key: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    const path = ["role", "tags", key];
    if (typeof value === "string") report(path, tagFault(key, value));
    const other = seen.get(key.toLowerCase());
    if (other !== undefined) report(path, `The tag keys "${other}" and "${key}" are the same to IAM; keep one.`);
    seen.set(key.toLowerCase(), key);
  }
  if (seen.size > 50) report(["role", "tags"], `The role has ${seen.size} tags; IAM allows 50.`);
}

/** Why a text is not a region, with the nearest one. */
export function regionFault(region: string): string | undefined {
  return partitionOf(region) === undefined
    ? `"${region}" is not a region this version knows.${didYouMean(region, regions)}`
    : undefined;
}

function checkData(file: unknown, listed: ReadonlySet<string>, report: Report): void {
  // Names with capitals or underscores exist in us-east-1 only.
  const old = textAt(file, ["region"]) === "us-east-1";
  const entries = listAt(file, ["data"]);
  const positions = new Map<string, number[]>();
  for (const index of entries.keys()) {
    checkText(
      file,
      ["data", index, "bucket"],
      (name) => bucketNameFault(name, { listed: old || listed.has(name) }),
      report,
    );
    checkText(file, ["data", index, "owner"], accountFault, report);
    for (const [prefix, path] of textsAt(file, ["data", index, "prefixes"])) report(path, prefixFault(prefix));
    reportRepeated(file, ["data", index, "prefixes"], report);
    const name = textAt(file, ["data", index, "bucket"]);
    const earlier = name === undefined ? [] : (positions.get(name) ?? []);
    const fault = earlier.map((position) => sameBucketFault(entries[position], entries[index], position)).find(Boolean);
    report(["data", index, "bucket"], fault);
    // One entry per way of using a bucket is enough to compare with.
    if (name !== undefined && fault === undefined) positions.set(name, [...earlier, index]);
  }
}

/**
 * Why two entries cannot stand beside each other. One bucket may be named twice to give different access to different
 * prefixes, but not to say the same thing twice or two things about one prefix.
 */
function sameBucketFault(earlier: unknown, later: unknown, position: number): string | undefined {
  if (!isMap(earlier) || !isMap(later) || typeof later.bucket !== "string") return undefined;
  if (earlier.bucket !== later.bucket) return undefined;
  const before = `The bucket "${later.bucket}" is named already, in data entry ${position + 1}`;
  if (earlier.owner !== later.owner) return `${before}, with another owner; a bucket has one.`;
  const prefixes = (entry: Record<string, unknown>) => {
    const texts = textsAt(entry, ["prefixes"]).map(([text]) => text);
    return texts.length === 0 ? [""] : texts;
  };
  const [shared] = prefixes(later).filter((prefix) => prefixes(earlier).includes(prefix));
  if (shared !== undefined) {
    const what = shared === "" ? "" : ` for the prefix "${shared}"`;
    return earlier.access === later.access
      ? `${before}${what}; remove one of the two.`
      : `${before}${what}; write one entry with access: read-write.`;
  }
  if (earlier.access === later.access && earlier.key === later.key) {
    return `${before}, with the same access; put the prefixes together there.`;
  }
  return undefined;
}

function reportRepeated(file: unknown, path: Path, report: Report): void {
  const seen = new Set<string>();
  for (const [text, where] of textsAt(file, path)) {
    if (seen.has(text)) report(where, `"${text}" is named twice; keep one.`);
    seen.add(text);
  }
}

function checkArns(file: unknown, report: Report): void {
  const account = textAt(file, ["account"]);
  const region = textAt(file, ["region"]);
  const own = {
    account: account !== undefined && accountFault(account) === undefined ? account : undefined,
    partition: region === undefined ? undefined : partitionOf(region)?.partition,
    region: region !== undefined && regionFault(region) === undefined ? region : undefined,
  };
  const check = (path: Path, kind: ArnKind) => checkText(file, path, (text) => arnFault(text, kind), report);
  const policy: ArnKind = { service: "iam", resourceType: "policy", partition: own.partition, account: own.account };
  check(["role", "permissionsBoundary"], policy);
  for (const [, path] of textsAt(file, ["attach"])) check(path, policy);
  reportRepeated(file, ["attach"], report);
  // Repositories and keys may belong to another account, which `compile` reports with what its owner must add.
  const repository: ArnKind = { service: "ecr", resourceType: "repository", ...own, account: undefined };
  for (const [, path] of textsAt(file, ["images", "repositories"])) check(path, repository);
  reportRepeated(file, ["images", "repositories"], report);
  const key: ArnKind = { service: "kms", resourceType: "key", ...own, account: undefined };
  // A bucket's key lies where the bucket lies, which may be another region.
  for (const index of listAt(file, ["data"]).keys()) check(["data", index, "key"], { ...key, region: undefined });
  const seen = new Map<string, number>();
  for (const index of listAt(file, ["keys"]).keys()) {
    const path = ["keys", index, "key"];
    const volume = textsAt(file, ["keys", index, "for"]).some(([use]) => use === "volume");
    check(path, { ...key, region: volume ? key.region : undefined });
    reportRepeated(file, ["keys", index, "for"], report);
    const arn = textAt(file, path);
    const earlier = arn === undefined ? undefined : seen.get(arn);
    if (earlier !== undefined)
      report(path, `This key is named already, in keys entry ${earlier + 1}; write its uses there.`);
    else if (arn !== undefined) seen.set(arn, index);
  }
}

function checkNetwork(file: unknown, report: Report): void {
  for (const [name, pattern, example] of [
    ["subnets", /^subnet-[0-9a-f]{8,17}$/, "subnet-0123456789abcdef0"],
    ["securityGroups", /^sg-[0-9a-f]{8,17}$/, "sg-0123456789abcdef0"],
  ] as const) {
    const path = ["network", name];
    for (const [text, where] of textsAt(file, path)) {
      if (!pattern.test(text)) report(where, `"${text}" is not an id such as ${example}.`);
    }
    reportRepeated(file, path, report);
    if (textsAt(file, path).length > 0 && at(file, ["network", "vpc"]) !== true) {
      report(path, `${name} only count in a VPC; write vpc: true, or leave them out.`);
    }
  }
}

function checkGuardrails(file: unknown, report: Report): void {
  if (at(file, ["guardrails", "vpcOnly"]) === true && at(file, ["network", "vpc"]) !== true) {
    report(["guardrails", "vpcOnly"], "vpcOnly needs the VPC; write network: { vpc: true }, or leave it out.");
  }
  const path = ["guardrails", "instanceTypes"];
  const { pattern, example } = guardrailOptions.instanceTypes;
  for (const [text, where] of textsAt(file, path)) {
    if (!new RegExp(`^(?:${pattern})$`).test(text)) {
      report(where, `"${text}" is not an instance type of SageMaker; they look like ${example}.`);
    }
  }
  reportRepeated(file, path, report);
}

function checkOptions(file: unknown, report: Report): void {
  for (const { id, options } of catalog) {
    const given = at(file, ["useCases", id]);
    if (!isMap(given)) continue;
    const all = Object.fromEntries(
      Object.entries(options).map(([name, spec]) => [name, given[name] ?? (spec.kind === "choices" && spec.default)]),
    );
    for (const [name, spec] of Object.entries(options)) {
      const path = ["useCases", id, name];
      reportRepeated(file, path, report);
      if (spec.when && isGiven(at(file, path)) && !isAsked(spec, all)) {
        const needed = spec.when.value ?? "true";
        report(path, `${name} only counts with ${spec.when.option}: ${needed}; add that, or leave ${name} out.`);
      }
      if (spec.kind !== "texts") continue;
      const pattern = new RegExp(`^(?:${spec.pattern})$`, "u");
      for (const [text, where] of textsAt(file, path)) {
        if (!pattern.test(text)) report(where, `"${text}" does not fit ${id}.${name}; it looks like ${spec.example}.`);
      }
    }
  }
}

function isGiven(value: unknown): boolean {
  return value === true || (Array.isArray(value) && value.length > 0);
}
