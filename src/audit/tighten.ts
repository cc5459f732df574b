import { awsRepository } from "../catalog/image-registries.js";
import { catalog } from "../catalog/index.js";
import { nameInArn } from "../policy/arn.js";
import { inferRoleFile } from "../role/infer/infer.js";
import type { DataEntry, RoleFile } from "../role/role-file.js";
import type { FoundRole } from "./found-role.js";
import type { RoleTrail, Sighting } from "./role-trail.js";
import { trusteesOf } from "./trust.js";
import type { Usage } from "./usage.js";

/** A part of a proposed role file, and what speaks for it. */
export interface Guess {
  /** The part of the role file, such as `useCases.training` or `data[0]`. */
  place: string;
  /** The evidence, in words. */
  words: string;
  from: "trail" | "last-used" | "policy";
}

/** A tighter role for the same work. */
export interface Proposal {
  file: RoleFile;
  guesses: Guess[];
  /** What nothing is known of, and must be decided by a person; sentences. */
  open: string[];
}

/** What is known of how a role is used, besides its policies. */
export interface Evidence {
  trail?: RoleTrail;
  usage?: Usage;
}

/**
 * A tighter role for the work of one that exists. What CloudTrail saw goes before what the policies allow: a right that is
 * there may never have been used. Without a trail, use cases and places are read off the role's own policies; where those
 * allow everything, the services that it last used tell at least what it may be for. Attached policies are left out. Name,
 * path, tags, boundary and session length stay.
 * @param role with the texts of its attached policies
 */
export function proposeTight(
  role: FoundRole,
  { trail, usage }: Evidence,
  place: { account: string; region: string },
): Proposal {
  const {
    file: inferred,
    evidence,
    trustFits,
  } = inferRoleFile({ ...role.definition, attachedManagedPolicies: [] }, place);
  const seen = trail !== undefined && trail.events > 0 ? trail : undefined;
  const guesses: Guess[] = [];
  const open: string[] = [];
  const isKnown = Object.keys(inferred.useCases).length > 0;
  const base: RoleFile = {
    ...inferred,
    images: { ...inferred.images, awsProvided: inferred.images.awsProvided || !isKnown },
    // SageMaker is held to this account in any case: a trust policy that does not can be misused from others.
    trust: { ...inferred.trust, sourceAccount: true },
    attach: [],
    delivery: "auto",
  };
  const file: RoleFile = {
    ...base,
    useCases: useCasesOf(base, seen, usage, evidence, guesses, open),
    data: dataOf(base, seen, guesses, open),
    images: imagesOf(base, seen, place.region, guesses),
    network: networkOf(base, seen, guesses),
  };
  const keyed = { ...file, keys: keysOf(file, seen, guesses) };
  if (!trustFits && othersIn(role)) {
    open.push("Others than SageMaker may assume the role; in the file nobody else may: keep them with --others keep.");
  }
  for (const alias of seen?.aliases ?? []) open.push(`The key ${alias} is named by its alias: add its ARN to keys.`);
  for (const arn of role.definition.attachedManagedPolicies) {
    open.push(`${nameInArn(arn)} is left out: what jobs need of it beyond the use cases is not in the file.`);
  }
  if (trail !== undefined && seen === undefined)
    open.push("The trail holds no call that was made with this role, or handed it over.");
  return { file: keyed, guesses, open };
}

function useCasesOf(
  base: RoleFile,
  trail: RoleTrail | undefined,
  usage: Usage | undefined,
  evidence: readonly { useCase: string; statements: string[] }[],
  guesses: Guess[],
  open: string[],
): RoleFile["useCases"] {
  if (trail !== undefined && trail.useCases.size > 0) {
    for (const id of Object.keys(base.useCases)) {
      if (!trail.useCases.has(id)) open.push(`The policies allow ${id}, which the trail never saw: it is left out.`);
    }
    return Object.fromEntries(
      [...trail.useCases].map(([id, sighting]) => {
        guesses.push({ place: `useCases.${id}`, words: `${seenWords(sighting)} in CloudTrail`, from: "trail" });
        return [id, { ...base.useCases[id], ...optionsOf(id, trail, guesses) }];
      }),
    );
  }
  for (const { useCase, statements } of evidence) {
    guesses.push({
      place: `useCases.${useCase}`,
      words: `read off ${statements.slice(0, 3).join(", ")}`,
      from: "policy",
    });
  }
  if (Object.keys(base.useCases).length > 0) return base.useCases;
  const last = usage?.used.find(({ service }) => service === "sagemaker");
  open.push(
    last === undefined
      ? "No use case is recognised: choose what the role is for."
      : `No use case is recognised; SageMaker was last called with it on ${last.at.slice(0, 10)}: choose what it is for.`,
  );
  return {};
}

/** Options that the trail tells of. */
function optionsOf(id: string, trail: RoleTrail, guesses: Guess[]): Record<string, unknown> {
  const options = catalog.find((useCase) => useCase.id === id)?.options ?? {};
  const name = id === "pipeline" ? "steps" : "starts";
  const spec = options[name];
  const started = [...trail.started].filter(
    ([what]) => spec?.kind === "choices" && spec.values.some(({ value }) => value === what),
  );
  for (const [what, sighting] of started) {
    guesses.push({
      place: `useCases.${id}.${name}`,
      words: `${what}: ${seenWords(sighting)} by the role itself`,
      from: "trail",
    });
  }
  return {
    ...(started.length > 0 && { [name]: started.map(([what]) => what) }),
    ...(id === "model-monitor" && trail.monitors.size > 0 && { monitors: [...trail.monitors].sort() }),
  };
}

