import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeHome, Terminal } from "./terminal.js";

const SLOW = 60_000;

it("finds the far too wide role at the top, tightens it, and proves what is left", { timeout: 180_000 }, async () => {
  const terminal = new Terminal({ home: makeHome(), args: ["--sandbox"] });
  try {
    await terminal.waitFor("Go on with this account", SLOW);
    await terminal.press("enter");
    await terminal.waitFor("Audit the roles that are there");
    await terminal.press("down", "down", "enter");
    await terminal.waitFor("17 roles, 6 with high findings; by worst", SLOW);
    expect(terminal.text()).toMatch(/> high {3}ml-admin +Dangerous: may do anything/);
    await terminal.press("enter");
    await terminal.waitFor("What is wrong with this role?");
    await terminal.waitFor(/Every action on every\s+resource/, SLOW);
    await terminal.press("w");
    await terminal.waitFor("admin-access: Everything on everything");
    await terminal.press("escape");
    await terminal.waitWhile("Everything on everything");
    await terminal.press("enter");
    await terminal.waitFor("Tighten ml-admin");
    await terminal.press("enter");
    await terminal.waitFor("What will SageMaker do with this role?", SLOW);
    await terminal.waitFor("No use case is recognised");
    await terminal.press("space");
    await terminal.waitFor("[x] Train models");
    await terminal.press("enter");
    await terminal.waitFor("60 buckets");
    await terminal.press("/", ..."acme-train");
    await terminal.waitFor(/\[ \] acme-train/);
    await terminal.press("space");
    await terminal.waitFor("[x] acme-train");
    await terminal.press("enter", "escape", "enter");
    await terminal.waitFor("How is each bucket used?");
    await terminal.press("enter");
    await terminal.waitFor("Which container images");
    await terminal.press("enter");
    await terminal.waitFor("Which KMS keys");
    await terminal.press("enter");
    await terminal.waitFor(/Name\s+ml-admin \(exists\)/);
    await terminal.press("enter");
    await terminal.waitFor("calls SageMaker will make are allowed");
    await terminal.press("3");
    await terminal.waitFor("Access: the change only narrows what the role can do.", SLOW);
    expect(terminal.text()).not.toContain("may now");
    await terminal.press("5");
    await terminal.waitFor(/✓ allowed/);
    expect(terminal.text()).not.toContain("✗");
    await terminal.press("enter");
    await terminal.waitFor("Lose what others gave the role");
    await terminal.press("enter");
    await terminal.waitFor(/Apply now: \d calls/, SLOW);
    await terminal.press("enter");
    await terminal.waitFor("reads back as written", SLOW);
    expect(terminal.text()).toContain("sagerole undo ml-admin --sandbox");
    await terminal.press("enter");
    expect(await terminal.waitForExit()).toBe(0);

    const state = JSON.parse(readFileSync(join(terminal.home, "state/sagerole/sandbox.json"), "utf8"));
    const { attached, inline } = state.roles["ml-admin"];
    expect(attached).toEqual([]);
    expect(Object.keys(inline)).toEqual(["ml-admin"]);
    expect(inline["ml-admin"]).not.toContain('"Action":"*"');
    expect(readFileSync(join(terminal.work, "ml-admin.role.yaml"), "utf8")).toContain("acme-train");
  } finally {
    terminal.dispose();
  }
});
