import type { AuditedRole } from "../audit/judge.js";
import type { AuditState } from "./state.js";

/** A line of the audit's table. */
export interface AuditRow {
  /** The role's name, which is one of its kind in an account. */
  id: string;
  /** `high`, `medium` or `low`; `tight` without any finding, `unread` for what could not be judged. */
  severity: NonNullable<AuditedRole["severity"]> | "tight" | "unread";
  verdict: string;
  /** Pairs of an action and a kind of resource; undefined where it could not be judged. */
  width?: number;
  /** The day, `never`, or empty where it is not known. */
  lastUsed: string;
}

/** Ways to sort the table; each key press takes the next. */
export const auditOrders = ["worst", "name", "width", "last used"] as const;
export type AuditOrder = (typeof auditOrders)[number];

/** The order after this one. */
export function nextOrder(order: AuditOrder): AuditOrder {
  return auditOrders[(auditOrders.indexOf(order) + 1) % auditOrders.length] ?? "worst";
}

/** What could not be judged may be anything: it stands before what is merely too wide. */
const WEIGHTS = { high: 0, unread: 1, medium: 2, low: 3, tight: 4 };

const COMPARE: Record<AuditOrder, (a: AuditRow, b: AuditRow) => number> = {
  worst: (a, b) => WEIGHTS[a.severity] - WEIGHTS[b.severity] || wider(a, b),
  name: () => 0,
  width: wider,
  // The latest first; those that were never used, and those of which it is not known, at the end.
  "last used": (a, b) => Number(/\d/.test(b.lastUsed)) - Number(/\d/.test(a.lastUsed)) || descending(a, b),
};

function wider(a: AuditRow, b: AuditRow): number {
  return (b.width ?? -1) - (a.width ?? -1);
}

function descending(a: AuditRow, b: AuditRow): number {
  return a.lastUsed === b.lastUsed ? 0 : a.lastUsed < b.lastUsed ? 1 : -1;
}

/** The roles as rows in this order. */
export function auditRows({ roles, unread }: Pick<AuditState, "roles" | "unread">, order: AuditOrder): AuditRow[] {
  const rows = [
    ...roles.map(rowOf),
    ...unread.map(
      ({ name, why }): AuditRow => ({ id: name, severity: "unread", verdict: `Not judged: ${why}`, lastUsed: "" }),
    ),
  ];
  const compare = COMPARE[order];
  return rows.sort((a, b) => compare(a, b) || (a.id < b.id ? -1 : 1));
}

const known = new WeakMap<AuditedRole, AuditRow>();

function rowOf(role: AuditedRole): AuditRow {
  const { name, severity, verdict, width, lastUsed } = role;
  const row = known.get(role) ?? {
    id: name,
    severity: severity ?? "tight",
    verdict,
    width: width.pairs,
    lastUsed: lastUsed === undefined ? "" : (lastUsed.at?.slice(0, 10) ?? "never"),
  };
  known.set(role, row);
  return row;
}

/**
 * Finds rows by a few letters: those whose name holds them in one piece, then those whose verdict does, then those whose
 * name has the letters in their order; each in the order of the table.
 * @param rows the table; blanks of verdicts do not count, as none can be typed
 */
export function rowFinder(rows: readonly AuditRow[]): (query: string) => readonly AuditRow[] {
  const texts = rows.map(({ id, verdict }) => [id.toLowerCase(), verdict.toLowerCase().replaceAll(" ", "")] as const);
  return (text) => {
    const query = text.toLowerCase();
    if (query === "") return rows;
    const tiers: AuditRow[][] = [[], [], []];
    rows.forEach((row, index) => {
      const [name, verdict] = texts[index] ?? ["", ""];
      const tier = name.includes(query) ? 0 : verdict.includes(query) ? 1 : holds(name, query) ? 2 : undefined;
      if (tier !== undefined) tiers[tier]?.push(row);
    });
    return tiers.flat();
  };
}

/** Whether the letters of `query` occur in `text` in this order. */
function holds(text: string, query: string): boolean {
  let at = -1;
  for (const letter of query) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** How far the audit is, in a few words: `17 roles, 5 with high findings`. */
export function auditCount({ status, roles, unread }: AuditState, shown: number): string {
  const many = (count: number, what: string) => `${count.toLocaleString("en")} ${what}`;
  const all = roles.length + unread.length;
  const high = roles.filter(({ severity }) => severity === "high").length;
  const counts = [
    `${shown === all ? "" : `${shown.toLocaleString("en")} of `}${many(all, all === 1 ? "role" : "roles")}`,
    high === 0 ? "none with high findings" : `${high.toLocaleString("en")} with high findings`,
    ...(unread.length > 0 ? [many(unread.length, "not judged")] : []),
    ...(status === "failed" ? ["not all were read"] : []),
  ].join(", ");
  return status === "reading" ? `Reading: ${counts}` : counts;
}
