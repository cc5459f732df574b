import { afterAll, describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.js";
import type { JourneyCall } from "../../src/catalog/use-case.js";
import { asList, type PolicyDocument } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { type Compiled, compile } from "../../src/role/compile.js";
import { type ProofLine, prove, proveCaller } from "../../src/role/prove.js";
import { isEquivalent, mutantsOf } from "./mutants.js";
import { sampleFiles } from "./samples.js";

/** Roles of each use case that are mutated; more find more, and take longer. */
const SAMPLES = Number(process.env.SAGEROLE_MUTATION_SAMPLES ?? 2);

interface Outcome {
  caught: number;
  /** Changes that change nothing. */
  same: number;
  survivors: string[];
}

/** Mutates each statement of some policies, and looks whether their proof notices. */
async function mutate(
  { account, roleArn }: Compiled,
  policies: readonly PolicyDocument[],
  proof: readonly ProofLine[],
  outcome: Outcome,
): Promise<void> {
  for (const [at, document] of policies.entries()) {
    for (const [index, statement] of document.Statement.entries()) {
      const concerned = new Set(asList(statement.Action));
      const asked = proof.filter(({ call }) => concerned.has(call.action));
      for (const mutant of mutantsOf(statement)) {
        const changed = {
          ...document,
          Statement: document.Statement.map((one, place) => (place === index ? mutant.statement : one)),
        };
        const after = policies.map((one, place) => (place === at ? changed : one));
        const identity = after.map((one) => ({ name: "role", document: one }));
        const allows = ({ action, resource, context }: JourneyCall) =>
          evaluate({ principal: roleArn, action, resource, context }, { identity, account }).decision === "allowed";
        if (asked.some(({ call, expected }) => allows(call) !== (expected === "allowed"))) outcome.caught += 1;
        else if (await isEquivalent(mutant, policies, after)) outcome.same += 1;
        else outcome.survivors.push(`${statement.Sid}: ${asList(statement.Action)[0]}: ${mutant.what}`);
      }
    }
  }
}

/** Changes that may go unnoticed, each with the reason why nothing can speak against it. */
const SURVIVORS: { reason: string; fits: RegExp }[] = [
  {
    reason: "there is one catalog of tables in an account and region",
    fits: /:catalog grows to \S+:catalog\*$/,
  },
];

const rows = new Map<string, Outcome>();

describe("a policy that is changed for the worse", () => {
  it.each(catalog.map(({ id }) => id))("is noticed by the proof: %s", async (id) => {
    const outcome: Outcome = { caught: 0, same: 0, survivors: [] };
    for (const file of sampleFiles(id, SAMPLES)) {
      const compiled = compile(file);
      const documents = compiled.definition.policies.map(({ document }) => document);
      await mutate(compiled, documents, prove(compiled), outcome);
      await mutate(compiled, [compiled.callerPolicy], proveCaller(compiled), outcome);
    }
    rows.set(id, outcome);
    const unexplained = outcome.survivors.filter((one) => !SURVIVORS.some(({ fits }) => fits.test(one)));
    expect([...new Set(unexplained)].sort()).toEqual([]);
  });

  it("is noticed in at least 95 of 100 cases, in every use case", () => {
    const shares = [...rows].map(([id, { caught, survivors }]) => [id, caught / (caught + survivors.length)] as const);
    expect(shares.filter(([, share]) => share < 0.95)).toEqual([]);
  });

  afterAll(() => {
    const line = (name: string, list: readonly Outcome[]) => {
      const sum = (of: (outcome: Outcome) => number) => list.reduce((total, one) => total + of(one), 0);
      const caught = sum((one) => one.caught);
      const all = caught + sum(({ survivors }) => survivors.length);
      const share = ((100 * caught) / all).toFixed(1);
      return `${name}: ${caught} of ${all} caught (${share} %); ${sum((one) => one.same)} more change nothing`;
    };
    const lines = [...rows].map(([id, outcome]) => line(id, [outcome]));
    console.info(["mutations", ...lines, line("all", [...rows.values()])].join("\n"));
  });
});
