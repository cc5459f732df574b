import type { DiffLine } from "./plan.js";

/** Characters up to which a change of one value stands on one line, so that it can be read in 40 columns. */
const SHORT = 20;

/** One line at the left edge. */
export function line(sign: DiffLine["sign"], text: string): DiffLine {
  return { sign, indent: 0, text };
}

/** Lines one level further in. */
export function below(lines: readonly DiffLine[]): DiffLine[] {
  return lines.map((entry) => ({ ...entry, indent: entry.indent + 1 }));
}

/** `(3 statements unchanged)`. */
export function unchanged(what: string): DiffLine {
  return line(" ", `(${what} unchanged)`);
}

/** `1 statement`, `2 statements`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** The change of one named value; undefined is none. */
export function valueChange(name: string, before: string | undefined, after: string | undefined): DiffLine[] {
  return listChange(name, before === undefined ? [] : [before], after === undefined ? [] : [after]);
}

/**
 * The change of a named list, element by element.
 * @param same what two elements share that count as one
 */
export function listChange(
  name: string,
  before: readonly string[],
  after: readonly string[],
  same: (element: string) => string = (element) => element,
): DiffLine[] {
  const was = new Set(before.map(same));
  const is = new Set(after.map(same));
  const gone = before.filter((element) => !is.has(same(element)));
  const come = after.filter((element) => !was.has(same(element)));
  const kept = after.length - come.length;
  if (gone.length + come.length === 0) return [];
  const [old] = gone;
  const [fresh] = come;
  if (kept === 0 && gone.length + come.length === 1) {
    return [line(old === undefined ? "+" : "-", `${name}: ${old ?? fresh}`)];
  }
  if (kept === 0 && gone.length === 1 && come.length === 1 && `${old}${fresh}`.length <= SHORT) {
    return [line("~", `${name}: ${old} -> ${fresh}`)];
  }
  return [
    line(before.length === 0 ? "+" : after.length === 0 ? "-" : "~", name),
    ...below([
      ...gone.map((element) => line("-", element)),
      ...come.map((element) => line("+", element)),
      ...(kept === 0 ? [] : [unchanged(String(kept))]),
    ]),
  ];
}
