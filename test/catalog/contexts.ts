import { noGuardrails } from "../../src/catalog/guardrail-options.js";
import { catalog, useCase } from "../../src/catalog/index.js";
import { resolveOptions } from "../../src/catalog/options.js";
import { partitionOf } from "../../src/catalog/partitions.js";
import type {
  DataLocation,
  Grant,
  GrantContext,
  JourneyCall,
  OptionSpec,
  OptionValues,
} from "../../src/catalog/use-case.js";
import { evaluate } from "../../src/policy/evaluate.js";
import type { PolicySet } from "../../src/policy/request.js";

export const ACCOUNT = "111122223333";
export const OTHER = "999988887777";
const REGION = "eu-west-1";
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`;
const BUCKET_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/22222222-2222-2222-2222-222222222222`;

/** A context with one bucket to read and one to write, changed as given. */
export function contextOf(change: Partial<GrantContext> = {}): GrantContext {
  const region = change.region ?? REGION;
  const { partition, dnsSuffix } = partitionOf(region) ?? { partition: "?", dnsSuffix: "?" };
  return {
    partition,
    dnsSuffix,
    region,
    account: ACCOUNT,
    roleName: "churn",
    roleArn: `arn:${partition}:iam::${ACCOUNT}:role/sagemaker/churn`,
    useCases: new Map(),
    data: [location("acme-in", { write: false }), location("acme-out", { read: false })],
    repositories: [],
    awsImages: true,
    keys: [],
    network: { vpc: false, subnets: [], securityGroups: [] },
    guardrails: noGuardrails,
    ...change,
  };
}

export function location(bucket: string, change: Partial<DataLocation> = {}): DataLocation {
  return { bucket, prefixes: [], read: true, write: true, owner: ACCOUNT, ...change };
}

type Options = OptionValues<Record<string, OptionSpec>>;

/** What a use case says. */
interface Asked {
  grants: Grant[];
  journey: JourneyCall[];
  caller: Grant[];
  callerJourney: JourneyCall[];
}

/** Everything a use case says in a context. */
export function ask(id: string, options: Options, context: GrantContext): Asked {
  const found = useCase(id);
  if (found === undefined) throw new Error(`no use case ${id}`);
  const all = resolveOptions(found, options) as Options;
  return {
    grants: found.grants(context, all),
    journey: found.journey(context, all),
    caller: found.callerGrants(context, all),
    callerJourney: found.callerJourney(context, all),
  };
}

/** Above this many combinations of options, every pair of values is met instead of every combination. */
const MOST_COMBINATIONS = 64;

/** Every combination of the options of a use case, or every pair of values where those are too many. */
export function optionCombinations(id: string): Options[] {
  const specs = Object.entries(catalog.find((entry) => entry.id === id)?.options ?? {});
  const factors = specs.flatMap(([name, spec]) => factorsOf(name, spec));
  const rows =
    2 ** factors.length <= MOST_COMBINATIONS
      ? Array.from({ length: 2 ** factors.length }, (_, bits) => factors.map((_, index) => (bits & (2 ** index)) > 0))
      : pairwise(factors.length);
  return rows.map((row) =>
    Object.fromEntries(
      specs.map(([name, spec]) => {
        const on = factors.flatMap((factor, index) => (factor.name === name && row[index] ? [factor.value] : []));
        return [name, spec.kind === "flag" ? on.length > 0 : on];
      }),
    ),
  );
}

/** What may be on or off: a flag, one choice, the example of a text. */
function factorsOf(name: string, spec: OptionSpec): { name: string; value: string }[] {
  switch (spec.kind) {
    case "flag":
      return [{ name, value: "on" }];
    case "choices":
      return spec.values.map(({ value }) => ({ name, value }));
    case "texts":
      return [{ name, value: spec.example }];
  }
}

/**
 * Rows of on and off in which every two factors meet in all four ways, and each stands alone once: the bits of their
 * numbers, so that any two differ in some row, with the opposite of each row.
 */
function pairwise(count: number): boolean[][] {
  const indices = Array.from({ length: count }, (_, index) => index);
  const bits = Array.from({ length: Math.ceil(Math.log2(count + 1)) }, (_, bit) =>
    indices.map((index) => ((index + 1) & (2 ** bit)) > 0),
  );
  return [
    indices.map(() => false),
    indices.map(() => true),
    ...bits.flatMap((row) => [row, row.map((on) => !on)]),
    ...indices.flatMap((alone) => [indices.map((index) => index === alone), indices.map((index) => index !== alone)]),
  ];
}

/** The contexts that matter to policies: network × keys × prefixes and owner. */
export const contexts: readonly { name: string; context: GrantContext }[] = [
  ["no VPC", {}],
  ["a VPC", { network: { vpc: true, subnets: [], securityGroups: [] } }],
  [
    "a VPC with its subnets",
    { network: { vpc: true, subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1", "sg-2"] } },
  ],
].flatMap(([network, networkChange]) =>
  (
    [
      ["no keys", {}, undefined],
      ["keys for data and volumes", { keys: [{ arn: KEY, data: true, volume: true }] }, undefined],
      ["keys of buckets", { keys: [{ arn: KEY, data: false, volume: true }] }, BUCKET_KEY],
    ] as const
  ).flatMap(([keys, keysChange, key]) =>
    (
      [
        ["whole buckets", [], ACCOUNT],
        ["folders", ["raw/", "more/2026/"], ACCOUNT],
        ["prefixes without a slash, another owner", ["raw", "a*b${c}?"], OTHER],
      ] as const
    ).map(([prefixes, list, owner]) => ({
      name: `${network}, ${keys}, ${prefixes}`,
      context: contextOf({
        ...(networkChange as Partial<GrantContext>),
        ...keysChange,
        repositories: [`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/churn`],
        data: [
          location("acme-in", { prefixes: list, owner, write: false, ...(key !== undefined && { key }) }),
          location("acme-both", { prefixes: list, owner, ...(key !== undefined && { key }) }),
          location("acme-out", { prefixes: list, owner, read: false, ...(key !== undefined && { key }) }),
        ],
      }),
    })),
  ),
);

/** Option combinations and contexts side by side, so that each is met and none is met with all of the other. */
export function cases(id: string): { name: string; options: Options; context: GrantContext }[] {
  const combinations = optionCombinations(id);
  return Array.from({ length: Math.max(combinations.length, contexts.length) }, (_, index) => {
    const options = combinations[index % combinations.length] ?? {};
    const { name, context } = contexts[index % contexts.length] ?? { name: "", context: contextOf() };
    return { name: `${name}, ${JSON.stringify(options)}`, options, context };
  });
}

/** Whether these grants, and nothing else, allow a call of the role. */
export function allowed(
  grants: readonly Grant[],
  { action, resource, context }: Pick<JourneyCall, "action" | "resource" | "context">,
  { roleArn }: GrantContext,
): boolean {
  return evaluate({ principal: roleArn, action, resource, context }, policySet(grants)).decision === "allowed";
}

const sets = new WeakMap<readonly Grant[], PolicySet>();

/** The grants as one policy, unfolded. */
function policySet(grants: readonly Grant[]): PolicySet {
  const known = sets.get(grants);
  if (known !== undefined) return known;
  const Statement = grants.map(({ actions, resources, condition }) => ({
    Effect: "Allow" as const,
    Action: [...actions],
    Resource: [...resources],
    ...(condition && { Condition: condition }),
  }));
  const set: PolicySet = { identity: [{ name: "role", document: { Version: "2012-10-17", Statement } }] };
  sets.set(grants, set);
  return set;
}
