import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportFormats } from "../../src/export/formats.js";
import { person } from "./run.js";

const { folder, run, runWith, file } = person();

const GOOD = `sagerole: 1
role:
  name: churn
account: "111122223333"
region: eu-west-1
useCases:
  training:
data:
  - { bucket: acme-train, access: read, prefixes: [raw/] }
  - { bucket: acme-out, access: write }
`;

describe("commands", () => {
  it("say what is wrong in one message, with exit code 2, for wrong use", async () => {
    const cases: [string[], RegExp][] = [
      [["chek"], /"chek" is not a command\. Did you mean "check"\?/],
      [["plan", "x", "--regoin", "a"], /Unknown option '--regoin'.*Did you mean "--region"\?/],
      [["export", file("good.role.yaml", GOOD), "--format", "jsn"], /"jsn" is not a format\. Did you mean "json"\?/],
      [[], /needs a terminal[\s\S]*check\|plan\|apply\|export/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr, stdout } = await run(...args);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe("");
      expect(code).toBe(2);
    }
  });

  it("name the line, the column and the nearest key of a faulty role file", async () => {
    const { code, stderr } = await run("check", file("bad.role.yaml", GOOD.replace("useCases:", "useCase:")));
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.role\.yaml:6:1 .*useCases/);
  });

  it("say which file is missing", async () => {
    const { code, stderr } = await run("check", "nowhere.role.yaml");
    expect(code).toBe(1);
    expect(stderr).toContain("There is no file nowhere.role.yaml");
  });

  it("check a role file without AWS", async () => {
    const { code, stdout } = await run("check", file("good.role.yaml", GOOD));
    expect(stdout).toMatch(/Proof: (\d+) of \1 calls/);
    expect(code).toBe(0);
    const json = JSON.parse((await run("check", join(folder, "good.role.yaml"), "--json")).stdout);
    expect(json.format).toBe("sagerole.check/1");
  });

  it("export JSON in its documented shape, and Markdown", async () => {
    const good = file("good.role.yaml", GOOD);
    const json = JSON.parse((await run("export", good, "--format", "json")).stdout);
    expect(Object.keys(json)).toEqual(["trustPolicy", "policies", "attach", "callerPolicy"]);
    expect(json.policies[0]).toMatchObject({ name: "churn", kind: "inline" });
    const markdown = (await run("export", good, "--format", "markdown")).stdout;
    expect(markdown).toContain("# Request: the SageMaker execution role `churn`");
    expect(markdown).toContain("sagerole apply");
  });

  it("export in every format there is, for many accounts where that can be, and say what cannot be", async () => {
    const good = file("good.role.yaml", GOOD);
    const help = (await run("export", "--help")).stdout.replace(/\s+/g, " ");
    for (const { id } of exportFormats) {
      expect(help).toContain(id);
      const { stdout, code } = await run("export", good, "--format", id);
      expect(code).toBe(0);
      expect(stdout).toContain("churn");
    }
    const accounts = file("accounts.txt", "111122223333  # dev\n- '444455556666'\n");
    const set = await run("export", good, "--format", "cloudformation", "--accounts", accounts);
    expect(set.stdout).toContain("--accounts 111122223333 444455556666");
    const none = await run("export", good, "--format", "json", "--accounts", accounts);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("--accounts goes with --format terraform or cloudformation only");
    const both = await run("export", good, "--format", "terraform", "--import", "--accounts", accounts);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain("--import is for one account; --accounts is for several");
    const odd = await run("export", good, "--format", "terraform", "--accounts", file("odd.txt", "111122223333\n12\n"));
    expect(odd.code).toBe(2);
    expect(odd.stderr).toContain("odd.txt:2 is not an account id: 12");
    const unknown = await run("export", good, "--format", "terrafrom");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean "terraform"?');
  });

  it("check and plan several files, whatever one of them is like, and fail where access would widen", async () => {
    const one = file("one.role.yaml", GOOD.replace("name: churn", "name: several-one"));
    const two = file("two.role.yaml", GOOD.replace("name: churn", "name: several-two"));
    const bad = file("bad.role.yaml", GOOD.replace("training", "trainin"));
    const checked = await run("check", one, bad, two);
    expect(checked.code).toBe(1);
    expect(checked.stdout.match(/^== .*$/gm)).toEqual([`== ${one}`, `== ${two}`]);
    expect(checked.stderr).toContain(`== ${bad}`);
    expect(checked.stderr).toContain('"training"');
    const json = JSON.parse((await run("check", one, bad, "--json")).stdout);
    expect(json.format).toBe("sagerole.checks/1");
    expect(json.files.map(({ file: path, format }: Record<string, string>) => [path, format])).toEqual([
      [one, "sagerole.check/1"],
      [bad, undefined],
    ]);
    const planned = await run("plan", one, two, "--sandbox", "--detailed-exitcode");
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain("+ role several-two");
    expect((await run("plan", one, two, "--sandbox", "--fail-on-widening")).code).toBe(3);
    await run("apply", one, "--sandbox", "--yes");
    expect((await run("plan", one, "--sandbox", "--fail-on-widening")).code).toBe(0);
    const narrower = file(
      "one.role.yaml",
      GOOD.replace("name: churn", "name: several-one").replace("read-write", "read"),
    );
    expect((await run("plan", narrower, "--sandbox", "--fail-on-widening")).code).toBe(0);
    const saved = await run("plan", one, two, "--sandbox", "--out", join(folder, "x.plan"));
    expect(saved.code).toBe(2);
    expect(saved.stderr).toContain("--out saves the plan of one role file");
  });

  it("tell in a request what would change", async () => {
    const good = file("good.role.yaml", GOOD);
    const { stdout, code } = await run("export", good, "--format", "markdown", "--with-plan", "--sandbox");
    expect(code).toBe(0);
    expect(stdout).toContain("asks you to create the IAM role `churn`");
    expect(stdout).toContain("The role does not exist yet.");
  });

  it("import a role as a role file that changes nothing, and never over another file", async () => {
    const good = file("good.role.yaml", GOOD.replace("name: churn", "name: imported"));
    expect((await run("apply", good, "--sandbox", "--yes")).code).toBe(0);
    const path = join(folder, "imported.role.yaml");
    const made = await run("import", "imported", "--sandbox", "--out", path);
    expect(made.code).toBe(0);
    expect(made.stderr).toContain("training: by ");
    expect(made.stderr).toContain("Access: what the role can do stays the same.");
    expect((await run("plan", path, "--sandbox", "--detailed-exitcode")).stdout).toContain("No changes");
    const again = await run("import", "imported", "--sandbox", "--out", path);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("is there already");
    const unknown = await run("import", "importd", "--sandbox");
    expect(unknown.stderr).toContain('Did you mean "imported"?');
    const json = JSON.parse((await run("import", "fraud-pipeline", "--sandbox", "--json")).stdout);
    expect(json).toMatchObject({ format: "sagerole.import/1", role: "fraud-pipeline", access: { verdict: "narrows" } });
    expect(json.unfit[0].actions).toEqual(["iam:PassRole"]);
  });

  it("plan, apply, and then have nothing to change; a stale saved plan is refused", async () => {
    const good = file("good.role.yaml", GOOD);
    const saved = join(folder, "churn.plan.json");
    const planned = await run("plan", good, "--sandbox", "--detailed-exitcode", "--out", saved);
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain("+ role churn");
    const unasked = await run("apply", good, "--sandbox");
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain("--yes");
    const applied = await run("apply", good, "--sandbox", "--yes");
    expect(applied.stderr).toContain("✓ create the role churn");
    expect(applied.stdout).toContain("arn:aws:iam::111122223333:role/churn");
    expect(applied.code).toBe(0);
    const again = await run("plan", good, "--sandbox", "--detailed-exitcode");
    expect(again.stdout).toContain("No changes");
    expect(again.code).toBe(0);
    const stale = await run("apply", saved, "--sandbox", "--yes");
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain("has been made since the plan was made");
    expect(JSON.parse(readFileSync(saved, "utf8")).format).toBe("sagerole.plan/1");
  });

  it("take over a role that sagerole did not make only when told to, and say what is lost", async () => {
    const name = "AmazonSageMaker-ExecutionRole-20240117T101010";
    const taken = file("taken.role.yaml", GOOD.replace("name: churn", `name: ${name}\n  path: /service-role/`));
    const refused = await run("apply", taken, "--sandbox", "--yes");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/was not made by sagerole, and would be taken over: its trust policy is replaced/);
    expect(refused.stderr).toContain("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess is detached");
    expect(refused.stderr).toContain("--take-over as well, with --others keep or --others replace");
    expect((await run("plan", taken, "--sandbox", "--detailed-exitcode")).code).toBe(2);
    const undecided = await run("apply", taken, "--sandbox", "--yes", "--take-over");
    expect(undecided.stderr).toMatch(/the inline policy everything is removed[\s\S]*--others keep/);
    expect(undecided.code).toBe(2);
    const replacing = [taken, "--sandbox", "--yes", "--take-over", "--others", "replace"];
    expect((await run("apply", ...replacing)).code).toBe(0);
    expect((await run("plan", taken, "--sandbox", "--detailed-exitcode")).code).toBe(0);
    expect((await run("undo", name, "--sandbox", "--yes")).code).toBe(0);
  });

  it("keep what others gave a role when told to, say so at every later plan, and never delete it", async () => {
    const name = "AmazonSageMaker-ExecutionRole-20240117T101010";
    const kept = file("kept.role.yaml", GOOD.replace("name: churn", `name: ${name}\n  path: /service-role/`));
    const saved = join(folder, "kept.plan");
    expect((await run("plan", kept, "--sandbox", "--others", "keep", "--out", saved)).code).toBe(0);
    expect((await run("apply", saved, "--sandbox", "--yes", "--take-over", "--others", "keep")).code).toBe(2);
    expect((await run("apply", saved, "--sandbox", "--yes", "--take-over")).code).toBe(0);
    const again = await run("plan", kept, "--sandbox", "--detailed-exitcode");
    expect(again.stdout).toMatch(/No changes[\s\S]*Kept, and not made by sagerole: the inline policy everything; arn:/);
    expect(again.stdout).toMatch(/With it, the role may make at least \d+ of the calls it must not make/);
    expect(again.code).toBe(0);
    const widened = await run(
      "apply",
      file("kept.role.yaml", `${readFileSync(kept, "utf8")}network: { vpc: true }\n`),
      "--sandbox",
      "--yes",
    );
    expect(widened.code).toBe(0);
    expect(widened.stderr).toMatch(/Kept, and not made by sagerole: the inline policy everything/);
    const deleted = await run("delete", name, "--sandbox", "--yes");
    expect(deleted.stderr).toMatch(/holds what was not made with it: everything, arn:/);
    expect(deleted.code).toBe(1);
    const lost = await run("plan", kept, "--sandbox", "--others", "replace");
    expect(lost.stdout).toMatch(
      /- remove the inline policy everything\n {2}- detach the managed policy AmazonSageMakerFullAccess/,
    );
  });

  it("refuse before anything is written what is known to be refused", async () => {
    const other = file("other.role.yaml", GOOD.replace("name: churn", "name: half"));
    const env = { SAGEROLE_SANDBOX_FAULTS: '{"deny":["iam:PutRolePolicy"]}' };
    const { code, stderr } = await runWith(env, "apply", other, "--sandbox", "--yes");
    expect(code).toBe(1);
    expect(stderr).toMatch(/lacks iam:PutRolePolicy/);
    expect(stderr).toMatch(/Nothing was written/);
    const blind = await runWith(
      { SAGEROLE_SANDBOX_FAULTS: '{"deny":["iam:Simulate*"]}' },
      "apply",
      other,
      "--sandbox",
      "--yes",
    );
    expect(blind.stderr).toMatch(/Preflight: 0 of 2 calls are known to be allowed/);
    expect(blind.code).toBe(0);
    expect((await run("delete", other, "--sandbox", "--yes")).code).toBe(0);
  });

  it("ask Access Analyzer only when told to, and take no answer for no failure", async () => {
    const good = file("validated.role.yaml", GOOD.replace("name: churn", "name: validated"));
    expect((await run("plan", good, "--sandbox")).stdout).not.toContain("Access Analyzer");
    const asked = await run("plan", good, "--sandbox", "--validate", "--json");
    expect(JSON.parse(asked.stdout).validation).toEqual({ findings: [], documents: 2, unknown: [] });
    const env = { SAGEROLE_SANDBOX_FAULTS: '{"deny":["access-analyzer:*"]}' };
    const denied = await runWith(env, "apply", good, "--sandbox", "--yes", "--validate");
    expect(denied.stderr).toMatch(/Access Analyzer: unknown\. .*access-analyzer:ValidatePolicy is missing/);
    expect(denied.code).toBe(0);
    expect((await run("delete", good, "--sandbox", "--yes")).code).toBe(0);
    const tried = await runWith(env, "doctor", "--sandbox", "--validate");
    expect(tried.stdout).toMatch(/✓ Access Analyzer +unknown\. .*is missing/);
  });

  it("go back by themselves when a call fails on a new role, and say exactly what was done", async () => {
    const other = file("other.role.yaml", GOOD.replace("name: churn", "name: half"));
    const env = { SAGEROLE_SANDBOX_FAULTS: '{"deny":["iam:PutRolePolicy"]}' };
    const { code, stderr } = await runWith(env, "apply", other, "--sandbox", "--yes", "--no-preflight");
    expect(code).toBe(1);
    expect(stderr).toMatch(/iam:PutRolePolicy is missing/);
    expect(stderr).toMatch(/done: {5}create the role half/);
    expect(stderr).toMatch(/not done: write the inline policy half/);
    expect(stderr).toMatch(/All is as it was before/);
    expect((await run("sandbox", "show")).stdout).not.toContain("role/half ");
    expect((await run("recover", "--sandbox")).stdout).toMatch(/No apply was cut short/);
  });

  it("recover an apply that was cut short, undo what was applied, and delete what was made", async () => {
    const other = file("other.role.yaml", GOOD.replace("name: churn", "name: half"));
    const env = { SAGEROLE_SANDBOX_FAULTS: '{"deny":["iam:PutRolePolicy"]}' };
    const flags = ["--sandbox", "--yes", "--no-preflight", "--no-rollback-on-failure"];
    const { stderr } = await runWith(env, "apply", other, ...flags);
    expect(stderr).toMatch(/sagerole recover/);
    expect((await run("recover", "--sandbox")).stdout).toMatch(/^half {2}begun .*part of the way/);
    const busy = await run("apply", other, "--sandbox", "--yes");
    expect(busy.stderr).toMatch(/was cut short[\s\S]*sagerole recover/);
    expect((await run("recover", "--finish", "--sandbox", "--yes")).code).toBe(0);
    expect((await run("plan", other, "--sandbox")).stdout).toMatch(/No changes/);

    const changed = file(
      "changed.role.yaml",
      GOOD.replace("name: churn", "name: half").replace("access: write", "access: read-write"),
    );
    const widened = await run("apply", changed, "--sandbox", "--yes", "--verify");
    expect(widened.stderr).toMatch(/of (\d+) calls SageMaker will make, IAM's simulator allows \1, refuses 0/);
    expect(widened.stdout).toMatch(/WIDENS the role[\s\S]*may s3:GetObject/);
    expect((await run("undo", "half", "--sandbox", "--yes")).code).toBe(0);
    expect((await run("plan", other, "--sandbox")).stdout).toMatch(/No changes/);
    expect((await run("delete", "half", "--sandbox", "--yes")).code).toBe(0);
    const gone = await run("delete", other, "--sandbox", "--yes");
    expect(gone.stderr).toMatch(/There is no role half/);
    expect((await run("undo", "half", "--sandbox", "--yes")).code).toBe(0);
    expect((await run("plan", other, "--sandbox")).stdout).toMatch(/No changes/);
    expect((await run("delete", other, "--sandbox", "--yes")).code).toBe(0);
    expect((await run("undo", "never-made", "--sandbox")).stderr).toMatch(/No apply to the role never-made/);
  });

  it("refuse a file for another account", async () => {
    const foreign = file("foreign.role.yaml", GOOD.replace("111122223333", "999988887777"));
    const { code, stderr } = await run("plan", foreign, "--sandbox");
    expect(code).toBe(1);
    expect(stderr).toContain("is for account 999988887777; these are credentials of 111122223333");
  });

  it("tell what works here", async () => {
    const { stdout } = await run("doctor", "--sandbox");
    expect(stdout).toMatch(/✓ credentials/);
    expect(stdout).toMatch(/✓ list buckets/);
    const { code, stdout: without } = await run("doctor");
    expect(code).toBe(1);
    expect(without).toMatch(/✗ credentials\s+There are no AWS credentials here/);
  });

  it("show and reset the embedded account", async () => {
    expect((await run("sandbox", "show")).stdout).toContain("60 buckets");
    expect((await run("sandbox", "reset")).code).toBe(0);
    expect((await run("sandbox", "show")).stdout).not.toContain("role/churn ");
  });
});
