import { useMemo, useRef } from "react";
import type { Item } from "./MultiSelect.js";

/**
 * What can be chosen: what is listed and, before it, what else was typed in. The same array while both are the same, so
 * that choosing in a long list costs no more than in a short one.
 */
export function useItems(listed: readonly Item[], typed: readonly Item[]): readonly Item[] {
  const last = useRef(typed);
  if (!isSame(last.current, typed)) last.current = typed;
  const others = last.current;
  return useMemo(() => (others.length === 0 ? listed : [...others, ...listed]), [listed, others]);
}

function isSame(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every(({ id, hint }, index) => id === b[index]?.id && hint === b[index]?.hint);
}
