import { Problem } from "../base/problem.js";
import { compile } from "./compile.js";
import type { AccountFacts } from "./facts.js";
import type { DataEntry, RoleFile } from "./role-file.js";

/** A way to make a role fit IAM's quotas. */
export interface Fitting {
  /** The role file with the change; it compiles. */
  file: RoleFile;
  /** The change, in words. */
  words: string;
  /** What it allows beyond what was asked for, place by place; nothing where the change widens nothing. */
  opens: readonly string[];
}

/** A data entry whose prefixes are replaced by one that they share, or by the whole bucket. */
interface Coarser {
  index: number;
  entry: DataEntry;
  /** The shared prefix; undefined for the whole bucket. */
  prefix: string | undefined;
  /** Characters of prefixes that it saves. */
  saves: number;
}

/**
 * Ways to make a role fit, where its permissions are larger than IAM's quotas: first what widens nothing, then the least
 * widening that was found. Prefixes are replaced by the folder that they share, those first that save the most, and
 * whole buckets come last; whatever turns out not to be needed is taken back.
 * @param file a role file that `compile` refuses as `policy-too-large`
 */
export function fittings(file: RoleFile, facts: AccountFacts = {}): Fitting[] {
  const elsewhere: RoleFile[] = file.delivery === "inline" ? [{ ...file, delivery: "auto" }] : [];
  const plain = elsewhere.flatMap((changed): Fitting[] => {
    const policies = policiesOf(changed, facts);
    const words = `Keep them in ${policies} managed policies (delivery: ${changed.delivery})`;
    return policies === undefined ? [] : [{ file: changed, words, opens: [] }];
  });
  // Coarser prefixes where the permissions are now, or else where there is more room, which was not enough by itself.
  for (const base of plain.length > 0 ? [file] : [file, ...elsewhere]) {
    const changes = leastOf(base, (changed) => policiesOf(changed, facts) !== undefined);
    if (changes !== undefined) return [...plain, fittingOf(base, changes, base !== file)];
  }
  return plain;
}

/** How many policies a role comes to, or undefined where it does not fit. */
function policiesOf(file: RoleFile, facts: AccountFacts): number | undefined {
  try {
    return compile(file, facts).definition.policies.length;
  } catch (error) {
    if (error instanceof Problem && error.code === "policy-too-large") return undefined;
    throw error;
  }
}

/** The fewest of the changes that fit, as far as they can be found by taking them in order and giving back. */
function leastOf(file: RoleFile, fits: (file: RoleFile) => boolean): Coarser[] | undefined {
  const candidates = coarserEntries(file);
  const holds = (changes: readonly Coarser[]) => fits(withChanges(file, changes));
  if (candidates.length === 0 || !holds(candidates)) return undefined;
  let [low, high] = [1, candidates.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(candidates.slice(0, middle))) high = middle;
    else low = middle + 1;
  }
  let chosen = candidates.slice(0, high);
  // The last one that was taken is needed; of those before, the smallest are tried first.
  for (const change of chosen
    .slice(0, -1)
    .toSorted((a, b) => a.saves - b.saves)
    .slice(0, MOST_TRIED)) {
    const without = chosen.filter((other) => other !== change);
    if (holds(without)) chosen = without;
  }
  return chosen;
}

/** How many changes are tried to be given back: each is a role to compile. */
const MOST_TRIED = 30;

/** What could be coarser: folders that prefixes share before whole buckets, what saves most before the rest. */
function coarserEntries({ data }: RoleFile): Coarser[] {
  return data
    .flatMap((entry, index): Coarser[] => {
      if (entry.prefixes.length < 2) return [];
      const prefix = sharedFolder(entry.prefixes);
      const saves = entry.prefixes.join("").length - (prefix ?? "").length;
      return [{ index, entry, prefix, saves }];
    })
    .toSorted((a, b) => Number(a.prefix === undefined) - Number(b.prefix === undefined) || b.saves - a.saves);
}

/** The deepest folder that all prefixes lie in, with its slash. */
function sharedFolder([first = "", ...others]: readonly string[]): string | undefined {
  const folders = first.split("/").slice(0, -1);
  while (folders.length > 0) {
    const folder = `${folders.join("/")}/`;
    if (others.every((other) => other.startsWith(folder))) return folder;
    folders.pop();
  }
  return undefined;
}

function withChanges(file: RoleFile, changes: readonly Coarser[]): RoleFile {
  const byIndex = new Map(changes.map((change) => [change.index, change]));
  return {
    ...file,
    data: file.data.map((entry, index) => {
      const change = byIndex.get(index);
      return change === undefined ? entry : { ...entry, prefixes: change.prefix === undefined ? [] : [change.prefix] };
    }),
  };
}

function fittingOf(file: RoleFile, changes: readonly Coarser[], moves: boolean): Fitting {
  const folders = changes.filter(({ prefix }) => prefix !== undefined).length;
  const parts = [
    ...(folders > 0 ? [`shared prefixes in ${counted(folders, "bucket")}`] : []),
    ...(changes.length > folders ? [`the whole of ${counted(changes.length - folders, "bucket")}`] : []),
    ...(moves ? [`delivery: ${file.delivery}`] : []),
  ];
  return {
    file: withChanges(file, changes),
    words: `Name ${parts.join(", ")}`,
    opens: changes.map(({ entry: { bucket, prefixes }, prefix }) =>
      prefix === undefined
        ? `all of ${bucket}, not only its ${prefixes.length} prefixes`
        : `everything under ${prefix} in ${bucket}, not only its ${prefixes.length} prefixes there`,
    ),
  };
}

function counted(count: number, what: string): string {
  return count === 1 ? `one ${what}` : `${count} ${what}s`;
}
