import { paginateValidatePolicy, ValidatePolicyCommand } from "@aws-sdk/client-accessanalyzer";
import { afterEach, describe, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { type ServedSandbox, serveSandbox } from "../../src/sandbox/serve.js";
import { clientsOf, open, TRUST } from "./clients.js";

let served: ServedSandbox | undefined;
afterEach(() => served?.close());

const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | string[], more = {}) => ({ Effect: "Allow", Action, Resource: "*", ...more });
const PASS = "iam:PassRole";

describe("Access Analyzer of the embedded account", () => {
  it.each<[string, string, string[]]>([
    ["nothing wrong", document(allow("s3:GetObject")), []],
    ["no JSON", "{", ["ERROR JSON_SYNTAX_ERROR"]],
    ["no version", JSON.stringify({ Statement: [allow("s3:GetObject")] }), ["WARNING MISSING_VERSION"]],
    ["an action that is not there", document(allow(["s3:GetObject", "s3:GetObjects"])), ["ERROR INVALID_ACTION"]],
    ["a service that is not there", document(allow("s4:GetObject")), ["ERROR INVALID_SERVICE_IN_ACTION"]],
    ["an action twice", document(allow(["s3:GetObject", "S3:getobject"])), ["SUGGESTION REDUNDANT_ACTION"]],
    ["PassRole on all roles", document(allow(PASS)), ["SECURITY_WARNING PASS_ROLE_WITH_STAR_IN_RESOURCE"]],
    [
      "PassRole to one service",
      document(allow(PASS, { Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } } })),
      [],
    ],
    [
      "one Sid twice",
      document(allow("s3:*", { Sid: "A" }), allow("ec2:*", { Sid: "A" })),
      ["ERROR UNIQUE_SIDS_REQUIRED"],
    ],
    ["a principal", document(allow("s3:GetObject", { Principal: "*" })), ["ERROR UNSUPPORTED_PRINCIPAL"]],
  ])("checks policies: %s", async (_, policyDocument, expected) => {
    const { accessAnalyzer } = open();
    const { findings = [] } = await accessAnalyzer.send(
      new ValidatePolicyCommand({ policyDocument, policyType: "IDENTITY_POLICY" }),
    );
    expect(findings.map(({ findingType, issueCode }) => `${findingType} ${issueCode}`)).toEqual(expected);
  });

  it("answers in AWS's shape, with a link to the check and the way to the place", async () => {
    served = await serveSandbox(new Sandbox(), { port: 0 });
    const { accessAnalyzer } = clientsOf(served.url);
    const policyDocument = TRUST.replace("Principal", "NotPrincipal");
    const pages = paginateValidatePolicy(
      { client: accessAnalyzer },
      {
        policyDocument,
        policyType: "RESOURCE_POLICY",
        validatePolicyResourceType: "AWS::IAM::AssumeRolePolicyDocument",
      },
    );
    for await (const { findings } of pages) {
      expect(findings).toEqual([
        {
          findingType: "SECURITY_WARNING",
          issueCode: "ALLOW_WITH_NOT_PRINCIPAL",
          findingDetails: expect.stringMatching(/overly permissive/),
          learnMoreLink: expect.stringMatching(
            /#access-analyzer-reference-policy-checks-security-warning-allow-with-not-principal$/,
          ),
          locations: [
            {
              path: [{ value: "Statement" }, { index: 0 }, { value: "NotPrincipal" }],
              span: { start: { line: 1, column: 0, offset: 0 }, end: expect.objectContaining({ line: 1 }) },
            },
          ],
        },
      ]);
    }
  });

  it("denies as AWS does", async () => {
    const { accessAnalyzer } = open({ faults: { deny: ["access-analyzer:ValidatePolicy"] } });
    const asked = accessAnalyzer.send(
      new ValidatePolicyCommand({ policyDocument: "{}", policyType: "IDENTITY_POLICY" }),
    );
    await expect(asked).rejects.toMatchObject({ name: "AccessDeniedException", $metadata: { httpStatusCode: 403 } });
  });
});
