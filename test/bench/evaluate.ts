import { asList } from "../../src/policy/document.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { lookupIn, matches, parsePattern } from "../../src/policy/pattern.js";
import type { AccessRequest, PolicySet } from "../../src/policy/request.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { prove } from "../../src/role/prove.js";

/** How many requests a second are decided. */
export interface EvaluatorFigures {
  statements: number;
  perSecond: number;
  /** Against a loop that takes every pattern apart again for each request. */
  timesPlain: number;
}

/** Decides the calls of a real role's proof, over and over, for about a second. */
export function evaluatorFigures(): EvaluatorFigures {
  const compiled = compile({
    ...emptyRoleFile("bench"),
    account: "111122223333",
    region: "eu-west-1",
    delivery: "auto",
    useCases: {
      training: { experiments: true },
      endpoint: { invocation: ["real-time", "async"], components: true },
      "notebook-instance": { starts: ["training", "processing", "endpoint", "pipeline"] },
      "model-registry": {},
      "feature-store": {},
      pipeline: { steps: ["processing", "training"] },
    },
    data: [
      { bucket: "acme-in", access: "read", prefixes: ["raw/"] },
      { bucket: "acme-out", access: "read-write", prefixes: [] },
    ],
  });
  const set: PolicySet = { identity: compiled.definition.policies, account: compiled.account };
  const requests = prove(compiled).map(
    ({ call }): AccessRequest => ({
      principal: compiled.roleArn,
      action: call.action,
      resource: call.resource,
      context: call.context,
    }),
  );
  const statements = compiled.definition.policies.reduce((sum, { document }) => sum + document.Statement.length, 0);
  for (const request of requests) evaluate(request, set);
  const perSecond = rate(requests, (request) => evaluate(request, set));
  const plain = rate(requests, (request) => plainly(request, set));
  return { statements, perSecond: Math.round(perSecond), timesPlain: perSecond / plain };
}

function rate(requests: readonly AccessRequest[], decide: (request: AccessRequest) => unknown): number {
  const start = process.cpuUsage();
  let count = 0;
  let spent = 0;
  while (spent < 1_000_000) {
    for (const request of requests) decide(request);
    count += requests.length;
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
  return (count / spent) * 1_000_000;
}

/** The first thing one would write: every pattern read anew, conditions left out. */
function plainly({ action, resource, context, principal }: AccessRequest, set: PolicySet): boolean {
  const lookup = lookupIn(context, principal);
  const fits = (pattern: string, text: string) => matches(parsePattern(pattern), text, lookup);
  return set.identity.some(({ document }) =>
    document.Statement.some(
      ({ Action, Resource }) =>
        asList(Action).some((one) => fits(one.toLowerCase(), action.toLowerCase())) &&
        asList(Resource).some((one) => fits(one, resource)),
    ),
  );
}
