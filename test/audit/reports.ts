import { judgeRole } from "../../src/audit/judge.js";
import type { AuditReport, ReportedRole } from "../../src/audit/report.js";
import { countFindings, worstFirst } from "../../src/audit/report.js";
import { embedded } from "../aws/fixtures.js";
import { allRoles, NOW } from "./fixtures.js";

export function reportOf(roles: readonly ReportedRole[], more: Partial<AuditReport> = {}): AuditReport {
  return {
    format: "sagerole.audit/1",
    account: "111122223333",
    at: new Date(NOW).toISOString(),
    counts: countFindings(roles),
    roles: worstFirst(roles),
    unread: [],
    everyUseCase: { actions: 1, pairs: 1, whole: 0 },
    ...more,
  };
}

/** The audit of the example account. */
export async function exampleReport(): Promise<AuditReport> {
  const { account } = await embedded();
  return reportOf(await Promise.all((await allRoles(account)).map((role) => judgeRole(role, Date.now()))));
}
