import type { ReportedRole } from "./report.js";
import type { Width } from "./width.js";

/** A width in words, such as `3 (3 actions, 1 without limit)`. */
export function widthWords({ actions, pairs, whole }: Width): string {
  const reach =
    whole === 0 ? "none without limit" : whole === pairs ? "all without limit" : `${count(whole)} without limit`;
  return `${count(pairs)} (${actions === 1 ? "1 action" : `${count(actions)} actions`}, ${reach})`;
}

/**
 * What the tightest role for the same work has, to stand after the role's own width; empty where it was not looked for.
 */
export function tightestWords({ tightest, width }: Pick<ReportedRole, "tightest" | "width">): string {
  if (tightest === undefined) return "";
  if (tightest === null) return "; no use case recognised";
  const { pairs } = tightest.width;
  const work = tightest.useCases.join(", ");
  if (pairs >= width.pairs) return `; no wider than the tightest for ${work}`;
  return `; the tightest for ${work} has ${count(pairs)}`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
