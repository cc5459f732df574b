import { useCase } from "../../src/catalog/index.js";
import { resolveOptions } from "../../src/catalog/options.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { roleFiles } from "../role/surroundings.js";
import { optionCombinations } from "./contexts.js";

/**
 * Role files of one use case: with no option, with all, and with some, each in surroundings of its own, every other one
 * under all guardrails that go with them. The same ones each time.
 */
export function sampleFiles(id: string, count: number): RoleFile[] {
  const found = useCase(id);
  if (found === undefined) throw new Error(`no use case ${id}`);
  const combinations = optionCombinations(id);
  const last = combinations.length - 1;
  return Array.from({ length: count }, (_, sample) => {
    const at = sample === 0 ? 0 : sample === 1 ? Math.min(1, last) : Math.floor((sample * last) / count);
    const surrounding = roleFiles[(sample * 7 + id.length) % roleFiles.length] ?? {};
    return {
      ...emptyRoleFile("mutant"),
      account: "111122223333",
      region: "eu-west-1",
      delivery: "auto",
      useCases: { [id]: resolveOptions(found, combinations[at] ?? {}) },
      ...surrounding,
      ...(sample % 2 === 1 && { guardrails: guardrails(surrounding) }),
    };
  });
}

function guardrails({ network, keys = [] }: Partial<RoleFile>): RoleFile["guardrails"] {
  return {
    vpcOnly: network?.vpc === true,
    volumeKey: keys.some((key) => key.for.includes("volume")),
    outputKey: keys.some((key) => key.for.includes("data")),
    networkIsolation: true,
    noRootAccess: true,
    noDirectInternet: true,
    instanceTypes: ["ml.m5.*"],
  };
}
