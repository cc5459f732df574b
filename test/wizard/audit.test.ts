import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { toggleUseCase } from "../../src/wizard/answers.js";
import { auditCount, auditRows, rowFinder } from "../../src/wizard/audit-table.js";
import { rolePageParts } from "../../src/wizard/role-page.js";
import type { RolePage } from "../../src/wizard/state.js";
import { railOf } from "../../src/wizard/steps.js";
import { guessNotice, moveOverSteps } from "../../src/wizard/tightening.js";
import type { Wizard } from "../../src/wizard/wizard.js";
import { startIn, until } from "./fixtures.js";

beforeEach(() => {
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "sagerole-state-"));
});

/** A wizard in the audit of the example account. */
async function startAudit(deny: string[] = []) {
  const started = startIn(mkdtempSync(join(tmpdir(), "sagerole-wizard-")), { faults: { deny } });
  const { wizard, state } = started;
  await until(() => state().account.status === "open");
  wizard.next();
  wizard.chooseGoal("audit");
  wizard.next();
  await until(() => state().audit.status === "done" || state().audit.status === "failed");
  return started;
}

const trained = (wizard: Wizard) => wizard.update((file) => toggleUseCase(file, "training"));

const wordsOf = (page: RolePage | undefined) => {
  if (page === undefined) throw new Error("no role is open");
  return rolePageParts(page)
    .map((part) => `${"label" in part ? `${part.label} ` : ""}${part.text}`)
    .join("\n");
};

