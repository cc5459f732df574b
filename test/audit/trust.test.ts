import { describe, expect, it } from "vitest";
import { letsSageMakerIn } from "../../src/audit/trust.js";
import type { Statement } from "../../src/policy/document.js";
import { documentOf } from "./fixtures.js";

const lets = (...statements: Partial<Statement>[]) =>
  letsSageMakerIn(
    documentOf(...statements.map((one) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...one }) as const)),
  );

const SAGEMAKER = { Service: "sagemaker.amazonaws.com" };

describe("a role is an audit's concern", () => {
  it.each<[string, Partial<Statement>[]]>([
    ["names SageMaker", [{ Principal: SAGEMAKER }]],
    ["names it among others", [{ Principal: { Service: ["glue.amazonaws.com", "sagemaker.amazonaws.com"] } }]],
    ["names a part of it", [{ Principal: { Service: "sagemaker-geospatial.amazonaws.com" } }]],
    ["names it in China", [{ Principal: { Service: "sagemaker.amazonaws.com.cn" } }]],
    ["names everybody", [{ Principal: "*" }]],
    ["names every principal of AWS", [{ Principal: { AWS: "*" } }]],
    ["names whom it is not about", [{ NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } }]],
    ["allows more than assuming it", [{ Principal: SAGEMAKER, Action: ["sts:*"] }]],
    [
      "allows all but something else",
      [{ Principal: SAGEMAKER, Action: undefined, NotAction: "sts:TagSession" } as never],
    ],
    [
      "holds SageMaker to an account",
      [{ Principal: SAGEMAKER, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }],
    ],
    [
      "denies it under a condition",
      [{ Principal: SAGEMAKER }, { Effect: "Deny", Principal: SAGEMAKER, Condition: { Bool: { a: "b" } } }],
    ],
  ])("where its trust policy %s", (_, statements) => {
    expect(lets(...statements)).toBe(true);
  });

  it.each<[string, Partial<Statement>[]]>([
    ["names another service", [{ Principal: { Service: "lambda.amazonaws.com" } }]],
    [
      "names what only sounds like SageMaker",
      [
        { Principal: { Service: "sagemaker.example.com" } },
        { Principal: { AWS: "arn:aws:iam::111122223333:role/sagemaker.amazonaws.com" } },
      ],
    ],
    ["names all but SageMaker", [{ NotPrincipal: SAGEMAKER }]],
    ["lets it only tag sessions", [{ Principal: SAGEMAKER, Action: "sts:TagSession" }]],
    ["denies it", [{ Principal: SAGEMAKER }, { Effect: "Deny", Principal: SAGEMAKER }]],
    ["denies everybody", [{ Principal: SAGEMAKER }, { Effect: "Deny", Principal: "*" }]],
    ["is empty", []],
  ])("and is not, where its trust policy %s", (_, statements) => {
    expect(lets(...statements)).toBe(false);
  });
});
