import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { useCaseIds } from "../../src/catalog/index.js";
import { partitionOf, regions } from "../../src/catalog/partitions.js";
import { type TrustInput, trustPolicy } from "../../src/catalog/trust.js";
import { evaluate } from "../../src/policy/evaluate.js";
import { validateDocument } from "../../src/policy/validate.js";

const ACCOUNT = "011122223333";
const OTHER = "999988887777";

function input(change: Partial<TrustInput> = {}): TrustInput {
  const region = change.region ?? "eu-west-1";
  return {
    partition: partitionOf(region)?.partition ?? "",
    region,
    account: ACCOUNT,
    sourceAccount: true,
    sourceArn: "none",
    useCases: ["training"],
    ...change,
  };
}

/** Whether SageMaker may assume the role while it works for this resource of this account. */
function assumes(given: TrustInput, resource: string, { account = ACCOUNT, region = given.region } = {}): boolean {
  const request = {
    action: "sts:AssumeRole",
    resource: "*",
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:${given.partition}:sagemaker:${region}:${account}:${resource}`,
    },
  };
  // What the trust policy says is looked at as it stands; who asks is the next test's matter.
  const [statement, ...others] = trustPolicy(given).Statement;
  if (statement === undefined || others.length > 0) throw new Error("one statement was expected");
  const { Principal: _, ...rest } = statement;
  const document = { Version: "2012-10-17" as const, Statement: [{ ...rest, Resource: "*" }] };
  return evaluate(request, { identity: [{ name: "trust", document }] }).decision === "allowed";
}

describe("the trust policy", () => {
  it("trusts SageMaker and nobody else, in every region", () => {
    for (const region of regions) {
      for (const sourceArn of ["none", "account", "feature"] as const) {
        const document = trustPolicy(input({ region, sourceArn }));
        expect(document.Statement.map(({ Principal, Action, Effect }) => ({ Principal, Action, Effect }))).toEqual([
          { Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole", Effect: "Allow" },
        ]);
        expect(validateDocument(document, "trust")).toBeUndefined();
        expect(assumes(input({ region, sourceArn }), "training-job/x")).toBe(true);
      }
    }
  });

  it.each<[Partial<TrustInput>, string, { account?: string; region?: string }, boolean]>([
    [{}, "training-job/x", {}, true],
    [{}, "training-job/x", { account: OTHER }, false],
    [{ sourceAccount: false }, "training-job/x", { account: OTHER }, true],
    [{ sourceArn: "account" }, "endpoint/x", { region: "us-east-1" }, true],
    [{ sourceArn: "account", sourceAccount: false }, "endpoint/x", { account: OTHER }, false],
    [{ sourceArn: "feature" }, "training-job/x", {}, true],
    [{ sourceArn: "feature" }, "training-job/x", { region: "us-east-1" }, false],
    [{ sourceArn: "feature" }, "notebook-instance/x", {}, false],
    [{ sourceArn: "feature", useCases: ["endpoint"] }, "*", {}, true],
    [{ sourceArn: "feature", useCases: ["pipeline"] }, "pipeline/churn/execution/1", {}, true],
    [{ sourceArn: "feature", useCases: ["pipeline"] }, "processing-job/pipelines-1", {}, true],
    [{ sourceArn: "feature", useCases: ["pipeline"] }, "notebook-instance/x", {}, false],
  ])("with %j: for %s of %j: %s", (change, resource, from, expected) => {
    expect(assumes(input(change), resource, from)).toBe(expected);
  });

  it("keeps the account's leading zero", () => {
    expect(trustPolicy(input()).Statement[0]?.Condition).toEqual({ StringEquals: { "aws:SourceAccount": ACCOUNT } });
    expect(trustPolicy(input({ sourceAccount: false })).Statement[0]).not.toHaveProperty("Condition");
  });

  it.each([[["training", "endpoint"]], [["notebook-instance"]], [[]], [[...useCaseIds]]])(
    "cannot be held to one feature for %j, and says what can be done",
    (useCases) => {
      const ask = () => trustPolicy(input({ sourceArn: "feature", useCases }));
      expect(ask).toThrow(Problem);
      expect(ask).toThrow(
        expect.objectContaining({ code: "trust-source-arn", next: expect.stringContaining("account or none") }),
      );
    },
  );
});
