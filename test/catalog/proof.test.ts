import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.js";
import type { Grant, GrantContext, JourneyCall } from "../../src/catalog/use-case.js";
import { asList, type ConditionBlock } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { mergePieces } from "../../src/policy/merge.js";
import type { PolicySet } from "../../src/policy/request.js";
import { ask, cases } from "./contexts.js";

/** One action, one resource, one value of each condition: the least that a policy can give. */
interface Atom {
  action: string;
  resource: string;
  condition?: ConditionBlock;
}

/** What the grants come to once folded, in its smallest parts. */
function atomsOf(grants: readonly Grant[]): Atom[] {
  const pieces = mergePieces(grants.map((grant) => ({ ...grant, effect: "Allow" as const, reasons: [] })));
  return pieces.flatMap(({ actions, resources, condition }) =>
    actions.flatMap((action) =>
      resources.flatMap((resource) =>
        condition === undefined
          ? [{ action, resource }]
          : singleValued(condition).map((single) => ({ action, resource, condition: single })),
      ),
    ),
  );
}

function singleValued(condition: ConditionBlock): ConditionBlock[] {
  let blocks: ConditionBlock[] = [{}];
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys)) {
      blocks = blocks.flatMap((block) =>
        asList(values).map((value) => ({ ...block, [operator]: { ...block[operator], [key]: value } })),
      );
    }
  }
  return blocks;
}

function policies(atoms: readonly Atom[]): PolicySet {
  return {
    identity: [
      {
        name: "role",
        document: {
          Version: "2012-10-17",
          Statement: atoms.map(({ action, resource, condition }) => ({
            Effect: "Allow",
            Action: action,
            Resource: resource,
            ...(condition && { Condition: condition }),
          })),
        },
      },
    ],
  };
}

function allows(set: PolicySet, { action, resource, context }: JourneyCall, { roleArn }: GrantContext): boolean {
  return evaluate({ principal: roleArn, action, resource, context }, set).decision === "allowed";
}

const text = ({ action, resource, condition }: Atom) => `${action} ${resource} ${JSON.stringify(condition) ?? ""}`;

/** The role's own side, and that of the person who uses it. */
const SIDES = ["role", "caller"] as const;

describe.each(catalog.flatMap(({ id }) => SIDES.map((side) => [id, side] as const)))(
  "%s: the journey of the %s, under every combination of options",
  (id, side) => {
    const asked = cases(id).map(({ name, options, context }) => {
      const { grants, journey, caller, callerJourney } = ask(id, options, context);
      return side === "role"
        ? { name, context, grants, journey }
        : { name, context, grants: caller, journey: callerJourney };
    });

    it("is allowed from end to end", () => {
      for (const { name, context, grants, journey } of asked) {
        const set = policies(atomsOf(grants));
        const denied = journey.filter((call) => !allows(set, call, context));
        expect(denied, name).toEqual([]);
      }
    });

    it("needs every action, resource and condition value that is given", () => {
      for (const { name, context, grants, journey } of asked) {
        const atoms = atomsOf(grants);
        const alone = atoms.map((atom) => ({ atom, set: policies([atom]) }));
        const needed = new Set<Atom>();
        for (const call of journey) {
          const [only, ...others] = alone.filter(
            ({ atom, set }) => atom.action === call.action && allows(set, call, context),
          );
          if (only !== undefined && others.length === 0) needed.add(only.atom);
        }
        const spare = atoms.filter((atom) => !needed.has(atom)).map(text);
        expect(spare, name).toEqual([]);
      }
    });
  },
);
