/** How many folders of a bucket are kept apart while events are counted. */
const MOST_FOLDERS = 400;

/** How many prefixes are proposed for a bucket. */
const MOST_PREFIXES = 6;

/**
 * Folders of buckets that were used, in bounded memory: where a bucket has too many, they are told apart by one level
 * less.
 */
export class PlaceTally {
  #buckets = new Map<string, { depth: number; folders: Set<string> }>();

  /** Counts a key, or a prefix that ends in a slash, of a bucket. */
  add(bucket: string, key: string): void {
    const known = this.#buckets.get(bucket) ?? { depth: 8, folders: new Set<string>() };
    this.#buckets.set(bucket, known);
    known.folders.add(folderOf(key, known.depth));
    while (known.folders.size > MOST_FOLDERS && known.depth > 0) {
      known.depth -= 1;
      known.folders = new Set([...known.folders].map((folder) => folderOf(folder, known.depth)));
    }
  }

  /** Names of the buckets. */
  buckets(): string[] {
    return [...this.#buckets.keys()];
  }

  /** Few prefixes that hold all that was used of a bucket; none for the bucket as a whole. */
  prefixes(bucket: string): string[] {
    let folders = [...(this.#buckets.get(bucket)?.folders ?? [])];
    for (let depth = 8; ; depth--) {
      folders = [...new Set(folders.map((folder) => folderOf(folder, depth)))];
      if (folders.includes("")) return [];
      const outer = folders.filter((folder) => !folders.some((other) => other !== folder && folder.startsWith(other)));
      if (outer.length <= MOST_PREFIXES) return outer.sort();
    }
  }
}

/** The folder that a key lies in, at most so many levels deep; `""` for the bucket itself. */
function folderOf(key: string, depth: number): string {
  return key
    .split("/")
    .slice(0, -1)
    .slice(0, depth)
    .map((part) => `${part}/`)
    .join("");
}
