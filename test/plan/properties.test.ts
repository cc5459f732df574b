import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffRole } from "../../src/plan/diff.js";
import { fingerprint } from "../../src/plan/fingerprint.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { statementText } from "../../src/plan/narrower.js";
import { readPlan, writePlan } from "../../src/plan/saved-plan.js";
import { canonicalDocument } from "../../src/policy/canonical.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import type { IamState } from "../../src/sandbox/state.js";
import { anyRole } from "./arbitrary.js";
import { ACCOUNT, embedded, placed, run } from "./fixtures.js";

/** Every statement the role holds, and every policy attached to it. */
function held(role: RoleDefinition | undefined): Set<string> {
  return new Set([
    ...(role?.attachedManagedPolicies ?? []),
    ...(role?.policies ?? []).flatMap(({ document }) => canonicalDocument(document).Statement.map(statementText)),
  ]);
}

/** The same, of what IAM itself holds. */
function heldIn({ roles, policies }: IamState): Set<string> {
  const { inline = {}, attached = [] } = roles.churn ?? {};
  const own = attached.filter((arn) => arn.startsWith(`arn:aws:iam::${ACCOUNT}:`));
  const inForce = own.flatMap((arn) => {
    const policy = policies[arn];
    return policy?.versions[policy.defaultVersion]?.document ?? [];
  });
  const texts = [...Object.values(inline), ...inForce];
  return new Set([
    ...attached.filter((arn) => !own.includes(arn)),
    ...texts.flatMap((text) => canonicalDocument(JSON.parse(text)).Statement.map(statementText)),
  ]);
}

/** Whether two policies swap statements: then one of them must let go first. */
function swaps(before: RoleDefinition, after: RoleDefinition): boolean {
  const sets = (role: RoleDefinition) =>
    new Map(role.policies.map((policy) => [`${policy.kind} ${policy.name}`, held({ ...role, policies: [policy] })]));
  const was = sets(before);
  const is = sets(after);
  const both = [...was.keys()].filter((name) => is.has(name));
  const minus = (a = new Set<string>(), b = new Set<string>()) => [...a].filter((text) => !b.has(text));
  const feeds = new Map(
    both.map((name) => {
      const losses = new Set(minus(was.get(name), is.get(name)));
      return [name, both.filter((other) => minus(is.get(other), was.get(other)).some((text) => losses.has(text)))];
    }),
  );
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (feeds.get(from) ?? []).some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, new Set([...seen, next]))),
    );
  return both.some((name) => reaches(name, name));
}

describe("a plan, for any two roles", () => {
  it("turns one into the other in the embedded account, and never takes on the way what both have", async () => {
    await fc.assert(
      fc.asyncProperty(anyRole, anyRole, async (before, after) => {
        const { account, sandbox } = await embedded();
        expect((await run(makePlan(placed(before), undefined), account)).at(-1)?.type).toBe("verified");
        const live = await account.readRole("churn");
        expect(diffRole(live?.definition, before)).toEqual([]);

        const plan = makePlan(placed(after), live);
        const both = [...held(live?.definition)].filter((text) => held(after).has(text));
        for (const { call } of plan.steps) {
          await account.write(call);
          if (swaps(before, after)) continue;
          const now = heldIn(sandbox.iam);
          expect(both.filter((text) => !now.has(text))).toEqual([]);
        }
        const made = await account.readRole("churn");
        expect(diffRole(made?.definition, after)).toEqual([]);
        expect(fingerprint(made?.definition)).toBe(fingerprint(after));
        expect(makePlan(placed(after), made).steps).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("has steps exactly where the diff has lines, and no steps for equal roles", () => {
    fc.assert(
      fc.property(anyRole, anyRole, (before, after) => {
        const live = liveOf(before);
        expect(makePlan(placed(before), live).steps).toEqual([]);
        expect(diffRole(before, before)).toEqual([]);
        expect(makePlan(placed(after), live).steps.length > 0).toBe(diffRole(before, after).length > 0);
        expect(diffRole(before, after).length > 0).toBe(fingerprint(before) !== fingerprint(after));
      }),
    );
  });

  it("can be saved and read again whole", () => {
    fc.assert(
      fc.property(anyRole, anyRole, fc.boolean(), (before, after, isNew) => {
        const plan = makePlan(placed(after), isNew ? undefined : liveOf(before));
        expect(readPlan(writePlan(plan), "p.json")).toEqual(plan);
      }),
    );
  });
});

function liveOf(definition: RoleDefinition) {
  const own = definition.policies.filter(({ kind }) => kind === "managed");
  return {
    arn: `arn:aws:iam::111122223333:role/${definition.name}`,
    definition,
    versions: Object.fromEntries(
      own.map(({ name }) => [`arn:aws:iam::111122223333:policy/${name}`, { versions: ["v1"], defaultVersion: "v1" }]),
    ),
  };
}
