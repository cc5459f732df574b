import { describe, expect, it } from "vitest";
import { catalog, useCase } from "../../src/catalog/index.js";
import { resolveOptions } from "../../src/catalog/options.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { prove } from "../../src/role/prove.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { contexts, optionCombinations } from "../catalog/contexts.js";

/** The surroundings of the catalog's tests as role files. */
const surroundings: Partial<RoleFile>[] = contexts.map(({ context }) => ({
  data: context.data.map(({ bucket, prefixes, read, write, owner, key }) => ({
    bucket,
    access: read && write ? ("read-write" as const) : read ? ("read" as const) : ("write" as const),
    prefixes: prefixes.map((prefix) => prefix.replace(/[^ -~]/g, "x")),
    ...(owner !== context.account && { owner }),
    ...(key !== undefined && { key }),
  })),
  keys: context.keys.map(({ arn, data, volume }) => ({
    key: arn,
    for: [...(data ? (["data"] as const) : []), ...(volume ? (["volume"] as const) : [])],
  })),
  images: { repositories: [...context.repositories], awsProvided: true },
  network: {
    vpc: context.network.vpc,
    subnets: context.network.subnets.map((id) => `subnet-0000000${id.at(-1)}`),
    securityGroups: context.network.securityGroups.map((id) => `sg-0000000${id.at(-1)}`),
  },
}));

/** The options without those that another one makes meaningless. */
function resolve(id: string, options: Record<string, unknown>): Record<string, unknown> {
  const found = useCase(id);
  return found === undefined ? {} : resolveOptions(found, options);
}

function proveFile(change: Partial<RoleFile>) {
  return prove(
    compile({ ...emptyRoleFile("proof"), account: "111122223333", region: "eu-west-1", delivery: "auto", ...change }),
  );
}

function wrong(change: Partial<RoleFile>): string[] {
  return proveFile(change)
    .filter(({ decision, expected }) => (decision.decision === "allowed") !== (expected === "allowed"))
    .map(({ expected, step, call }) => `${expected}: ${call.action} on ${call.resource}: ${step}`);
}

describe("the proof", () => {
  it.each(catalog.map(({ id }) => id))("holds for %s, under combinations of options and surroundings", (id) => {
    const combinations = optionCombinations(id);
    const count = Math.max(combinations.length, surroundings.length);
    const step = Math.ceil(count / 40);
    for (let index = 0; index < count; index += step) {
      const useCases = { [id]: resolve(id, combinations[index % combinations.length] ?? {}) };
      const change = { useCases, ...surroundings[index % surroundings.length] };
      expect(wrong(change), JSON.stringify(change)).toEqual([]);
    }
  });

  it("holds for roles of several use cases", () => {
    for (const [index, { id }] of catalog.entries()) {
      const others = [3, 7].map((step) => catalog[(index + step) % catalog.length]?.id ?? id);
      const useCases = Object.fromEntries([id, ...others].map((one) => [one, {}]));
      expect(wrong({ useCases, ...surroundings[(index * 5) % surroundings.length] }), JSON.stringify(useCases)).toEqual(
        [],
      );
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
