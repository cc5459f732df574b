/** Below this many, looking at each is quicker than an index. */
export const FEW = 8;

/** Something that is looked for by how texts begin. */
export interface Headed<T> {
  /** What a text must begin with, or be. */
  head: string;
  /** Whether the text must be just that. */
  isWhole: boolean;
  value: T;
}

/**
 * Finds what may stand for a text: what is just the text, then what the text begins with, the shortest first. So the time
 * hardly grows with their number.
 */
export function headIndex<T>(entries: Iterable<Headed<T>>): (text: string) => T[] {
  const whole = new Map<string, T[]>();
  const byHead = new Map<string, T[]>();
  for (const { head, isWhole, value } of entries) {
    const map = isWhole ? whole : byHead;
    const alike = map.get(head);
    if (alike === undefined) map.set(head, [value]);
    else alike.push(value);
  }
  const lengths = [...new Set([...byHead.keys()].map((head) => head.length))].sort((a, b) => a - b);
  return (text) => {
    const found = [...(whole.get(text) ?? [])];
    for (const length of lengths) {
      if (length > text.length) break;
      const alike = byHead.get(text.slice(0, length));
      if (alike !== undefined) found.push(...alike);
    }
    return found;
  };
}
