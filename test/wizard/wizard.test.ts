import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parseRoleFile } from "../../src/role/parse.js";
import { changeBucket, setOption, toggleUseCase } from "../../src/wizard/answers.js";
import { namesakeWords } from "../../src/wizard/namesake.js";
import { newLines } from "../../src/wizard/recompile.js";
import { proofRows, summary } from "../../src/wizard/review.js";
import { startIn, toReview, until } from "./fixtures.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sagerole-wizard-"));
  // Each test is a stranger: no draft of another is offered.
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "sagerole-state-"));
});

const start = (options?: Parameters<typeof startIn>[1]) => startIn(folder, options);

describe("the wizard without a screen", () => {
  it("opens the account that was chosen before it began, and not the default one", async () => {
    const { state, wizard } = start({ noCredentials: true, choosesFirst: true });
    await until(() => wizard.core() !== undefined && state().account.status !== "opening");
    expect(state().account).toMatchObject({ status: "open", choice: { kind: "sandbox" } });
  });

  it("does not go on without a use case, and says why", async () => {
    const { wizard, state } = start();
    await until(() => state().account.status === "open");
    wizard.next();
    wizard.next();
    wizard.next();
    expect(state().step).toBe("use-cases");
    expect(state().fault).toMatch(/at least one use case/);
  });

  it("skips what the choices make needless, and says so; back loses nothing", async () => {
    const { wizard, state } = start();
    await until(() => state().account.status === "open" && wizard.core() !== undefined);
    wizard.next();
    wizard.next();
    wizard.update((file) => toggleUseCase(file, "endpoint"));
    wizard.next();
    wizard.next();
    expect(state().step).toBe("images");
    expect(state().notice.join(" ")).toMatch(/no bucket is chosen/);
    wizard.back();
    wizard.back();
    expect(state().step).toBe("use-cases");
    expect(Object.keys(state().answers.useCases)).toEqual(["endpoint"]);
  });

  it("chooses the key that a bucket encrypts with, and says so", async () => {
    const { wizard, state } = start();
    await toReview(wizard);
    expect(state().answers.data[0]?.key).toMatch(/^arn:aws:kms:eu-west-1:111122223333:key\//);
    expect(state().policyLines.join("\n")).toContain("kms:GenerateDataKey");
  });

  it("lights the lines that the last change brought", async () => {
    const { wizard, state } = start();
    await toReview(wizard);
    wizard.update((file) => changeBucket(file, "acme-train", { prefixes: ["raw/"] }));
    const lit = [...state().lit].map((index) => state().policyLines[index]).join("\n");
    expect(lit).toContain("acme-train/raw/*");
    expect(lit).not.toContain("logs:PutLogEvents");
  });

  it("applies exactly what was shown, and writes a role file that plans to nothing", async () => {
    const { wizard, sandbox, state } = start();
    await toReview(wizard);
    wizard.nameRole("churn");
    await wizard.preparePlan();
    await wizard.apply();
    expect(state().step).toBe("done");
    expect(sandbox.iam.roles.churn?.inline.churn).toContain("acme-train");
    const file = state().outcome?.file ?? "";
    expect(file).toBe(join(folder, "churn.role.yaml"));
    expect(parseRoleFile(readFileSync(file, "utf8")).role.name).toBe("churn");
  });

  it("refuses when the role has changed since the preview, and writes nothing", async () => {
    const { wizard, sandbox, state } = start();
    await toReview(wizard);
    const { openAccount: open } = await import("../../src/aws/open.js");
    const other = await open({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
    await other.write({
      api: "CreateRole",
      input: {
        RoleName: "sagemaker-training",
        Path: "/",
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
        }),
        MaxSessionDuration: 3600,
      },
    });
    await wizard.apply();
    expect(state().applying).toBe("stopped");
    expect(state().applyProblem?.code).toBe("role-changed");
    expect(sandbox.iam.roles["sagemaker-training"]?.inline).toEqual({});
  });

  it("says exactly what was done when a call fails, and offers to try again", async () => {
    const { wizard, state } = start({ faults: { deny: ["iam:PutRolePolicy"] } });
    await toReview(wizard);
    await wizard.apply();
    expect(state().applyProblem?.message).toMatch(/iam:PutRolePolicy is missing/);
    const failed = state().events.find((event) => event.type === "step-failed");
    expect(failed?.type === "step-failed" && failed.done.map((step) => step.call.api)).toEqual(["CreateRole"]);
    await wizard.preparePlan();
    const { plan } = state();
    expect(plan.status === "ready" && plan.plan.steps.map((step) => step.call.api)).toEqual([
      "CreateRole",
      "PutRolePolicy",
    ]);
  });

  it("hands over role file, policies and a request, in a folder of its own each time", async () => {
    const { wizard } = start({ faults: { deny: ["iam:GetRole"] } });
    await toReview(wizard);
    wizard.handOver();
    const [first] = readdirSync(folder);
    expect(readdirSync(join(folder, first ?? "")).sort()).toEqual([
      "REQUEST.html",
      "REQUEST.md",
      "caller-policy.json",
      "policy-sagemaker-training.json",
      "sagemaker-training.role.yaml",
      "trust-policy.json",
    ]);
  });

  it("names the missing permission of a list that is denied, and takes names typed in", async () => {
    const { wizard, state } = start({ faults: { deny: ["s3:*", "kms:*"] } });
    await until(() => state().account.status === "open" && wizard.core() !== undefined);
    for (const _ of ["account", "goal"]) wizard.next();
    await until(() => state().buckets.status === "failed");
    expect(state().buckets.problem?.message).toContain("s3:ListAllMyBuckets is missing");
    wizard.update((file) => toggleUseCase(file, "training"));
    wizard.chooseBuckets(["typed-in"], true);
    await until(() => state().facts.buckets?.["typed-in"] !== undefined);
    expect(state().policyLines.join("\n")).toContain("arn:aws:s3:::typed-in/*");
  });

  it("takes over name, tags and attached policies of a role that exists", async () => {
    const { wizard, state } = start();
    await until(() => state().account.status === "open" && wizard.core() !== undefined);
    wizard.next();
    wizard.chooseGoal("change");
    await until(() => state().roles.status === "done");
    expect(state().roles.items.map((role) => role.name)).not.toContain("AWSServiceRoleForAmazonSageMakerNotebooks");
    const role = state().roles.items.find(({ name }) => name.startsWith("AmazonSageMaker-"));
    if (role === undefined) throw new Error("the example account has such a role");
    await wizard.takeRole(role);
    expect(state().answers.role.path).toBe("/service-role/");
    expect(state().answers.attach).toEqual(["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"]);
  });

  it("says at the name whether a role has it, in another case or path too", async () => {
    const { wizard, state } = start();
    await toReview(wizard);
    const words = async (name: string, path = "/") => {
      wizard.nameRole(name);
      await until(() => state().namesakes[name] !== undefined);
      return namesakeWords(name, path, state().namesakes[name] ?? "none");
    };
    const taken = "AmazonSageMaker-ExecutionRole-20240117T101010";
    expect(Object.keys(state().namesakes)).toEqual(["sagemaker-training"]);
    expect(await words("nobody-has-it")).toMatch(/^No role/);
    expect(await words(taken, "/service-role/")).toMatch(/^A role of this name exists: it would be changed/);
    expect(await words(taken)).toMatch(/taken by a role with the path \/service-role\/, and a path cannot be changed/);
    expect(await words(taken.toLowerCase())).toContain(`IAM has the role ${taken}`);
  });

  it("opens a role file, keeps its comments, and says what is wrong with another", async () => {
    const path = join(folder, "mine.role.yaml");
    writeFileSync(
      path,
      '# ours\nsagerole: 1\nrole: { name: mine }\naccount: "111122223333"\nregion: eu-west-1\nuseCases: { training: } # only this\ndata:\n  - { bucket: acme-out, access: write }\n',
    );
    const { wizard, state } = start({ file: path });
    await until(() => state().source !== undefined);
    expect(Object.keys(state().answers.useCases)).toEqual(["training"]);
    await until(() => state().account.status === "open");
    wizard.nameRole("renamed");
    await wizard.preparePlan();
    wizard.save();
    const text = readFileSync(path, "utf8");
    expect(text).toContain("# ours");
    expect(text).toContain("# only this");
    expect(text).toContain("renamed");
    writeFileSync(join(folder, "bad.role.yaml"), "sagerole: 1\nrol: {}\n");
    await wizard.openFile("bad.role.yaml");
    expect(state().fault).toMatch(/bad\.role\.yaml:2:1/);
  });

  it("refuses a role file of another account", async () => {
    writeFileSync(
      join(folder, "other.role.yaml"),
      'sagerole: 1\nrole: { name: x }\naccount: "999988887777"\nuseCases: { training: }\n',
    );
    const { wizard, state } = start();
    await until(() => state().account.status === "open");
    await wizard.openFile("other.role.yaml");
    expect(state().fault).toMatch(/for account 999988887777, but these are credentials of 111122223333/);
  });

  it("works without credentials, to the hand-over", async () => {
    const { wizard, state } = start({ noCredentials: true });
    await until(() => state().account.status === "failed");
    await wizard.connect({ kind: "offline", account: "111122223333", region: "eu-west-1" });
    await until(() => wizard.core() !== undefined);
    wizard.update((file) => toggleUseCase(file, "training"));
    wizard.chooseBuckets(["acme-out"], true);
    await wizard.preparePlan();
    expect(state().plan.status).toBe("blind");
    wizard.handOver();
    expect(existsSync(join(folder, "sagemaker-training-request", "REQUEST.md"))).toBe(true);
  });

  it("never writes over another role file", async () => {
    writeFileSync(join(folder, "sagemaker-training.role.yaml"), "# somebody else's\n");
    const { wizard, state } = start();
    await toReview(wizard);
    wizard.save();
    expect(state().outcome?.file).toBe(join(folder, "sagemaker-training-2.role.yaml"));
    expect(readFileSync(join(folder, "sagemaker-training.role.yaml"), "utf8")).toBe("# somebody else's\n");
  });
});

describe("an apply that is cut short", () => {
  it("takes a new role back by itself, and says so", async () => {
    const { wizard, sandbox, state } = start();
    await toReview(wizard);
    sandbox.faults.set({ deny: ["iam:PutRolePolicy"] });
    wizard.next();
    await wizard.apply();
    expect(sandbox.iam.roles["sagemaker-training"]).toBeUndefined();
    expect(state().applyProblem?.next).toMatch(/^All is as it was before\./);
    expect(state().unfinished).toEqual([]);
    await wizard.preparePlan();
    expect(state().recovery).toBeUndefined();
  });

  it.each(["forward", "back"] as const)("is offered at the next start, and led %s", async (direction) => {
    const first = start();
    await toReview(first.wizard);
    first.sandbox.faults.set({ deny: ["iam:PutRolePolicy", "iam:DeleteRole"] });
    first.wizard.next();
    await first.wizard.apply();
    expect(first.state().recovery?.status).toBe("stopped");
    first.sandbox.faults.set({});

    const { wizard, sandbox, state } = start({ sandbox: first.sandbox });
    if (state().draft !== undefined) wizard.discardDraft();
    await until(() => state().unfinished.length === 1);
    const [record] = state().unfinished;
    expect(record && (await wizard.recover(record, direction))).toBe(true);
    expect(state().unfinished).toEqual([]);
    expect(state().notice.join()).toMatch(direction === "back" ? /as it was before/ : /as it was to be/);
    const { inline } = sandbox.iam.roles["sagemaker-training"] ?? {};
    expect(Object.keys(inline ?? {})).toEqual(direction === "back" ? [] : ["sagemaker-training"]);
  });
});

describe("the views of Review", () => {
  it("say in plain sentences, rows and proof what the role may do", async () => {
    const { wizard, state } = start();
    await toReview(wizard);
    const core = wizard.core();
    const compiled = state().lastCompiled;
    if (core === undefined || compiled === undefined) throw new Error("compiled by now");
    expect(summary(state(), core).join(" ")).toMatch(/read and write all of acme-train; it deletes nothing/);
    const rows = core.whyOf(compiled, state().proof);
    expect(rows.every((row) => row.reasons.length > 0)).toBe(true);
    const proof = proofRows(state().proof);
    expect(proof.every((row) => row.right)).toBe(true);
    expect(proof.some((row) => !row.allowed)).toBe(true);
  });

  it("count lines as often as they occur", () => {
    expect([...newLines(["a", "b"], ["a", "b", "b", "c"])]).toEqual([2, 3]);
    expect([...newLines(["a,"], ["a"])]).toEqual([]);
  });
});

describe("answers", () => {
  it("take an option out when it is unset", () => {
    const file = toggleUseCase({ useCases: {} } as never, "endpoint");
    const set = setOption(file, "endpoint", "multiModel", true);
    expect(set.useCases.endpoint).toEqual({ multiModel: true });
    expect(setOption(set, "endpoint", "multiModel", undefined).useCases.endpoint).toEqual({});
  });
});
