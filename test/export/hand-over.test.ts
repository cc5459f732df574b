import { describe, expect, it } from "vitest";
import { handOverFiles } from "../../src/export/hand-over.js";
import { exportJson } from "../../src/export/json.js";
import { EXAMPLE } from "../role/example.js";
import { example } from "./fixtures.js";

describe("the export as JSON", () => {
  it("is the trust policy, the policies, what is attached and what the caller needs", () => {
    const compiled = example();
    expect(JSON.parse(exportJson(compiled))).toEqual({
      trustPolicy: compiled.definition.trustPolicy,
      policies: compiled.definition.policies,
      attach: [],
      callerPolicy: compiled.callerPolicy,
    });
    expect(Object.keys(JSON.parse(exportJson(compiled)))).toEqual([
      "trustPolicy",
      "policies",
      "attach",
      "callerPolicy",
    ]);
  });

  it("holds no character that draws on a terminal, and means the same", () => {
    const compiled = example();
    const attached = "arn:aws:iam::aws:policy/\u001b[2K\u009b\u202e\u2028\u{e0041}é";
    const text = exportJson({
      ...compiled,
      definition: { ...compiled.definition, attachedManagedPolicies: [attached] },
    });
    expect(text).toMatch(/^[\n\u0020-\u007e\u00a1-\u00ff]*$/);
    expect(JSON.parse(text).attach).toEqual([attached]);
  });
});

describe("the hand-over", () => {
  it("is the request, the role file as it is, and each document as IAM takes it", () => {
    const compiled = example();
    const files = handOverFiles(compiled, EXAMPLE);
    expect(files.map(({ name }) => name)).toEqual([
      "REQUEST.md",
      "REQUEST.html",
      "churn-training.role.yaml",
      "trust-policy.json",
      "policy-churn-training.json",
      "caller-policy.json",
    ]);
    const text = (name: string) => files.find((file) => file.name === name)?.text ?? "";
    expect(text("churn-training.role.yaml")).toBe(EXAMPLE);
    expect(text("REQUEST.md")).toContain("sagerole apply churn-training.role.yaml");
    expect(JSON.parse(text("trust-policy.json"))).toEqual(compiled.definition.trustPolicy);
    expect(JSON.parse(text("policy-churn-training.json"))).toEqual(compiled.definition.policies[0]?.document);
    expect(JSON.parse(text("caller-policy.json"))).toEqual(compiled.callerPolicy);
  });

  it("gives no two files one name, whatever the policies are called", () => {
    const compiled = example();
    const [policy] = compiled.definition.policies;
    const policies = ["trust-policy", "caller-policy", "REQUEST"].flatMap((name) =>
      policy ? { ...policy, name } : [],
    );
    const names = handOverFiles({ ...compiled, definition: { ...compiled.definition, policies } }, "").map(({ name }) =>
      name.toLowerCase(),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
