import manifest from "../../package.json" with { type: "json" };
import type { Severity } from "../audit/audit-finding.js";
import { type Acceptance, applyBaseline, type Baselined, parseBaseline } from "../audit/baseline.js";
import { findRole, findRoles } from "../audit/find.js";
import { accountOf, type FoundPage, type FoundRole, type UnreadRole } from "../audit/found-role.js";
import { type AuditChange, compareAudits, parseReport } from "../audit/history.js";
import { judgeRole, withFindings } from "../audit/judge.js";
import { rolesFromFile } from "../audit/offline.js";
import { type AuditReport, countFindings, hasFindings, type ReportedRole, worstFirst } from "../audit/report.js";
import { toSarif } from "../audit/sarif.js";
import { letsSageMakerIn } from "../audit/trust.js";
import { usageFindings, usageOf } from "../audit/usage.js";
import { tightestOf, widthOfEveryUseCase } from "../audit/yardstick.js";
import type { AwsAccount } from "../aws/account.js";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { readText } from "../base/read-text.js";
import { auditText, changeText } from "./audit-text.js";
import { type AccountFlags, openFromFlags, refuseUsageFromFile } from "./options.js";
import { notice, progress, say, sayJson } from "./output.js";
import { unknownRole, unknownRoleIn } from "./unknown-role.js";

interface AuditFlags extends AccountFlags {
  from?: string;
  json?: boolean;
  sarif?: boolean;
  failOn?: Severity;
  baseline?: string;
  since?: string;
  usage?: boolean;
}

/** The exit code where there are findings that were to fail. */
const FOUND = 3;

/** How many roles are compared with the tightest one for the same work, which takes a second or so each. */
const COMPARED = 10;

/** Roles whose use is asked for at once. */
const AT_ONCE = 4;

/**
 * `sagerole audit [ROLE…]`: what is wrong with the roles that SageMaker may assume. Changes nothing.
 * @returns 0; with `--fail-on` 3 where a finding is so grave, or graver, and not accepted, 1 where a role could not be
 *   judged
 * @throws Problem `no-such-role`, `baseline`, `not-an-audit`, `not-authorization-details`; as the account does
 */
export async function audit(names: readonly string[], flags: AuditFlags): Promise<number> {
  refuseTogether(flags);
  // Files are read first: what is wrong with them is told before anything takes long.
  const accept = flags.baseline === undefined ? [] : parseBaseline(readText(flags.baseline), flags.baseline);
  const earlier = flags.since === undefined ? undefined : parseReport(readText(flags.since), flags.since);
  const account = flags.from === undefined ? await openFromFlags(flags) : undefined;
  const audited = await auditAll(pagesOf(names, flags, account), names, flags, account);
  const only = names.length === 0 ? undefined : new Set(audited.roles.map(({ name }) => name));
  const concerned = accept.filter(({ role }) => only?.has(role) ?? true);
  const { report, baselined } = await reportOf(audited, concerned, flags, account);
  const change = earlier && compareAudits(earlier, report, only);
  tell(report, baselined, change, names.length > 0, flags);
  if (flags.failOn === undefined) return 0;
  if (hasFindings(report.counts, flags.failOn)) return FOUND;
  return report.unread.length > 0 ? 1 : 0;
}

function refuseTogether(flags: AuditFlags): void {
  if (flags.json && flags.sarif) {
    throw new Problem("usage", "--json and --sarif are two forms of one result.", "Give one of them.", { exitCode: 2 });
  }
  refuseUsageFromFile(flags);
}

async function* pagesOf(
  names: readonly string[],
  { from }: AuditFlags,
  account: AwsAccount | undefined,
): AsyncGenerator<FoundPage> {
  if (account === undefined) {
    yield* pagesOfFile(names, from ?? "");
  } else if (names.length === 0) {
    yield* findRoles(account, {
      onFallback: ({ message }) => progress(`${message} Each role is read by itself, which takes longer.`),
    });
  } else {
    for (const name of new Set(names)) {
      const role = await findRole(account, name);
      if (role === undefined) throw await unknownRole(name, account);
      if (!letsSageMakerIn(role.definition.trustPolicy)) progress(`SageMaker may not assume ${role.definition.name}.`);
      yield { roles: [role], unread: [] };
    }
  }
}

async function* pagesOfFile(names: readonly string[], file: string): AsyncGenerator<FoundPage> {
  // Names of roles are the same whatever their case.
  const missing = new Map(names.map((name) => [name.toLowerCase(), name]));
  const seen: string[] = [];
  for await (const page of rolesFromFile(file)) {
    const roles = page.roles.filter(({ definition: { name } }) => {
      seen.push(name);
      return missing.delete(name.toLowerCase()) || names.length === 0;
    });
    yield { ...page, roles };
  }
  const [name] = missing.values();
  if (name === undefined) return;
  throw unknownRoleIn(file, name, seen);
}

