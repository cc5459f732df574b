import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { catalog, useCase } from "../../src/catalog/index.js";
import { resolveOptions } from "../../src/catalog/options.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { prove, proveCaller } from "../../src/role/prove.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { optionCombinations } from "../catalog/contexts.js";
import { roleFile } from "./arbitrary.js";
import { roleFiles } from "./surroundings.js";

/** The options without those that another one makes meaningless. */
function resolve(id: string, options: Record<string, unknown>): Record<string, unknown> {
  const found = useCase(id);
  return found === undefined ? {} : resolveOptions(found, options);
}

function compiled(change: Partial<RoleFile>) {
  const file = { ...emptyRoleFile("proof"), account: "111122223333", region: "eu-west-1", delivery: "auto" as const };
  return compile({ ...file, ...change });
}

function proveFile(change: Partial<RoleFile>) {
  return prove(compiled(change));
}

function wrong(change: Partial<RoleFile>): string[] {
  return [...proveFile(change), ...proveCaller(compiled(change))]
    .filter(({ decision, expected }) => (decision.decision === "allowed") !== (expected === "allowed"))
    .map(({ expected, step, call }) => `${expected}: ${call.action} on ${call.resource}: ${step}`);
}

describe("the proof", () => {
  it.each(catalog.map(({ id }) => id))("holds for %s, under combinations of options and surroundings", (id) => {
    const combinations = optionCombinations(id);
    const count = Math.max(combinations.length, roleFiles.length);
    const step = Math.ceil(count / 40);
    for (let index = 0; index < count; index += step) {
      const useCases = { [id]: resolve(id, combinations[index % combinations.length] ?? {}) };
      const change = { useCases, ...roleFiles[index % roleFiles.length] };
      expect(wrong(change), JSON.stringify(change)).toEqual([]);
    }
  });

  it("holds for roles of several use cases", () => {
    for (const [index, { id }] of catalog.entries()) {
      const others = [3, 7].map((step) => catalog[(index + step) % catalog.length]?.id ?? id);
      const useCases = Object.fromEntries([id, ...others].map((one) => [one, {}]));
      expect(wrong({ useCases, ...roleFiles[(index * 5) % roleFiles.length] }), JSON.stringify(useCases)).toEqual([]);
    }
  });

  it("tells what a guardrail stops, and that the calls that keep to it go through", () => {
    const guardrails = {
      ...emptyRoleFile().guardrails,
      vpcOnly: true,
      networkIsolation: true,
      instanceTypes: ["ml.m5.*"],
    };
    const change: Partial<RoleFile> = {
      useCases: { "notebook-instance": { starts: ["training", "endpoint"] } },
      network: { vpc: true, subnets: ["subnet-00000001"], securityGroups: ["sg-00000001"] },
      guardrails,
    };
    expect(wrong(change)).toEqual([]);
    const against = proveFile(change).filter(({ step }) => step.includes("against the guardrail"));
    expect(new Set(against.map(({ decision }) => decision.decision))).toEqual(new Set(["explicitDeny"]));
    expect(against.length).toBeGreaterThan(5);
  });
});

/** Any options of some use cases, as far as they are switches and choices; texts hold their example. */
const anyUseCases = fc
  .uniqueArray(fc.constantFrom(...catalog), { minLength: 1, maxLength: 3 })
  .chain((chosen) =>
    fc.record(
      Object.fromEntries(
        chosen.map(({ id }) => [id, fc.constantFrom(...optionCombinations(id)).map((one) => resolve(id, one))]),
      ),
    ),
  );

describe("the proof of any role file", () => {
  it("lets every journey through, and nothing beside it", () => {
    fc.assert(
      fc.property(roleFile, anyUseCases, (file, useCases) => {
        const { attach: _, role: __, ...rest } = file;
        try {
          compiled({ ...rest, account: "111122223333", region: "eu-west-1", useCases });
        } catch (error) {
          // What cannot be, and what is too large, is refused.
          if (error instanceof Problem) return;
          throw error;
        }
        expect(wrong({ ...rest, account: "111122223333", region: "eu-west-1", useCases })).toEqual([]);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
