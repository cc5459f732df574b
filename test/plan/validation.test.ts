import { describe, expect, it } from "vitest";
import { openAccount } from "../../src/aws/open.js";
import { refuseInvalid, validateRole, validationLines } from "../../src/plan/validation.js";
import { withKeptParts } from "../../src/role/kept.js";
import { allow, embedded, guarded, inline, managed, role } from "./fixtures.js";

const PASS = allow("Pass", "iam:PassRole", "arn:aws:iam::111122223333:role/*");

describe("what Access Analyzer says of a role", () => {
  it("is nothing of one that is as it should be, trust policy and managed policies included", async () => {
    const { account, sandbox } = await embedded();
    const report = await validateRole(
      role({ policies: [inline("churn", allow("Read", "s3:GetObject")), managed("churn-2", allow("Log", "logs:*"))] }),
      account,
    );
    expect(validationLines(report)).toEqual(["Access Analyzer: nothing to remark on 3 documents."]);
    expect(sandbox.calls.filter((call) => call === "access-analyzer:ValidatePolicy")).toHaveLength(3);
    expect(() => refuseInvalid(report)).not.toThrow();
  });

  it("is told with the document it is about, the gravest first, and an error refuses the plan", async () => {
    const { account } = await embedded();
    const report = await validateRole(
      role({ policies: [inline("wide", PASS), inline("churn", allow("Typo", "s3:Gett"))] }),
      account,
    );
    expect(validationLines(report).map((line) => line.trim().split(":")[0])).toEqual([
      "Access Analyzer",
      "ERROR INVALID_ACTION in churn",
      "SECURITY_WARNING PASS_ROLE_WITH_STAR_IN_RESOURCE in wide",
    ]);
    expect(() => refuseInvalid(report)).toThrow(expect.objectContaining({ code: "validation" }));
  });

  it("is told, and refuses nothing, of what is kept of others", async () => {
    const { account } = await embedded();
    const policies = [inline("by-hand", allow("Typo", "s3:Gett"))];
    const report = await validateRole(role({ policies, tags: withKeptParts({}, ["inline/by-hand"]) }), account);
    expect(validationLines(report).join()).toContain("ERROR INVALID_ACTION in by-hand (kept): The action s3:Gett");
    expect(() => refuseInvalid(report)).not.toThrow();
  });

  it("checks a trust policy as one, not as a policy of permissions", async () => {
    const { account, sandbox } = await embedded();
    const asked: object[] = [];
    const handler = sandbox.handler();
    const watched = await openAccount({
      embedded: {
        region: "eu-west-1",
        requestHandler: {
          ...handler,
          handle: (request: Parameters<typeof handler.handle>[0]) => {
            if (request.path.startsWith("/policy/")) asked.push(JSON.parse(String(request.body)));
            return handler.handle(request);
          },
        },
      },
    });
    await validateRole(role({ policies: [inline("churn", PASS)] }), watched);
    expect(asked.map(({ policyDocument: _, ...rest }: { policyDocument?: string }) => rest)).toEqual([
      { policyType: "RESOURCE_POLICY", validatePolicyResourceType: "AWS::IAM::AssumeRolePolicyDocument" },
      { policyType: "IDENTITY_POLICY" },
    ]);
    const { findings } = await validateRole(role({ trustPolicy: guarded }), account);
    expect(findings).toEqual([]);
    const asPermissions = await account.validatePolicy(JSON.stringify(guarded), "identity");
    expect(asPermissions).toMatchObject({ findings: [{ code: "UNSUPPORTED_PRINCIPAL" }] });
  });

  it("is unknown, and no failure, where it may not be asked or cannot be reached", async () => {
    const { account } = await embedded({ faults: { deny: ["access-analyzer:*"] } });
    const denied = await validateRole(role(), account);
    expect(validationLines(denied)).toEqual([
      "Access Analyzer: unknown. AWS does not let you ask Access Analyzer: access-analyzer:ValidatePolicy is missing.",
    ]);
    expect(() => refuseInvalid(denied)).not.toThrow();
    const handler = { ...(await embedded()).sandbox.handler() };
    const { handle } = handler;
    const cut = await openAccount({
      embedded: {
        region: "eu-west-1",
        requestHandler: {
          ...handler,
          handle: (request: { path: string } & Parameters<typeof handle>[0]) =>
            request.path.startsWith("/policy/")
              ? Promise.reject(Object.assign(new Error("gone"), { code: "ENOTFOUND" }))
              : handle(request),
        },
      },
    });
    expect(validationLines(await validateRole(role(), cut))).toEqual([
      "Access Analyzer: unknown. AWS could not be reached: could not ask Access Analyzer (ENOTFOUND).",
    ]);
  });
});