interface Audited {
  roles: ReportedRole[];
  unread: UnreadRole[];
  /** The worst of the roles, as they were found too; all where they were named. */
  worst: { judged: ReportedRole; found: FoundRole }[];
}

/** Judges page by page; of the roles as found, only the worst are kept. */
async function auditAll(
  pages: AsyncIterable<FoundPage>,
  names: readonly string[],
  flags: AuditFlags,
  account: AwsAccount | undefined,
): Promise<Audited> {
  const audited: Audited = { roles: [], unread: [], worst: [] };
  const now = Date.now();
  let mayAsk = flags.usage === true;
  const judge = async (role: FoundRole): Promise<ReportedRole> => {
    const judged = await judgeRole(role, now);
    if (!mayAsk || account === undefined) return judged;
    try {
      const usage = await usageOf(role, await account.lastAccessed(role.arn));
      return { ...withFindings(judged, [...judged.findings, ...usageFindings(role, usage)]), usage };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isDenied = error.code === "access-denied";
      // Several are asked for at once; whoever may not ask is told so once.
      if (mayAsk) progress(`${error.message} Nothing is said of what ${isDenied ? "roles" : judged.name} used.`);
      mayAsk &&= !isDenied;
      return judged;
    }
  };
  for await (const { roles, unread } of pages) {
    audited.unread.push(...unread);
    for (let at = 0; at < roles.length; at += AT_ONCE) {
      const some = roles.slice(at, at + AT_ONCE);
      const judged = await Promise.all(some.map(judge));
      audited.roles.push(...judged);
      judged.forEach((one, index) => {
        const isWorth = names.length > 0 || one.severity === "high" || one.severity === "medium";
        if (isWorth) audited.worst.push({ judged: one, found: some[index] as FoundRole });
      });
    }
    if (names.length === 0) prune(audited);
  }
  return audited;
}

function prune(audited: Audited): void {
  const order = worstFirst(audited.worst.map(({ judged }) => judged)).slice(0, COMPARED);
  audited.worst = audited.worst.filter(({ judged }) => order.includes(judged));
}

async function reportOf(
  { roles, unread, worst }: Audited,
  accept: readonly Acceptance[],
  { from, region }: AuditFlags,
  account: AwsAccount | undefined,
): Promise<{ report: AuditReport; baselined: Baselined }> {
  const now = Date.now();
  const [first] = roles;
  const place = {
    account: account?.identity.account ?? (first === undefined ? "" : accountOf(first)),
    region: account?.region ?? region ?? process.env.AWS_REGION ?? "us-east-1",
  };
  const compared: ReportedRole[] = [];
  for (const role of roles) {
    const { found } = worst.find(({ judged }) => judged === role) ?? {};
    compared.push(found === undefined ? role : { ...role, tightest: (await tightestOf(found, place.region)) ?? null });
  }
  const baselined = applyBaseline(compared, accept, now);
  return {
    baselined,
    report: {
      format: "sagerole.audit/1",
      account: place.account,
      ...(from !== undefined && { from }),
      at: new Date(now).toISOString(),
      counts: countFindings(baselined.roles),
      roles: worstFirst(baselined.roles),
      unread,
      everyUseCase: await widthOfEveryUseCase(place.account === "" ? "111122223333" : place.account, place.region),
    },
  };
}

function tell(
  report: AuditReport,
  { expired, unmatched }: Baselined,
  change: AuditChange | undefined,
  isWhole: boolean,
  { json, sarif }: AuditFlags,
): void {
  for (const { role, code, expires } of expired) {
    notice(`The acceptance of ${code} in ${role} expired on ${expires}: it counts again.`);
  }
  const known = report.roles.map(({ name }) => name);
  for (const { role, code, place } of unmatched) {
    const isKnown = known.includes(role);
    const where = place === undefined ? "" : ` at ${place}`;
    const why = isKnown ? "it is not found (any more)" : `there is no such role here.${didYouMean(role, known)}`;
    notice(`The baseline accepts ${code}${where} in ${role}: ${why}`);
  }
  for (const { name, why } of report.unread) notice(`${name} could not be judged: ${why}`);
  if (json) sayJson({ ...report, ...(change && { change }), expired, unmatched });
  else if (sarif) sayJson(toSarif(report, manifest.version));
  else say([auditText(report, isWhole), ...(change === undefined ? [] : [changeText(change)])].join("\n\n"));
}