function dataOf(base: RoleFile, trail: RoleTrail | undefined, guesses: Guess[], open: string[]): DataEntry[] {
  const buckets = trail && [...new Set([...trail.read.buckets(), ...trail.written.buckets()])].sort();
  if (trail === undefined || buckets === undefined || buckets.length === 0) {
    base.data.forEach(({ bucket }, index) => {
      guesses.push({ place: `data[${index}]`, words: `${bucket}: named in its policies`, from: "policy" });
    });
    if (base.data.length === 0) open.push("No bucket is known: name those that its jobs use.");
    return base.data;
  }
  return buckets
    .flatMap((bucket) => {
      const known = base.data.find((entry) => entry.bucket === bucket);
      const reads = trail.read.buckets().includes(bucket);
      const writes = trail.written.buckets().includes(bucket);
      return placesOf(
        bucket,
        reads ? trail.read.prefixes(bucket) : undefined,
        writes ? trail.written.prefixes(bucket) : undefined,
      ).map((entry) => ({
        ...entry,
        ...(known?.owner !== undefined && { owner: known.owner }),
        ...(known?.key !== undefined && { key: known.key }),
      }));
    })
    .map((entry, index) => {
      const where = entry.prefixes.length === 0 ? "all of it" : entry.prefixes.join(", ");
      guesses.push({
        place: `data[${index}]`,
        words: `${entry.bucket}: ${entry.access} of ${where} seen in CloudTrail`,
        from: "trail",
      });
      return entry;
    });
}

/** What was read and what was written of a bucket, as entries: one where both are the same. */
function placesOf(bucket: string, read: string[] | undefined, written: string[] | undefined): DataEntry[] {
  if (read === undefined || written === undefined) {
    return [{ bucket, access: read === undefined ? "write" : "read", prefixes: read ?? written ?? [] }];
  }
  if (read.join() === written.join()) return [{ bucket, access: "read-write", prefixes: read }];
  // One of the two is the whole bucket, and the other lies in it.
  if (read.length === 0 || written.length === 0) {
    return [
      { bucket, access: "read", prefixes: read },
      { bucket, access: "write", prefixes: written },
    ];
  }
  const both = read.filter((prefix) => written.includes(prefix));
  const only = (list: string[]) => list.filter((prefix) => !both.includes(prefix));
  return [
    ...(both.length > 0 ? [{ bucket, access: "read-write" as const, prefixes: both }] : []),
    ...(only(read).length > 0 ? [{ bucket, access: "read" as const, prefixes: only(read) }] : []),
    ...(only(written).length > 0 ? [{ bucket, access: "write" as const, prefixes: only(written) }] : []),
  ];
}

function imagesOf(base: RoleFile, trail: RoleTrail | undefined, region: string, guesses: Guess[]): RoleFile["images"] {
  if (trail === undefined || trail.repositories.size === 0) return base.images;
  const isAws = (arn: string) => awsRepository(arn.split(":")[3] ?? region, arn) !== undefined;
  const own = [...trail.repositories].filter((arn) => !isAws(arn)).sort();
  own.forEach((arn, index) => {
    guesses.push({
      place: `images.repositories[${index}]`,
      words: `${nameOfRepository(arn)}: run or pulled`,
      from: "trail",
    });
  });
  return { repositories: own, awsProvided: [...trail.repositories].some(isAws) };
}

function nameOfRepository(arn: string): string {
  return arn.slice(arn.indexOf("/") + 1);
}

function networkOf(base: RoleFile, trail: RoleTrail | undefined, guesses: Guess[]): RoleFile["network"] {
  if (trail === undefined || trail.useCases.size === 0 || base.guardrails.vpcOnly) return base.network;
  const subnets = [...trail.subnets].sort();
  const securityGroups = [...trail.securityGroups].sort();
  if (subnets.length === 0) return { vpc: false, subnets: [], securityGroups: [] };
  guesses.push({ place: "network", words: `jobs ran in ${subnets.join(", ")}`, from: "trail" });
  return { vpc: true, subnets, securityGroups };
}

function keysOf(base: RoleFile, trail: RoleTrail | undefined, guesses: Guess[]): RoleFile["keys"] {
  if (trail === undefined || trail.keys.size === 0) return base.keys;
  const own = new Set(base.data.flatMap(({ key }) => key ?? []));
  return [...trail.keys]
    .filter(([arn, uses]) => !own.has(arn) || uses.has("volume"))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, uses], index) => {
      guesses.push({
        place: `keys[${index}]`,
        words: `${nameInArn(key)}: used for ${[...uses].sort().join(" and ")}`,
        from: "trail",
      });
      return { key, for: [...uses].sort() };
    });
}

/** Whether the trust policy lets in anybody but SageMaker itself. */
function othersIn({ definition }: FoundRole): boolean {
  return trusteesOf(definition.trustPolicy).some(({ kind }) => kind !== "sagemaker");
}

function seenWords({ count, last }: Sighting): string {
  return `seen ${count === 1 ? "once" : `${count.toLocaleString("en")} times`}, last on ${last.slice(0, 10)}`;
}
