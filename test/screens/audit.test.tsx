import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { AuditedRoleScreen } from "../../screens/AuditedRoleScreen.js";
import { AuditScreen } from "../../screens/AuditScreen.js";
import { DoneScreen } from "../../screens/DoneScreen.js";
import { width as columnsOf } from "../../screens/parts/truncate.js";
import { WizardContext } from "../../screens/wizard-context.js";
import type { AuditState, WizardState } from "../../src/wizard/state.js";
import { createWizard } from "../../src/wizard/wizard.js";
import { show } from "./parts/screen.js";

type Role = AuditState["roles"][number];

beforeEach(() => {
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "sagerole-state-"));
});

const role = (name: string, more: Partial<Role> = {}): Role => ({
  name,
  arn: `arn:aws:iam::111122223333:role/${name}`,
  path: "/",
  tags: {},
  policies: ["read"],
  attached: [],
  assumedBy: ["sagemaker.amazonaws.com"],
  verdict: "Tight: nothing found.",
  findings: [],
  attack: [],
  width: { actions: 3, pairs: 3, whole: 0 },
  ...more,
});

const admin = role("ml-admin", {
  severity: "high",
  verdict: "Dangerous: may do anything in the account.",
  width: { actions: 20_000, pairs: 28_655, whole: 28_655 },
  lastUsed: { at: "2026-11-20T10:00:00Z" },
  attack: ["does anything in the account"],
  findings: [
    {
      id: "admin-access",
      severity: "high",
      place: "policy AdministratorAccess, statement 1",
      message: "Every action on every resource.",
      remedy: "Replace it by a policy for what the role does.",
      source: "",
    },
  ],
});

/** A screen of a wizard whose audit is at this point. */
function showScreen(
  Screen: typeof AuditScreen,
  audit: Partial<AuditState>,
  width: number,
  height: number,
  more: Partial<WizardState> = {},
) {
  const services = { openAccount: () => Promise.reject(new Error("none")), listProfiles: async () => [], folder: "." };
  const wizard = createWizard(services, { choice: { kind: "default" } });
  wizard.store.setState({ audit: { status: "done", roles: [], unread: [], ...audit }, ...more });
  const node = () => (
    <WizardContext.Provider value={wizard}>
      <Screen width={width} height={height} isActive />
    </WizardContext.Provider>
  );
  return { wizard, ...show(node()) };
}

const three = [role("churn-training"), admin, role("fraud", { severity: "medium", verdict: "Too wide: details." })];

describe.each([
  [80, 17],
  [120, 33],
  [40, 9],
])("the audit's table at %i×%i", (width, height) => {
  it("has the worst first, its severity in words, and its whole verdict below", () => {
    const screen = showScreen(AuditScreen, { roles: three }, width, height);
    const lines = screen.lines();
    for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(lines[0]).toContain("3 roles, 1 with high findings");
    const rows = lines.filter((line) => /high|medium|tight/.test(line.slice(0, 9)));
    expect(rows.map((line) => line.trim().split(/\s+/).slice(0, 3).join(" "))).toEqual([
      "> high ml-admin",
      expect.stringMatching(/^medium fraud/),
      expect.stringMatching(/^tight churn-training/),
    ]);
    expect(screen.text().replace(/\s+/g, " ")).toContain("Dangerous: may do anything in the account.");
    expect(screen.text().includes("28,655")).toBe(width >= 60);
    expect(screen.text().includes("2026-11-20")).toBe(width >= 60);
  });

  it("opens the role under the cursor, and comes back to it in the same order", async () => {
    const screen = showScreen(AuditScreen, { roles: three }, width, height);
    await screen.press("o");
    expect(screen.text()).toMatch(/> tight +churn-training/);
    await screen.press("down", "enter");
    expect(screen.wizard.store.getState().auditView).toEqual({ order: "name", query: "" });
  });

  it("tells all of a role, and scrolls", async () => {
    const screen = showScreen(AuditedRoleScreen, {}, width, height);
    screen.wizard.store.setState({ rolePage: { name: "ml-admin", status: "ready", judged: admin, use: "unknown" } });
    await screen.press("down");
    await screen.press("home");
    for (const line of screen.lines()) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
    let all = screen.text();
    for (let at = 0; at < 8; at++) {
      await screen.press("pageDown");
      all += `\n${screen.text()}`;
    }
    const text = all.replace(/\s+/g, " ");
    for (const words of ["! does anything in the account", "admin-access, policy", "→ Replace it by", "What it used"])
      expect(text).toContain(words);
  });
});