describe("the audit in the wizard", { timeout: 60_000 }, () => {
  it("lists the roles that SageMaker may assume, the worst first, and says how many", async () => {
    const { state } = await startAudit();
    expect(state().step).toBe("roles");
    const rows = auditRows(state().audit, "worst");
    expect(rows[0]).toMatchObject({ id: "ml-admin", severity: "high", verdict: expect.stringMatching(/^Dangerous/) });
    expect(rows.at(-1)?.severity).toBe("tight");
    expect(auditCount(state().audit, rows.length)).toBe("17 roles, 6 with high findings");
    expect(state().audit.unread).toEqual([]);
    const names = auditRows(state().audit, "name").map(({ id }) => id);
    expect(names).toEqual(names.toSorted());
    expect(auditRows(state().audit, "last used").at(-1)?.lastUsed).toBe("never");
  });

  it("fills while it is used", async () => {
    const sandbox = new Sandbox({ generate: { roles: 300 } });
    const { wizard, state } = startIn(mkdtempSync(join(tmpdir(), "sagerole-wizard-")), { sandbox });
    await until(() => state().account.status === "open");
    wizard.next();
    wizard.chooseGoal("audit");
    wizard.next();
    await until(() => state().audit.roles.length > 0);
    expect(auditCount(state().audit, state().audit.roles.length)).toMatch(/^Reading: \d+ roles?,/);
    wizard.back();
    expect(state().step).toBe("goal");
    await until(() => state().audit.status === "done");
    expect(state().audit.roles).toHaveLength(317);
  });

  it("finds by the name, and by the words of the verdict", async () => {
    const { state } = await startAudit();
    const find = rowFinder(auditRows(state().audit, "worst"));
    expect(find("ml-adm").map(({ id }) => id)).toEqual(["ml-admin"]);
    expect(find("anybody")[0]?.id).toBe("open-to-anybody");
    expect(find("OtherAccounts").map(({ verdict }) => verdict)).toContain("Too wide: other accounts may assume it.");
  });

  it("shows all of one role, with what it used and the tightest for the same work", async () => {
    const { wizard, state } = await startAudit();
    await wizard.openRole("vision-old-rights");
    expect(state().step).toBe("role");
    const words = wordsOf(state().rolePage);
    expect(words).toContain("assumed by sagemaker.amazonaws.com");
    expect(words).toMatch(/width \d+ \(.*(tightest|no use case)/);
    expect(words).toContain("No attempt is known to use services glue");
    expect(words).toContain("no lack of it may be taken from this");
    expect(railOf(state())).toEqual(["Account", "Goal", "Roles", "Role"]);
  });

  it("goes back through the list to the goal, and reads nothing twice", async () => {
    const { wizard, state } = await startAudit();
    const { roles } = state().audit;
    wizard.viewAudit({ order: "width", query: "churn" });
    await wizard.openRole("churn-training");
    wizard.back();
    expect(state()).toMatchObject({ step: "roles", auditView: { order: "width", query: "churn" } });
    wizard.back();
    expect(state().step).toBe("goal");
    wizard.chooseGoal("audit");
    wizard.next();
    expect(state().audit.roles).toBe(roles);
    wizard.back();
    wizard.chooseGoal("new");
    wizard.next();
    expect(state().step).toBe("use-cases");
    wizard.back();
    expect(state().step).toBe("goal");
  });

  it("reads role by role where whole pages may not be read, and says so", async () => {
    const { state } = await startAudit(["iam:GetAccountAuthorizationDetails"]);
    expect(state().audit.fallback?.message).toContain("iam:GetAccountAuthorizationDetails is missing");
    expect(auditRows(state().audit, "worst")[0]?.id).toBe("ml-admin");
  });

  it("names roles that may not be read, and does not take them for sound", async () => {
    const { wizard, state } = await startAudit(["iam:GetAccountAuthorizationDetails", "iam:GetRole"]);
    const rows = auditRows(state().audit, "worst");
    expect(rows[0]).toMatchObject({ severity: "unread", verdict: expect.stringContaining("iam:GetRole is missing") });
    expect(auditCount(state().audit, 17)).toContain("17 not judged");
    await wizard.openRole("ml-admin");
    expect(wordsOf(state().rolePage)).toContain("iam:GetRole is missing");
  });

  it("says what is missing where nothing may be read", async () => {
    const { state } = await startAudit(["iam:GetAccountAuthorizationDetails", "iam:ListRoles"]);
    expect(state().audit).toMatchObject({ status: "failed", problem: { code: "access-denied" } });
    expect(state().audit.problem?.message).toContain("iam:ListRoles is missing");
  });

  it("says that use is not known where it may not be asked for", async () => {
    const { wizard, state } = await startAudit(["iam:GenerateServiceLastAccessedDetails"]);
    await wizard.openRole("ml-admin");
    expect(wordsOf(state().rolePage)).toMatch(/Not known: .*iam:GenerateServiceLastAccessedDetails is missing/);
  });
});

describe("tightening in the wizard", { timeout: 60_000 }, () => {
  it("answers the steps with guesses, and says at each from what they are", async () => {
    const { wizard, state } = await startAudit();
    await wizard.openRole("churn-training");
    await wizard.tighten(false);
    expect(state().step).toBe("use-cases");
    expect(railOf(state()).slice(2, 6)).toEqual(["Roles", "Role", "Use cases", "Data"]);
    expect(state().answers.role.name).toBe("churn-training");
    expect(Object.keys(state().answers.useCases).length).toBeGreaterThan(0);
    expect(guessNotice(state()).join(" ")).toMatch(/^1 guess, w tells all: \w[\w-]*: read off /);
    wizard.next();
    const [bucket] = state().answers.data;
    expect(guessNotice(state()).join(" ")).toContain(`${bucket?.bucket}: named in its policies`);
    wizard.chooseBuckets([bucket?.bucket ?? ""], false);
    expect(guessNotice(state()).join(" ")).not.toContain(`${bucket?.bucket}:`);
  });

  it("goes back to the role's page, and keeps what was changed when it is tightened again", async () => {
    const { wizard, state } = await startAudit();
    await wizard.openRole("ml-admin");
    await wizard.tighten(false);
    expect(guessNotice(state()).join(" ")).toContain("No use case is recognised");
    trained(wizard);
    wizard.back();
    expect(state()).toMatchObject({ step: "role", rolePage: { name: "ml-admin" } });
    wizard.back();
    await wizard.openRole("supply-any-queue");
    await wizard.tighten(false);
    expect(state().answers).toMatchObject({ role: { name: "supply-any-queue" }, useCases: {} });
    wizard.back();
    wizard.back();
    await wizard.openRole("ml-admin");
    await wizard.tighten(false);
    expect(state().answers).toMatchObject({ role: { name: "ml-admin" }, useCases: { training: {} } });
  });

  it("leaves the answers for a new role as they were, and comes back to either", async () => {
    const { wizard, state } = await startAudit();
    wizard.back();
    wizard.chooseGoal("new");
    wizard.next();
    wizard.update((file) => toggleUseCase(file, "endpoint"));
    wizard.back();
    wizard.chooseGoal("audit");
    wizard.next();
    await wizard.openRole("ml-admin");
    await wizard.tighten(false);
    trained(wizard);
    for (const _ of ["role", "roles", "goal"]) wizard.back();
    wizard.chooseGoal("new");
    expect(state()).toMatchObject({ answers: { useCases: { endpoint: {} } }, named: false, tightening: undefined });
    expect(state().policyLines.join()).not.toContain("training");
    wizard.chooseGoal("audit");
    await wizard.openRole("ml-admin");
    await wizard.tighten(false);
    expect(state().answers.useCases).toEqual({ training: {} });
  });

  it("narrows the role that is there, by the way every apply takes", async () => {
    const { wizard, sandbox, state } = await startAudit();
    await wizard.openRole("ml-admin");
    await wizard.tighten(false);
    trained(wizard);
    for (const _ of ["data", "images", "keys", "guardrails", "review"]) wizard.next();
    const plan = () => {
      const { plan } = state();
      return plan.status === "ready" ? plan : undefined;
    };
    await until(() => plan()?.access !== undefined);
    expect(plan()?.access?.verdict).toBe("narrows");
    expect(guessNotice(state()).join()).toMatch(/not known when it began; w tells which/);
    await wizard.apply();
    expect(sandbox.iam.roles["ml-admin"]?.attached).toHaveLength(1);
    await wizard.chooseOthers("replace");
    await wizard.apply();
    expect(state().outcome?.kind).toBe("applied");
    expect(sandbox.iam.roles["ml-admin"]?.attached).toEqual([]);
    const wrong = state().proof.filter(
      ({ decision, expected }) => (decision.decision === "allowed") !== (expected === "allowed"),
    );
    expect(wrong).toEqual([]);
  });

  it("makes a tight role beside it, leaves it as it is, and tells how to move over", async () => {
    const { wizard, sandbox, state } = await startAudit();
    const before = structuredClone(sandbox.iam.roles["ml-admin"]);
    await wizard.openRole("ml-admin");
    await wizard.tighten(true);
    trained(wizard);
    expect(state().answers.role.name).toBe("ml-admin-tight");
    await wizard.preparePlan();
    await wizard.apply();
    expect(sandbox.iam.roles["ml-admin-tight"]?.inline["ml-admin-tight"]).toBeDefined();
    expect(sandbox.iam.roles["ml-admin"]).toEqual(before);
    const { tightening, outcome } = state();
    if (tightening === undefined || outcome === undefined) throw new Error("it was applied");
    const steps = moveOverSteps(tightening, ["pipeline"], outcome.roleArn).join(" ");
    expect(steps).toContain("iam:PassRole on arn:aws:iam::111122223333:role/ml-admin-tight");
    expect(steps).toContain("Pipelines: update each");
    expect(steps).not.toContain("Studio");
  });

  it("goes on from a draft with its guesses marked", async () => {
    const first = await startAudit();
    await first.wizard.openRole("ml-admin");
    await first.wizard.tighten(false);
    trained(first.wizard);
    await first.wizard.openRole("churn-training");
    await first.wizard.tighten(false);
    await first.wizard.close();
    const { wizard, state } = startIn(mkdtempSync(join(tmpdir(), "sagerole-wizard-")));
    wizard.resumeDraft();
    await until(() => state().account.status === "open");
    expect(railOf(state())).toContain("Use cases");
    wizard.goOnTightening();
    expect(guessNotice(state()).join()).toMatch(/^1 guess, w tells all: training: read off /);
    // What was answered for another role is not lost either.
    await wizard.openRole("ml-admin");
    await wizard.tighten(false);
    expect(state().answers).toMatchObject({ role: { name: "ml-admin" }, useCases: { training: {} } });
    await wizard.close();
  });
});
