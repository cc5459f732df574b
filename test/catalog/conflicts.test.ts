import { describe, expect, it } from "vitest";
import { useCase } from "../../src/catalog/index.js";
import { resolveOptions } from "../../src/catalog/options.js";
import type { GrantContext } from "../../src/catalog/use-case.js";
import { contextOf, location, OTHER } from "./contexts.js";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:label-pre";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:to-label";
const VPC = { vpc: true, subnets: [], securityGroups: [] };
const foreign = location("acme", { owner: OTHER });
const both = { data: [location("acme")] };

/** What is said of these choices, as messages. */
function said(id: string, options: Record<string, unknown>, change: Partial<GrantContext>): string[] {
  const found = useCase(id);
  if (found === undefined) throw new Error(`no use case ${id}`);
  const resolved = resolveOptions(found, options) as Parameters<NonNullable<typeof found.conflicts>>[1];
  return (found.conflicts?.(contextOf(change), resolved) ?? []).map(({ message }) => message);
}

describe("choices that cannot work together", () => {
  it.each<[string, Record<string, unknown>, Partial<GrantContext>, RegExp | undefined]>([
    ["processing", { athenaWorkgroups: ["primary"] }, {}, /Athena writes the results/],
    ["processing", { athenaWorkgroups: ["primary"] }, both, undefined],
    ["processing", { redshiftClusters: ["warehouse"] }, {}, undefined],
    ["feature-store", { work: ["offline"] }, { data: [foreign] }, /asks for a customer key, and acme/],
    ["feature-store", { work: ["offline"] }, { data: [{ ...foreign, key: KEY }] }, undefined],
    ["feature-store", { work: ["offline"] }, both, undefined],
    ["feature-store", { work: ["ingest"] }, { data: [foreign] }, undefined],
    ["ground-truth", { automated: true, functions: [FUNCTION] }, both, /Custom tasks have no automated/],
    ["ground-truth", { automated: true, streaming: true, inputTopics: [TOPIC] }, both, /Streaming jobs have no/],
    ["ground-truth", { functions: [FUNCTION], streaming: true, inputTopics: [TOPIC] }, both, undefined],
    ["hyperpod", { orchestrator: ["eks"] }, {}, /not set to one/],
    ["hyperpod", { orchestrator: ["eks"] }, { network: VPC }, undefined],
    ["hyperpod", { orchestrator: ["eks"] }, { network: VPC, region: "mx-central-1" }, /images of its add-ons/],
    ["hyperpod", { orchestrator: ["slurm"] }, { region: "mx-central-1" }, undefined],
    ["training", { registryFunctions: [FUNCTION] }, {}, /through your VPC only/],
    ["training", { registryFunctions: [FUNCTION] }, { network: VPC }, undefined],
    ["feature-store", { work: ["query"] }, both, /none is named/],
  ])("%s %j in %j: %s", (id, options, change, expected) => {
    const messages = said(id, options, change);
    if (expected === undefined) expect(messages).toEqual([]);
    else expect(messages).toEqual([expect.stringMatching(expected)]);
  });
});
