import type { RoleFile } from "../role-file.js";
import { movesFrom, type Sought } from "./moves.js";

/**
 * What each atom counts that only one of the two has. A role of somebody else's seldom has all that its work needs, or
 * the same conditions: what it has tells more than what it lacks.
 */
const WEIGHT = { missing: 1, condition: 0.4, added: 0.3, tighter: 0.1 };

/** How far a role file is from the role. Choices that cannot be are infinitely far. */
function distance(file: RoleFile, { live, known, atoms }: Sought): number {
  const made = atoms(file);
  if (made === undefined) return Number.POSITIVE_INFINITY;
  const bare = new Set([...made.values()].map((one) => one.bare));
  const missing = live.map((one) => (made.has(one.key) ? 0 : bare.has(one.bare) ? WEIGHT.condition : WEIGHT.missing));
  const added = [...made.values()].map((one) =>
    known.has(one.key) ? 0 : known.has(one.bare) ? WEIGHT.tighter : WEIGHT.added,
  );
  return [...missing, ...added].reduce((sum, weight) => sum + weight, 0);
}

/** First steps that are followed to their end: the nearest one need not lead to the nearest file. */
const MOST_STARTS = 3;

/** Follows the best of the first steps, and takes the file that comes nearest with the fewest use cases. */
export function nearestFile(base: RoleFile, sought: Sought): RoleFile {
  const starts = movesFrom(base, sought)
    .map((move) => move(base))
    .map((file) => ({ file, left: distance(file, sought) }))
    .toSorted((a, b) => a.left - b.left)
    .slice(0, MOST_STARTS);
  const ends = [{ file: base, left: distance(base, sought) }, ...starts].map((start) => climb(start, sought));
  const size = ({ file }: Found) => Object.keys(file.useCases).length;
  const [best] = ends.toSorted((a, b) => a.left - b.left || size(a) - size(b));
  return withoutIdle(best?.file ?? base, sought);
}

/** Takes out use cases without which the file is as near. */
function withoutIdle(file: RoleFile, sought: Sought): RoleFile {
  const left = distance(file, sought);
  for (const id of Object.keys(file.useCases)) {
    const { [id]: _, ...useCases } = file.useCases;
    if (distance({ ...file, useCases }, sought) <= left) return withoutIdle({ ...file, useCases }, sought);
  }
  return file;
}

interface Found {
  file: RoleFile;
  /** Its distance. */
  left: number;
}

/** Takes the best change there is until none brings the file nearer. */
function climb(start: Found, sought: Sought): Found {
  let best = start;
  for (;;) {
    let better: Found | undefined;
    for (const move of movesFrom(best.file, sought)) {
      const file = move(best.file);
      const left = distance(file, sought);
      if (left < (better ?? best).left) better = { file, left };
    }
    if (better === undefined) return best;
    best = better;
  }
}
