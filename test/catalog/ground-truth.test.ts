import { describe, expect, it } from "vitest";
import { useCase } from "../../src/catalog/index.js";
import { ACCOUNT, allowed, ask, contextOf } from "./contexts.js";

const aws = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const BUCKET = { "aws:ResourceAccount": ACCOUNT };
const LISTED = { ...BUCKET, "s3:prefix": "" };
const PRE = aws("lambda", "function:label-pre");
const context = contextOf();

describe("the role of labelling jobs", () => {
  it.each<[Record<string, unknown>, string, string, object, boolean]>([
    [{}, "s3:GetObject", "arn:aws:s3:::acme-in/cat.png", BUCKET, true],
    [{}, "s3:PutObject", "arn:aws:s3:::acme-in/cat.png", BUCKET, false],
    [{}, "s3:PutObject", "arn:aws:s3:::acme-out/job/manifests/output/output.manifest", BUCKET, true],
    [{}, "s3:GetObject", "arn:aws:s3:::acme-out/job/annotations/worker-response/1.json", BUCKET, true],
    [{}, "s3:ListBucket", "arn:aws:s3:::acme-out", LISTED, true],
    [{}, "s3:DeleteObject", "arn:aws:s3:::acme-out/job/annotations/worker-response/1.json", BUCKET, false],
    [{ functions: [PRE] }, "lambda:InvokeFunction", PRE, {}, true],
    [{ functions: [PRE] }, "lambda:InvokeFunction", `${PRE}:live`, {}, false],
    [{ functions: [`${PRE}:live`] }, "lambda:InvokeFunction", `${PRE}:live`, {}, true],
    [{ functions: [`${PRE}:live`] }, "lambda:InvokeFunction", PRE, {}, false],
  ])("%j: %s on %s with %j: %s", (options, action, resource, more, expected) => {
    const { grants } = ask("ground-truth", options as Parameters<typeof ask>[1], context);
    expect(allowed(grants, { action, resource, context: { ...more } }, context)).toBe(expected);
  });

  it.each([
    [PRE, true],
    [`${PRE}:live`, true],
    [`${PRE}:$LATEST`, true],
    [`${PRE}:`, false],
    [`${PRE}*`, false],
  ])("may call the function %s: %s", (arn, expected) => {
    const spec = useCase("ground-truth")?.options.functions;
    expect(spec?.kind === "texts" && new RegExp(`^(?:${spec.pattern})$`).test(arn)).toBe(expected);
  });
});
