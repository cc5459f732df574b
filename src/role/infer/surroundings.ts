import { awsRepository } from "../../catalog/image-registries.js";
import type { RoleFile } from "../role-file.js";
import type { LiveAtom } from "./atoms.js";

/** What the statements say of buckets, images, keys and the network, whatever they are for. */
export type Surroundings = Pick<RoleFile, "data" | "images" | "keys" | "network">;

/** Reads buckets, repositories, keys and the network off the statements of a role. */
export function surroundingsOf(atoms: readonly LiveAtom[], account: string, region: string): Surroundings {
  const allowed = atoms.filter(({ effect }) => effect === "Allow");
  const data = dataOf(allowed, account);
  return {
    data: withKeys(data, allowed),
    images: imagesOf(allowed, region),
    keys: keysOf(data, atoms),
    network: networkOf(atoms),
  };
}

/** The text that a person typed for what stands in a policy. */
function unescaped(text: string): string {
  return text.replace(/\$\{([*?$])\}/g, "$1");
}

const S3_OBJECT = /^arn:[^:]+:s3:::([a-z0-9][a-z0-9.-]{2,62})\/(.*)$/s;

/**
 * The whole bucket, a folder, or an object: what role files can ask for. A wildcard elsewhere is none of a person's, whose
 * own are written as variables.
 */
const PATH = /^(?:\*|(?:[^*?]|\$\{[*?$]\})*\/\*|(?:[^*?]|\$\{[*?$]\})+)$/;

function dataOf(atoms: readonly LiveAtom[], account: string): RoleFile["data"] {
  const buckets = new Map<string, { read: Set<string>; write: Set<string>; owner: string | undefined }>();
  for (const { action, resource, condition } of atoms) {
    const [, bucket, path = ""] = S3_OBJECT.exec(resource) ?? [];
    const kind = action === "s3:GetObject" ? "read" : action === "s3:PutObject" ? "write" : undefined;
    if (bucket === undefined || kind === undefined || !PATH.test(path)) continue;
    const found = buckets.get(bucket) ?? { read: new Set(), write: new Set(), owner: undefined };
    found[kind].add(path);
    found.owner ??= /"aws:ResourceAccount",\["(\d{12})"\]/.exec(condition)?.[1];
    buckets.set(bucket, found);
  }
  return [...buckets].flatMap(([bucket, { read, write, owner }]) => {
    const prefixes = prefixesOf(new Set([...read, ...write]));
    if (prefixes === undefined) return [];
    const access = write.size === 0 ? "read" : read.size === 0 ? "write" : "read-write";
    return [{ bucket, access, prefixes, ...(owner !== undefined && owner !== account && { owner }) }];
  });
}

/**
 * Prefixes from the object parts of ARNs: `raw/*` is `raw/`, and with `raw` beside it, `raw`. None for the whole bucket;
 * undefined where it is single objects alone, which no prefix names without what lies below.
 */
function prefixesOf(paths: ReadonlySet<string>): string[] | undefined {
  if (paths.has("*")) return [];
  const folders = [...paths].filter((path) => path.endsWith("/*")).map((path) => path.slice(0, -1));
  if (folders.length === 0) return undefined;
  const prefixes = folders.map((folder) => (paths.has(folder.slice(0, -1)) ? folder.slice(0, -1) : folder));
  return [...new Set(prefixes.map(unescaped))].sort();
}

function imagesOf(atoms: readonly LiveAtom[], region: string): RoleFile["images"] {
  const pulled = atoms.filter(({ action }) => action === "ecr:BatchGetImage").map(({ resource }) => resource);
  const isAws = (arn: string) => awsRepository(region, arn.replace(/\*$/, "x")) !== undefined;
  return {
    repositories: [...new Set(pulled.filter((arn) => /:repository\/[^*]+$/.test(arn) && !isAws(arn)))].sort(),
    awsProvided: pulled.some(isAws),
  };
}

/** Buckets that a key is used for, through S3. */
function keyedBuckets(atoms: readonly LiveAtom[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { action, resource, condition } of atoms) {
    if (!/^kms:(Decrypt|GenerateDataKey)$/.test(action) || !resource.includes(":key/")) continue;
    const buckets = [...condition.matchAll(/arn:[^:"]+:s3:::([a-z0-9.-]+)["/]/g)].map(([, bucket]) => bucket ?? "");
    if (buckets.length === 0) continue;
    found.set(resource, new Set([...(found.get(resource) ?? []), ...buckets]));
  }
  return found;
}

/** A key that is used for every bucket is one for data; one for some of them is theirs. */
function isForAll(data: RoleFile["data"], buckets: ReadonlySet<string>): boolean {
  return data.length > 0 && data.every(({ bucket }) => buckets.has(bucket));
}

function withKeys(data: RoleFile["data"], atoms: readonly LiveAtom[]): RoleFile["data"] {
  const keyed = [...keyedBuckets(atoms)].filter(([, buckets]) => !isForAll(data, buckets));
  return data.map((entry) => {
    const key = keyed.find(([, buckets]) => buckets.has(entry.bucket))?.[0];
    return { ...entry, ...(key !== undefined && { key }) };
  });
}

function keysOf(data: RoleFile["data"], atoms: readonly LiveAtom[]): RoleFile["keys"] {
  const forData = [...keyedBuckets(atoms)].filter(([, buckets]) => isForAll(data, buckets)).map(([key]) => key);
  const forVolumes = [
    ...atoms
      .filter(({ action, resource }) => action === "kms:CreateGrant" && resource.includes(":key/"))
      .map(({ resource }) => resource),
    // Named by the guardrail that asks for them, where the role itself encrypts no disk.
    ...atoms.flatMap(({ condition }) => {
      const list = /"sagemaker:VolumeKmsKeyArn",(\[[^\]]*\])/.exec(condition)?.[1] ?? "[]";
      return (JSON.parse(list) as string[]).filter((arn) => arn.includes(":key/"));
    }),
  ];
  return [...new Set([...forData, ...forVolumes])].sort().map((key) => ({
    key,
    for: [
      ...(forData.includes(key) ? (["data"] as const) : []),
      ...(forVolumes.includes(key) ? (["volume"] as const) : []),
    ],
  }));
}

/** The network of the interfaces that are made, and of the denials that hold work to it. */
function networkOf(atoms: readonly LiveAtom[]): RoleFile["network"] {
  const isMade = atoms.some(({ effect, action }) => effect === "Allow" && action === "ec2:CreateNetworkInterface");
  const text = atoms
    .filter(({ action, effect }) => action === "ec2:CreateNetworkInterface" || effect === "Deny")
    .map(({ resource, condition }) => `${resource} ${condition}`)
    .join(" ");
  const ids = (form: RegExp) => [...new Set([...text.matchAll(form)].map(([id]) => id))].sort();
  return { vpc: isMade, subnets: ids(/\bsubnet-[0-9a-f]+/g), securityGroups: ids(/\bsg-[0-9a-f]+/g) };
}
