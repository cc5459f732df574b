import { describe, expect, it } from "vitest";
import { catalog, useCase } from "../../src/catalog/index.js";
import { resolveOptions } from "../../src/catalog/options.js";
import type { JourneyCall } from "../../src/catalog/use-case.js";
import { asList, type PolicyDocument, type Statement } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { type Compiled, compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { prove } from "../../src/role/prove.js";
import { roleFiles } from "../role/surroundings.js";
import { optionCombinations } from "./contexts.js";

/** Roles of each use case that are mutated; more find more, and take longer. */
const SAMPLES = Number(process.env.SAGEROLE_MUTATION_SAMPLES ?? 5);

/** One change for the worse of one statement. */
interface Mutant {
  what: string;
  statement: Statement;
}

/** Every action that goes, every resource that grows, every condition that goes or grows. */
function mutantsOf(statement: Statement): Mutant[] {
  const actions = asList(statement.Action);
  const resources = asList(statement.Resource);
  return [
    ...actions.map((action) => ({
      what: `without ${action}`,
      statement: { ...statement, Action: actions.filter((one) => one !== action) },
    })),
    ...resources.flatMap((resource) =>
      wider(resource).map((other) => ({
        what: `${resource} grows to ${other}`,
        statement: { ...statement, Resource: resources.map((one) => (one === resource ? other : one)) },
      })),
    ),
    ...Object.entries(statement.Condition ?? {}).flatMap(([operator, block]) =>
      Object.keys(block).flatMap((key) => {
        const { [key]: values = [], ...rest } = block;
        const withBlock = (changed: typeof block) => ({
          ...statement,
          Condition: { ...statement.Condition, [operator]: changed },
        });
        const gone = { what: `without the condition on ${key}`, statement: withBlock(rest) };
        if (!/Like$/.test(operator)) return [gone];
        const grown = asList(values).map((value) => ({
          what: `${key} grows from ${value} to anything`,
          statement: withBlock({ ...rest, [key]: asList(values).map((one) => (one === value ? "*" : one)) }),
        }));
        return [gone, ...grown];
      }),
    ),
  ];
}

/** A resource with its account, region, last name, folder or all of it left open. */
function wider(resource: string): string[] {
  if (resource === "*") return [];
  const parts = resource.split(":");
  const open = (index: number) => parts.map((part, at) => (at === index ? "*" : part)).join(":");
  const found = [
    ...(parts[4] ? [open(4)] : []),
    ...(parts[3] ? [open(3)] : []),
    resource.replace(/[^/:]+$/, "*"),
    resource.replace(/[^/:]+\/\*$/, "*"),
    resource.replace(/:[^:]*$/, ":*"),
    "*",
  ];
  return [...new Set(found)].filter((other) => other !== resource);
}

interface Outcome {
  caught: number;
  survivors: string[];
}

/** Mutates each statement of a role, and looks whether the proof notices. */
function mutate(compiled: Compiled): Outcome {
  const calls = prove(compiled);
  const outcome: Outcome = { caught: 0, survivors: [] };
  const { definition, account, roleArn } = compiled;
  for (const [at, policy] of definition.policies.entries()) {
    for (const [index, statement] of policy.document.Statement.entries()) {
      if (statement.Effect !== "Allow") continue;
      const concerned = new Set(asList(statement.Action));
      const asked = calls.filter(({ call }) => concerned.has(call.action));
      for (const mutant of mutantsOf(statement)) {
        const document: PolicyDocument = {
          ...policy.document,
          Statement: policy.document.Statement.map((one, position) => (position === index ? mutant.statement : one)),
        };
        const identity = definition.policies.map((one, position) => (position === at ? { ...one, document } : one));
        const allows = ({ action, resource, context }: JourneyCall) =>
          evaluate({ principal: roleArn, action, resource, context }, { identity, account }).decision === "allowed";
        if (asked.some(({ call, expected }) => allows(call) !== (expected === "allowed"))) outcome.caught += 1;
        else outcome.survivors.push(`${statement.Sid}: ${asList(statement.Action)[0]}: ${mutant.what}`);
      }
    }
  }
  return outcome;
}

/**
 * Mutants that may live, each with the reason why nothing speaks against it. One that is the same allows what was
 * allowed, in an account as AWS has them, and is not counted.
 */
const SURVIVORS: { reason: string; fits: RegExp; same?: true }[] = [
  {
    reason: "ECR has no other kind of resource than repositories",
    same: true,
    fits: /arn:aws:ecr:\S+:repository\/\S+ grows to arn:aws:ecr:[^:]+:\d+:\*$/,
  },
  {
    reason: "CloudWatch Logs checks making a group, and looking at its streams, against groups alone",
    same: true,
    fits: /^MakeLogGroups\S*: .*:log-stream: grows to \S+:log-stream:\*$/,
  },
  {
    reason: "EC2's actions go on everything for processing jobs, as AWS's page asks: nothing stands against it",
    fits: /^\w+: ec2:/,
  },
  {
    reason: "AWS keeps other images of the same use case in this registry, some of them named one by one and some not",
    fits: /repository\/\S+ grows to arn:aws:ecr:[^:]+:\d+:repository\/\*$/,
  },
  {
    reason: "names of this kind have so many parts in any case: a wildcard less fits the same",
    same: true,
    fits: /(user-profile|space|app)\/\S+ grows to \S+:(user-profile|space|app)\/\S*\*$/,
  },
  {
    reason: "Glue checks these against their own kinds of resources alone",
    same: true,
    fits: /arn:aws:glue:\S+ grows to arn:aws:glue:[^:]+:\d+:\*$/,
  },
  { reason: "below an application there are only its job runs", same: true, fits: /jobruns\/\* grows to \S+\/\*$/ },
  {
    reason: "below the folder that the store itself writes there are only its own files",
    fits: /^\w*StoreMetadata: .*\/metadata\/\* grows to/,
  },
  {
    reason: "these actions are checked against their own kinds of resources alone, of which all are given",
    same: true,
    fits: /arn:aws:sagemaker:\S+ grows to arn:aws:sagemaker:[^:]+:\d+:(pipeline\/\*\/)?\*$/,
  },
];

const total = { caught: 0, survived: 0, same: 0 };

describe("a policy that is changed for the worse", () => {
  it.each(catalog.map(({ id }) => id))("is noticed by the proof: %s", (id) => {
    const found = useCase(id);
    if (found === undefined) throw new Error(`no use case ${id}`);
    const combinations = optionCombinations(id);
    const all = combinations.length - 1;
    let caught = 0;
    const survivors: string[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      // None, all, and some of the options; every surrounding is met by some use case.
      const at = sample === 0 ? 0 : sample === 1 ? Math.min(1, all) : Math.floor((sample * all) / SAMPLES);
      const useCases = { [id]: resolveOptions(found, combinations[at] ?? {}) };
      const surrounding = roleFiles[(sample * 7 + id.length) % roleFiles.length];
      const file = {
        ...emptyRoleFile("mutant"),
        account: "111122223333",
        region: "eu-west-1",
        delivery: "auto" as const,
      };
      const outcome = mutate(compile({ ...file, useCases, ...surrounding }));
      caught += outcome.caught;
      survivors.push(...outcome.survivors);
    }
    const reasonOf = (one: string) => SURVIVORS.find(({ fits }) => fits.test(one));
    const same = survivors.filter((one) => reasonOf(one)?.same).length;
    total.caught += caught;
    total.survived += survivors.length - same;
    total.same += same;
    expect([...new Set(survivors.filter((one) => reasonOf(one) === undefined))].sort()).toEqual([]);
  });

  it("is noticed in at least 95 of 100 cases", () => {
    const { caught, survived, same } = total;
    const share = caught / (caught + survived);
    console.info(
      `mutations: ${caught} of ${caught + survived} caught (${(100 * share).toFixed(1)} %); ${same} more change nothing`,
    );
    expect(share).toBeGreaterThanOrEqual(0.95);
  });
});
