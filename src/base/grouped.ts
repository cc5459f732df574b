/** Things by what they have in common, in their order. */
export function grouped<T>(all: Iterable<T>, keyOf: (one: T, index: number) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  let index = 0;
  for (const one of all) {
    const key = keyOf(one, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** Of those with the same key the first. */
export function distinct<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = keyOf(one);
    return !seen.has(key) && seen.add(key);
  });
}
