import { diffArrays } from "diff";

/** Printed lines and the lines of the original that they stand for. */
interface Stretch {
  start: number;
  printed: number;
  lines: string[];
}

/**
 * Takes every line that an edit left alone from the original, so that its spacing stays.
 * @param original the text as written
 * @param untouched the same content as a printer writes it
 * @param edited the changed content as the same printer writes it
 */
export function keepLines(original: string, untouched: string, edited: string): string {
  const printed = untouched.split("\n");
  const wanted = edited.split("\n");
  const stretches = stretchesOf(original.split("\n"), printed);
  const origins = originsOf(printed, wanted);
  const result: string[] = [];
  for (let index = 0; index < wanted.length; ) {
    const origin = origins[index];
    const stretch = origin === undefined ? undefined : stretches.get(origin);
    if (stretch && isWhole(stretch, origins, index)) {
      result.push(...stretch.lines);
      index += stretch.printed;
    } else {
      result.push(wanted[index] ?? "");
      index += 1;
    }
  }
  return result.join("\n");
}

function isWhole({ start, printed }: Stretch, origins: readonly (number | undefined)[], index: number): boolean {
  for (let offset = 0; offset < printed; offset += 1) {
    if (origins[index + offset] !== start + offset) return false;
  }
  return true;
}

/** By the first printed line. Lines that the printer dropped belong to the stretch before them. */
function stretchesOf(original: readonly string[], printed: readonly string[]): Map<number, Stretch> {
  const squeeze = (line: string) => line.replace(/\s+/g, "");
  const stretches: Stretch[] = [];
  let [read, start, dropped] = [0, 0, [] as string[]];
  const parts = diffArrays([...original], [...printed], { comparator: (a, b) => squeeze(a) === squeeze(b) });
  for (const { added, removed, count } of parts) {
    if (removed) {
      dropped = original.slice(read, read + count);
      read += count;
      continue;
    }
    if (!added) stretches.at(-1)?.lines.push(...dropped);
    if (added) stretches.push({ start, printed: count, lines: dropped });
    for (let offset = 0; !added && offset < count; offset += 1) {
      stretches.push({ start: start + offset, printed: 1, lines: original.slice(read + offset, read + offset + 1) });
    }
    if (!added) read += count;
    start += count;
    dropped = [];
  }
  stretches.at(-1)?.lines.push(...dropped);
  return new Map(stretches.map((stretch) => [stretch.start, stretch]));
}

/** For each wanted line, the printed line it is; undefined for a new one. */
function originsOf(printed: readonly string[], wanted: readonly string[]): (number | undefined)[] {
  const origins: (number | undefined)[] = [];
  let from = 0;
  for (const { added, removed, count } of diffArrays([...printed], [...wanted])) {
    for (let offset = 0; !removed && offset < count; offset += 1) origins.push(added ? undefined : from + offset);
    if (!added) from += count;
  }
  return origins;
}
