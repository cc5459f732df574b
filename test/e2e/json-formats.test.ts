import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { jsonFormats } from "../../src/commands/json-formats.js";
import { person } from "./run.js";

const { folder, run, runWith, file } = person();

const ROLE = `sagerole: 1
role: { name: churn }
account: "111122223333"
region: eu-west-1
useCases: { training: , endpoint: { invocation: [async] } }
data: [ { bucket: acme-train-data, access: read-write } ]
attach: [ "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess" ]
`;

const seen = new Set<string>();

/** What is printed fits the schema that is published for it. */
async function fits(format: string, text: string): Promise<Record<string, unknown>> {
  const name = `${format.replace("sagerole.", "").replace("/", "-")}.schema.json`;
  const schema = JSON.parse(readFileSync(new URL(`../../schema/output/${name}`, import.meta.url), "utf8"));
  const value = JSON.parse(text);
  if (format !== "sagerole.role/1") expect(value.format).toBe(format);
  const ajv = new Ajv({ strict: false });
  expect(ajv.validate(schema, value) ? [] : ajv.errors?.slice(0, 3)).toEqual([]);
  seen.add(format);
  return value;
}

describe("what is printed for programs", () => {
  it("has the published shape of its format, in every command, and every published shape is printed", {
    timeout: 60_000,
  }, async () => {
    const role = file("churn.role.yaml", ROLE);
    const bad = file("bad.role.yaml", "sagerole: 1\nrole: { nam: x }\n");
    const printed = async (format: string, ...args: string[]) => fits(format, (await run(...args)).stdout);
    await Promise.all([
      printed("sagerole.check/1", "check", role, "--json"),
      printed("sagerole.checks/1", "check", role, bad, "--json"),
      printed("sagerole.explain/1", "explain", role, "--json"),
      printed("sagerole.codes/1", "explain", "--json"),
      printed("sagerole.doctor/1", "doctor", "--sandbox", "--json"),
      printed("sagerole.role/1", "export", role, "--format", "json"),
      printed("sagerole.plan/1", "plan", role, "--sandbox", "--json"),
      printed("sagerole.plans/1", "plan", role, bad, "--sandbox", "--json"),
    ]);
    await printed("sagerole.tighten/1", "tighten", "churn-training", "--sandbox", "--usage", "--keep-both", "--json");
    await printed("sagerole.audit/1", "audit", "churn-training", "--sandbox", "--usage", "--json");
    file("earlier.json", (await run("audit", "churn-training", "--sandbox", "--json")).stdout);
    await printed("sagerole.audit/1", "audit", "--sandbox", "--since", "earlier.json", "--json");
    const { codes } = JSON.parse((await run("explain", "--json")).stdout);
    await printed("sagerole.code/1", "explain", codes[0].id, "--json");
    await run("plan", role, "--sandbox", "--out", "saved.json");
    await fits("sagerole.plan/1", readFileSync(`${folder}/saved.json`, "utf8"));
    await printed("sagerole.recover/1", "recover", "--sandbox", "--json");
    const account = ["--sandbox", "--yes", "--json"];
    expect(await printed("sagerole.apply/1", "apply", role, ...account)).toMatchObject({ notDone: [] });
    expect(await printed("sagerole.apply/1", "apply", role, ...account)).toMatchObject({ done: [] });
    await printed("sagerole.import/1", "import", "churn", "--sandbox", "--json");
    file("churn.role.yaml", ROLE.replace("read-write", "read"));
    const failing = { SAGEROLE_SANDBOX_FAULTS: '{"deny":["iam:PutRolePolicy"]}' };
    await fits("sagerole.apply/1", (await runWith(failing, "apply", role, ...account, "--no-preflight")).stdout);
    await printed("sagerole.recover/1", "recover", "--sandbox", "--json");
    await printed("sagerole.apply/1", "apply", role, ...account);
    await printed("sagerole.apply/1", "undo", "churn", ...account);
    expect(await printed("sagerole.apply/1", "delete", "churn", ...account)).toMatchObject({ notDone: [] });
    expect([...seen].sort()).toEqual(Object.keys(jsonFormats).sort());
  });

  it("has it too where a plan takes a role from others, and is validated", async () => {
    const name = "AmazonSageMaker-ExecutionRole-20240117T101010";
    const taken = file("taken.role.yaml", ROLE.replace("churn", `${name}, path: /service-role/`));
    const asked = await run("plan", taken, "--sandbox", "--validate", "--json");
    const told = await fits("sagerole.plan/1", asked.stdout);
    expect(told).toMatchObject({ takeOver: { isAdoption: true }, validation: { documents: 2, unknown: [] } });
  });
});

describe("--quiet", () => {
  it("leaves only what is wrong, and the result", async () => {
    const role = file("quiet.role.yaml", ROLE.replace("churn", "quiet"));
    const bad = file("bad.role.yaml", "sagerole: 1\nrole: { nam: x }\n");
    expect((await run("check", role, "--quiet")).stdout).not.toMatch(/^(Proof|note)/m);
    expect((await run("check", bad, "--quiet")).stderr).toContain('Unknown key "nam"');
    const applied = await run("apply", role, "--sandbox", "--yes", "-q");
    expect(applied).toEqual({ code: 0, stdout: expect.stringMatching(/^arn:aws:iam::\d+:role\/quiet\n$/), stderr: "" });
    const refused = await run("apply", role, "--sandbox", "--quiet", "--profile", "x", "--yes");
    expect(refused.code).toBe(0);
  });
});

describe("colours", () => {
  it("are for terminals, unless the environment says otherwise", async () => {
    const role = file("colour.role.yaml", ROLE.replace("churn", "colour"));
    const plan = async (env: Record<string, string>) => (await runWith(env, "plan", role, "--sandbox")).stdout;
    expect(await plan({})).not.toContain("\u001b");
    expect(await plan({ FORCE_COLOR: "1" })).toContain("\u001b[32m+ ");
    expect(await plan({ NO_COLOR: "1" })).not.toContain("\u001b");
  });
});
