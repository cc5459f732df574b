import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.js";
import { managedPolicies, managedPolicyText } from "../../src/catalog/managed-policies.js";
import { beyond, beyondWords } from "../../src/plan/beyond.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { role } from "./fixtures.js";

async function textOf(name: string) {
  const text = await managedPolicyText(name);
  if (text === undefined) throw new Error(`${name} is shipped`);
  return text;
}

describe("what a managed policy adds", () => {
  it("is told for every policy that a use case names", async () => {
    const known = new Set(managedPolicies.map(({ name }) => name));
    for (const { id, managedPolicies: names } of catalog) {
      for (const name of names) {
        expect(known, `${id} names ${name}`).toContain(name);
        expect(await managedPolicyText(name), name).toBeDefined();
      }
    }
  });

  it("counts the actions and names the worst", async () => {
    const { definition } = compile({
      ...emptyRoleFile("b"),
      account: "111122223333",
      region: "eu-west-1",
      useCases: { training: {} },
    });
    const full = await beyond(definition, await textOf("AmazonSageMakerFullAccess"));
    expect(full.actions).toBeGreaterThan(300);
    expect(full.worst.join()).toMatch(/iam:passrole/);
    const readOnly = await beyond(definition, await textOf("AmazonSageMakerReadOnly"));
    expect(readOnly.actions).toBeGreaterThan(50);
    expect(readOnly.actions).toBeLessThan(full.actions);
    expect(beyondWords("AmazonSageMakerReadOnly", readOnly)).toMatch(/v\d+ of 20/);
  });

  it("is nothing where the role has it all", async () => {
    const text = await textOf("AmazonSageMakerReadOnly");
    const same = role({ policies: [{ name: "own", kind: "inline", document: text.document }] });
    expect(await beyond(same, text)).toMatchObject({ actions: 0, worst: [] });
    expect(await managedPolicyText("SomeOther")).toBeUndefined();
  });
});
