import { createHash } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AwsAccount, BucketSummary, KeySummary, RepositorySummary } from "../aws/account.js";
import { stateFolder } from "../base/folders.js";

/** The lists that are kept for the next start. Roles are not: the wizard makes them itself. */
export type KeptName = "buckets" | "repositories" | "keys";

type Kept = BucketSummary | RepositorySummary | KeySummary;

/** A list as it was kept. */
export interface KeptList {
  items: readonly Kept[];
  /** When it was read, in milliseconds. */
  listedAt: number;
}

type Place = Pick<AwsAccount, "identity" | "region" | "sandbox" | "endpoint">;

/** After a day a list is read anew without being asked: what one looks for is often of today. */
const LONGEST = 24 * 60 * 60 * 1000;

const FORMAT = "sagerole.list/1";

/**
 * The list that an earlier start read of this account, region and endpoint; undefined where there is none, it is
 * older than a day, or its file does not hold what it should.
 */
export async function readKeptList(name: KeptName, place: Place): Promise<KeptList | undefined> {
  if (place.sandbox) return undefined;
  try {
    const kept = JSON.parse(await readFile(fileOf(name, place), "utf8"));
    const age = Date.now() - kept.listedAt;
    const isOfHere = kept.format === FORMAT && JSON.stringify(kept.place) === JSON.stringify(coordinates(name, place));
    if (!isOfHere || !(age >= 0 && age < LONGEST) || !kept.items.every(shapes[name])) return undefined;
    return { items: kept.items, listedAt: kept.listedAt };
  } catch {
    return undefined;
  }
}

/**
 * Keeps a list for the next start, in a file that only its owner can read; takes away those that are too old.
 * The embedded account's are not kept: it answers at once.
 * @throws the file system's error, with its `code`
 */
export async function keepList(name: KeptName, place: Place, { items, listedAt }: KeptList): Promise<void> {
  if (place.sandbox) return;
  const kept = { format: FORMAT, place: coordinates(name, place), listedAt, items };
  const { writePrivateFile } = await import("../base/private-file.js");
  await writePrivateFile(fileOf(name, place), `${JSON.stringify(kept)}\n`);
  for (const file of readdirSync(folder()).map((name) => join(folder(), name))) {
    if (Date.now() - statSync(file).mtimeMs > LONGEST) rmSync(file, { force: true });
  }
}

function folder(): string {
  return join(stateFolder(), "lists");
}

/** An endpoint may say what it likes of the account's number: names of files are made of a digest only. */
function fileOf(name: KeptName, place: Place): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(coordinates(name, place)))
    .digest("hex");
  return join(folder(), `${digest.slice(0, 32)}.json`);
}

function coordinates(name: KeptName, { identity, region, endpoint }: Place): (string | null)[] {
  return [name, identity.partition, identity.account, region, endpoint ?? null];
}

const isText = (value: unknown) => typeof value === "string";

/** Whether an item of a kept list has the texts that such an item has. */
const shapes: Record<KeptName, (item: Partial<BucketSummary & RepositorySummary & KeySummary>) => boolean> = {
  buckets: ({ name, region = "" }) => isText(name) && isText(region),
  repositories: ({ name, arn }) => isText(name) && isText(arn),
  keys: ({ id, arn, aliases }) => isText(id) && isText(arn) && Array.isArray(aliases) && aliases.every(isText),
};
