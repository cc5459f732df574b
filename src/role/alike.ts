import { grouped } from "../base/grouped.js";
import type { JourneyCall } from "../catalog/use-case.js";

/** Of things that are alike, how many are looked at closely. */
const MOST_ALIKE = 20;

/** All, or where very many have the same key, some of them: the first, the last and what lies evenly between. */
export function someAlike<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  return [...grouped(all, keyOf).values()].flatMap((group) => {
    if (group.length <= MOST_ALIKE) return group;
    const step = (group.length - 1) / (MOST_ALIKE - 1);
    return Array.from({ length: MOST_ALIKE }, (_, index) => group[Math.round(index * step)] as T);
  });
}

const contents = new WeakMap<JourneyCall, string>();

/** All of a call but its words. */
export function contentOf(call: JourneyCall): string {
  const known = contents.get(call);
  if (known !== undefined) return known;
  const { action, resource, context } = call;
  let key = `${action}\n${resource}`;
  for (const name in context) key += `\n${name}\n${context[name]}`;
  contents.set(call, key);
  return key;
}
