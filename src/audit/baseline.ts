import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { grouped } from "../base/grouped.js";
import { Problem } from "../base/problem.js";
import { findingCode, nearestCode } from "../role/finding-codes.js";
import { withFindings } from "./judge.js";
import type { AcceptedFinding, ReportedRole } from "./report.js";

/** One finding of one role that is accepted until a day. */
export interface Acceptance {
  /** The role's name. */
  role: string;
  /** The finding's code. */
  code: string;
  /** The finding's place; every finding of the code without it. */
  place?: string | undefined;
  reason: string;
  /** The last day, as `2027-01-31` (UTC). */
  expires: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const text = (what: string) => z.string({ error: `needs ${what}` }).min(1, { error: `needs ${what}` });

const schema = z.strictObject({
  accept: z.array(
    z.strictObject({
      role: text("the name of a role"),
      code: text("the code of a finding"),
      place: z.string().optional(),
      reason: text("a reason"),
      expires: text("the day it expires, such as 2027-01-31"),
    }),
  ),
});

/**
 * Reads a baseline: YAML or JSON with a list `accept`.
 * @param file how messages name it
 * @throws Problem `baseline`, whose details name every fault
 */
export function parseBaseline(content: string, file: string): Acceptance[] {
  const faults: string[] = [];
  const { accept } = readContent(content, file, faults);
  accept.forEach(({ code, expires }, index) => {
    const at = `accept[${index}]`;
    if (findingCode(code) === undefined) {
      const near = nearestCode(code);
      faults.push(
        `${at}.code: "${code}" is no code of a finding.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
      );
    }
    if (!isDay(expires)) faults.push(`${at}.expires: "${expires}" is no day such as 2027-01-31.`);
  });
  if (faults.length > 0) throw refuse(file, faults);
  return accept;
}

function isDay(text: string): boolean {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // A 31st of February would be taken for a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function readContent(content: string, file: string, faults: string[]): { accept: Acceptance[] } {
  let value: unknown;
  try {
    value = parseYaml(content, { schema: "core", maxAliasCount: 100 });
  } catch (error) {
    throw refuse(file, [(error as Error).message.split("\n")[0] ?? ""]);
  }
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  for (const { path, message } of error.issues) {
    const place = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
    faults.push(`${place.replace(/^\./, "") || "the file"}: ${message}.`);
  }
  return { accept: [] };
}

function refuse(file: string, details: readonly string[]): Problem {
  return new Problem(
    "baseline",
    `${file} is no baseline that can be used.`,
    "Write a list `accept`, each with role, code, reason and expires (and place, for one finding of several).",
    { details },
  );
}

/** What a baseline comes to with the roles of an audit. */
export interface Baselined {
  roles: ReportedRole[];
  /** Acceptances whose day is over: their findings count again. */
  expired: Acceptance[];
  /** Acceptances of what is not found (any more). */
  unmatched: Acceptance[];
}

/**
 * Takes accepted findings out of those that count, as long as their acceptances last.
 * @param now milliseconds since 1970
 */
export function applyBaseline(roles: readonly ReportedRole[], accept: readonly Acceptance[], now: number): Baselined {
  const today = new Date(now).toISOString().slice(0, 10);
  const matched = new Set<Acceptance>();
  const expired = new Set<Acceptance>();
  const of = grouped(accept, ({ role }) => role);
  const left = roles.map((role) => {
    const here = of.get(role.name);
    if (here === undefined) return role;
    const accepted: AcceptedFinding[] = [];
    const findings = role.findings.filter((finding) => {
      const fitting = here.filter(
        ({ code, place }) => code.toLowerCase() === finding.id && (place ?? finding.place) === finding.place,
      );
      for (const one of fitting) matched.add(one);
      const lasting = fitting.find(({ expires }) => expires >= today);
      if (lasting === undefined) for (const one of fitting) expired.add(one);
      else accepted.push({ ...finding, reason: lasting.reason, expires: lasting.expires });
      return lasting === undefined;
    });
    const { severity: _, ...rest } = role;
    if (accepted.length === 0) return role;
    const verdict = findings.length === 0 ? { verdict: "Nothing found but what is accepted." } : {};
    return { ...withFindings(rest, findings), ...verdict, accepted };
  });
  return { roles: left, expired: [...expired], unmatched: accept.filter((one) => !matched.has(one)) };
}