describe("what is done", () => {
  const outcome = {
    kind: "applied" as const,
    roleArn: "arn:aws:iam::111122223333:role/ml-admin-tight",
    file: "/work/ml-admin-tight.role.yaml",
    snippet: "",
  };
  const tightening = { role: "ml-admin", arn: admin.arn, guesses: [], open: [] };

  it("tells how to move over to a role that was made beside another", () => {
    const screen = showScreen(DoneScreen, {}, 80, 30, { outcome, tightening: { ...tightening, beside: true } });
    expect(screen.text()).toMatch(/To move over from ml-admin:\n {2}1\. Let whoever starts jobs pass the new role/);
    expect(screen.text()).not.toContain("sagerole undo");
  });

  it("tells how to go back from a role that was tightened", () => {
    const screen = showScreen(DoneScreen, {}, 80, 30, { outcome, tightening: { ...tightening, beside: false } });
    expect(screen.text()).toContain("sagerole undo ml-admin");
  });
});

describe("the audit's table", () => {
  it("keeps the cursor on its role while worse ones come in", async () => {
    const screen = showScreen(AuditScreen, { status: "reading", roles: three }, 80, 17);
    await screen.press("down");
    expect(screen.text()).toMatch(/> medium +fraud/);
    const worse = role("worse", { severity: "high", verdict: "Dangerous: anybody may assume it." });
    screen.wizard.store.setState(({ audit }) => ({ audit: { ...audit, roles: [...audit.roles, worse] } }));
    await screen.press("/");
    await screen.press("esc");
    await screen.press("j", "j");
    expect(screen.text()).toContain("Reading: 4 roles, 2 with high findings");
    screen.wizard.store.setState(({ audit }) => ({
      audit: { ...audit, roles: [...audit.roles, role("much-worse", { severity: "high", width: admin.width })] },
    }));
    await screen.press("left");
    expect(screen.text()).toMatch(/> medium +fraud/);
  });

  it("filters by name and by verdict", async () => {
    const screen = showScreen(AuditScreen, { roles: three }, 80, 17);
    await screen.press("/", "toowide");
    expect(screen.text()).toContain("1 of 3 roles");
    expect(screen.text()).toMatch(/> medium +fraud/);
  });

  it("says what to ask for where nothing may be read", async () => {
    const { Problem } = await import("../../src/base/problem.js");
    const problem = new Problem("access-denied", "iam:ListRoles is missing.", "Ask for it.");
    const screen = showScreen(AuditScreen, { status: "failed", problem }, 40, 9);
    const text = screen.text().replace(/\s+/g, " ");
    expect(text).toContain("! iam:ListRoles is missing.");
    expect(text).toContain("Ask for iam:GetAccountAuthorizationDetails");
  });

  it("does not slow with ten thousand roles", async () => {
    const work = async (count: number) => {
      const roles = Array.from({ length: count }, (_, index) => role(`role-${index}`));
      const screen = showScreen(AuditScreen, { roles: [...roles, admin] }, 120, 33);
      expect(screen.text()).toMatch(/> high +ml-admin/);
      const before = process.cpuUsage();
      await screen.press("down", "end", "o", "/", "role-1", "backspace", "down");
      const { user, system } = process.cpuUsage(before);
      expect(screen.text()).toContain(`of ${(count + 1).toLocaleString("en")} roles`);
      return user + system;
    };
    const few = await work(20);
    expect(await work(10_000)).toBeLessThan(4 * few);
  });
});
