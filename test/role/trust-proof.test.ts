import { describe, expect, it } from "vitest";
import type { Principal, Statement } from "../../src/policy/document.js";
import { type Compiled, compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { proveTrust } from "../../src/role/trust-proof.js";

function compiled(trust: RoleFile["trust"], useCases: RoleFile["useCases"], region = "eu-west-1"): Compiled {
  return compile({ ...emptyRoleFile("trusted"), account: "111122223333", region, useCases, trust });
}

const wrong = (role: Compiled) =>
  proveTrust(role).filter(({ decision, expected }) => (decision.decision === "allowed") !== (expected === "allowed"));

const GUARDS: RoleFile["trust"][] = [true, false].flatMap((sourceAccount) =>
  (["none", "account", "feature"] as const).map((sourceArn) => ({ sourceAccount, sourceArn })),
);

describe("the proof of the trust policy", () => {
  it.each(GUARDS)("holds with %j", (trust) => {
    for (const id of ["training", "endpoint", "pipeline"]) {
      for (const region of ["eu-west-1", "us-west-2", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]) {
        expect(wrong(compiled(trust, { [id]: {} }, region))).toEqual([]);
      }
    }
    if (trust.sourceArn !== "feature") expect(wrong(compiled(trust, { training: {}, mlflow: {} }))).toEqual([]);
  });

  it.each(GUARDS)("notices whatever is let go with %j", (trust) => {
    const role = compiled(trust, { training: {} });
    const [statement] = role.definition.trustPolicy.Statement as [Statement];
    const { Condition = {}, ...open } = statement;
    const without = Object.keys(Condition).map((operator) => {
      const { [operator]: _, ...rest } = Condition;
      return { ...open, Condition: rest };
    });
    const grown =
      Condition.ArnLike === undefined
        ? []
        : ["*", "arn:aws:sagemaker:*:*:*"].map((value) => ({
            ...open,
            Condition: { ...Condition, ArnLike: { "aws:SourceArn": value } },
          }));
    const people: Statement[] = [
      "*" as const,
      { Service: "sagemaker.amazonaws.com", AWS: "arn:aws:iam::111122223333:root" },
      { Service: "sagemaker.amazonaws.com", AWS: "999999999999" },
      { Service: ["sagemaker.amazonaws.com", "lambda.amazonaws.com"] },
      { Service: "lambda.amazonaws.com" },
    ].map((Principal) => ({ ...statement, Principal: Principal as Principal }));
    const mutants: Statement[] = [...without, ...grown, ...people, { ...statement, Action: "sts:TagSession" }];
    for (const mutant of mutants) {
      const document = { ...role.definition.trustPolicy, Statement: [mutant] };
      const changed = { ...role, definition: { ...role.definition, trustPolicy: document } };
      expect(wrong(changed), JSON.stringify(mutant)).not.toEqual([]);
    }
  });
});
