import type { DataAccess, DataEntry, RoleFile } from "../role/role-file.js";

/** Turns a use case on (with no options) or off. Options are kept in order of the catalog. */
export function toggleUseCase(file: RoleFile, id: string): RoleFile {
  const { [id]: present, ...rest } = file.useCases;
  return { ...file, useCases: present === undefined ? { ...file.useCases, [id]: {} } : rest };
}

/** Sets one option of a use case; `undefined` takes it out, so that the catalog's default holds. */
export function setOption(file: RoleFile, useCase: string, option: string, value: unknown): RoleFile {
  const { [option]: _, ...rest } = file.useCases[useCase] ?? {};
  const options = value === undefined ? rest : { ...rest, [option]: value };
  return { ...file, useCases: { ...file.useCases, [useCase]: options } };
}

/** Adds the buckets that are not chosen yet, or takes those named out. */
export function chooseBuckets(file: RoleFile, names: readonly string[], on: boolean, access: DataAccess): RoleFile {
  const named = new Set(names);
  if (!on) return { ...file, data: file.data.filter((entry) => !named.has(entry.bucket)) };
  const have = new Set(file.data.map((entry) => entry.bucket));
  const added = [...named].filter((name) => !have.has(name)).map((bucket) => ({ bucket, access, prefixes: [] }));
  return { ...file, data: [...file.data, ...added] };
}

/** Changes one chosen bucket. A property set to undefined is taken out. */
export function changeBucket(file: RoleFile, bucket: string, change: Partial<DataEntry>): RoleFile {
  return {
    ...file,
    data: file.data.map((entry) =>
      entry.bucket === bucket
        ? (Object.fromEntries(
            Object.entries({ ...entry, ...change }).filter(([, value]) => value !== undefined),
          ) as unknown as DataEntry)
        : entry,
    ),
  };
}

/** Adds a prefix to those a chosen bucket is held to. */
export function addPrefix(file: RoleFile, bucket: string, prefix: string): RoleFile {
  const entry = file.data.find((candidate) => candidate.bucket === bucket);
  return entry === undefined
    ? file
    : changeBucket(file, bucket, { prefixes: [...new Set([...entry.prefixes, prefix])] });
}

/** Read, then write, then both, then read again. */
export function nextAccess(access: DataAccess): DataAccess {
  return access === "read" ? "write" : access === "write" ? "read-write" : "read";
}

/** Chooses or leaves out own repositories. */
export function chooseRepositories(file: RoleFile, arns: readonly string[], on: boolean): RoleFile {
  const named = new Set(arns);
  const others = file.images.repositories.filter((arn) => !named.has(arn));
  return { ...file, images: { ...file.images, repositories: on ? [...others, ...named] : others } };
}

/** Chooses or leaves out keys; a key chosen by hand serves the storage volumes until told otherwise. */
export function chooseKeys(file: RoleFile, arns: readonly string[], on: boolean): RoleFile {
  const named = new Set(arns);
  if (!on) return { ...file, keys: file.keys.filter((entry) => !named.has(entry.key)) };
  const have = new Set(file.keys.map((entry) => entry.key));
  const added = [...named].filter((key) => !have.has(key)).map((key) => ({ key, for: ["volume" as const] }));
  return { ...file, keys: [...file.keys, ...added] };
}

/** Volumes, then data, then both, then volumes again. */
export function nextKeyUse(file: RoleFile, key: string): RoleFile {
  return {
    ...file,
    keys: file.keys.map((entry) => {
      if (entry.key !== key) return entry;
      const data = entry.for.includes("data");
      const volume = entry.for.includes("volume");
      return { ...entry, for: data && volume ? ["volume"] : data ? ["data", "volume"] : ["data"] };
    }),
  };
}

/** A name that says what the role is for, until the person gives one. */
export function suggestedName(file: RoleFile): string {
  const ids = Object.keys(file.useCases);
  return `sagemaker-${ids.length === 0 ? "execution" : ids.length > 2 ? "ml" : ids.join("-")}`.slice(0, 64);
}
