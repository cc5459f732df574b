import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { othersQuestion } from "../../src/wizard/others.js";
import { startIn, toReview, until } from "./fixtures.js";

beforeEach(() => {
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "sagerole-state-"));
});
const start = () => startIn(mkdtempSync(join(tmpdir(), "sagerole-wizard-")));

describe("the wizard over a role of others", () => {
  it("applies only once it is said what becomes of what they gave it", async () => {
    const { wizard, sandbox, state } = start();
    await toReview(wizard);
    const name = "AmazonSageMaker-ExecutionRole-20240117T101010";
    wizard.update((file) => ({ ...file, role: { ...file.role, path: "/service-role/" } }));
    wizard.nameRole(name);
    const core = await import("../../src/wizard/core.js");
    await until(() => othersQuestion(state(), core) === "open");
    const before = structuredClone(sandbox.iam.roles[name.toLowerCase()]);
    await wizard.apply();
    expect(sandbox.iam.roles[name.toLowerCase()]).toEqual(before);
    await wizard.chooseOthers("replace");
    expect(othersQuestion(state(), core)).toBe("replace");
    await wizard.chooseOthers("keep");
    expect(othersQuestion(state(), core)).toBe("keep");
    const { plan } = state();
    expect(plan.status === "ready" && core.keptSentence(plan.plan)).toMatch(/the inline policy everything; arn:/);
    await wizard.apply();
    expect(state().outcome?.kind).toBe("applied");
    expect(sandbox.iam.roles[name.toLowerCase()]).toMatchObject({
      inline: { everything: before?.inline.everything, [name]: expect.any(String) },
      attached: before?.attached,
    });
  });

  it("asks again about what cannot be kept, and says why", async () => {
    const { wizard, state } = start();
    await toReview(wizard);
    wizard.nameRole("fraud-pipeline");
    await wizard.preparePlan();
    await wizard.chooseOthers("keep");
    expect(state().applyProblem?.code).toBe("keep-name");
    expect(othersQuestion(state(), await import("../../src/wizard/core.js"))).toBe("open");
  });
});
