import { distance } from "fastest-levenshtein";

/**
 * The known word closest to what was typed, or undefined when none is close enough to be meant.
 * @param typed what the person wrote
 * @param known the valid words
 */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const word of known) {
    const candidate = word.toLowerCase();
    const d = candidate.startsWith(wanted) && wanted.length >= 3 ? 1 : distance(wanted, candidate);
    if (d < bestDistance) {
      best = word;
      bestDistance = d;
    }
  }
  return best;
}

/** ` Did you mean "x"?` with a leading space, or an empty string when nothing is near. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const word = nearest(typed, known);
  return word === undefined ? "" : ` Did you mean "${word}"?`;
}
