import { describe, expect, it } from "vitest";
import { findRole } from "../../src/audit/find.js";
import type { FoundRole } from "../../src/audit/found-role.js";
import { gapsOf, usageFindings, usageOf } from "../../src/audit/usage.js";
import type { ServiceAccess } from "../../src/aws/answers.js";
import { embedded, problemOf } from "../aws/fixtures.js";
import { allow, roleWith } from "./fixtures.js";

const service = (name: string, actions: string[] = [], at?: string): ServiceAccess => ({
  service: name,
  name,
  ...(at !== undefined && { at }),
  actions: actions.map((action) => ({ name: action })),
});

describe("what a role used", () => {
  it("is asked of IAM, which takes a while, and told with what it did not use", async () => {
    const { account, sandbox } = await embedded();
    const role = (await findRole(account, "vision-old-rights")) as FoundRole;
    const usage = await usageOf(role, await account.lastAccessed(role.arn));
    expect(sandbox.calls.filter((call) => call === "iam:GetServiceLastAccessedDetails")).toHaveLength(2);
    expect(usage).toMatchObject({
      unusedServices: ["glue"],
      unusedActions: ["s3:CreateBucket", "s3:DeleteBucket"],
      untold: ["kms"],
      passesRoles: false,
    });
    expect(usage.used.map((one) => one.service)).toEqual(["s3"]);
    const [finding] = usageFindings(role, usage);
    expect(finding).toMatchObject({ id: "unused-rights", severity: "low" });
    expect(finding?.message).toContain("services glue");
    expect(finding?.message).not.toMatch(/GetObject|Decrypt/);
  });

  it("never has data events or PassRole among what was not used, whatever a report says", async () => {
    const role = roleWith([
      allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "arn:aws:s3:::a/*"),
      allow(["kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"], "arn:aws:kms:eu-west-1:111122223333:key/a"),
      allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
      allow("ecr:BatchGetImage", "*"),
      allow("iam:PassRole", "arn:aws:iam::111122223333:role/a"),
    ]);
    const usage = await usageOf(role, [
      service("s3", ["GetObject", "PutObject", "ListBucket"]),
      service("kms", ["Decrypt", "GenerateDataKey", "CreateGrant"]),
      service("logs", ["CreateLogStream", "PutLogEvents"]),
      service("ecr", ["BatchGetImage"]),
      service("iam", ["PassRole"]),
    ]);
    expect(usage).toMatchObject({ unusedServices: [], unusedActions: [], untold: ["s3", "kms", "logs", "ecr"] });
    expect(usageFindings(role, usage)).toEqual([]);
    expect(gapsOf(usage)).toMatch(/s3, kms, logs, ecr, iam:PassRole is not tracked/);
  });

  it("leaves out tracked actions that the role may not call", async () => {
    const role = roleWith([allow("s3:CreateBucket", "*")]);
    const usage = await usageOf(role, [service("s3", ["CreateBucket", "DeleteBucket"], "2026-11-01T00:00:00Z")]);
    expect(usage.unusedActions).toEqual(["s3:CreateBucket"]);
  });

  it("names the permission that is missing", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ deny: ["iam:GenerateServiceLastAccessedDetails"] });
    const problem = await problemOf(account.lastAccessed("arn:aws:iam::111122223333:role/churn-training"));
    expect(problem.message).toContain("iam:GenerateServiceLastAccessedDetails is missing");
  });
});
