import {
  GenerateServiceLastAccessedDetailsCommand,
  GetAccountAuthorizationDetailsCommand,
  GetRoleCommand,
  GetServiceLastAccessedDetailsCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { open } from "./clients.js";

describe("all roles and policies at once", () => {
  it("come in pages of whole roles and policies, each once, with the documents percent-encoded", async () => {
    const { iam, sandbox } = open();
    const roles: string[] = [];
    const policies: string[] = [];
    let Marker: string | undefined;
    do {
      const answer = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 4, Marker }));
      roles.push(...(answer.RoleDetailList ?? []).map((role) => role.RoleName ?? ""));
      policies.push(...(answer.Policies ?? []).map((policy) => policy.Arn ?? ""));
      expect((answer.RoleDetailList?.length ?? 0) + (answer.Policies?.length ?? 0)).toBeLessThanOrEqual(4);
      Marker = answer.Marker;
    } while (Marker !== undefined);
    expect(roles.toSorted()).toEqual(
      Object.values(sandbox.iam.roles)
        .map(({ name }) => name)
        .toSorted(),
    );
    // Of AWS's policies only those in use.
    expect(policies).toContain("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess");
    expect(policies).toContain("arn:aws:iam::111122223333:policy/ml-boundary");
    expect(policies).not.toContain("arn:aws:iam::aws:policy/AmazonSageMakerReadOnly");
  });

  it("are filtered by kind, and an unknown kind is refused", async () => {
    const { iam } = open();
    const only = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["LocalManagedPolicy"] }));
    expect(only.RoleDetailList).toEqual([]);
    expect(only.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(["ml-boundary"]);
    expect(only.Policies?.[0]?.PolicyVersionList?.[0]).toMatchObject({ VersionId: "v1", IsDefaultVersion: true });
    await expect(iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Robot" as never] }))).rejects.toThrow(
      /enum value set/,
    );
  });

  it("tell the last use as GetRole does", async () => {
    const { iam } = open();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "forecast-retired" }));
    const days = (Date.now() - (Role?.RoleLastUsed?.LastUsedDate?.getTime() ?? 0)) / 86_400_000;
    expect(Math.abs(days - 260)).toBeLessThan(1);
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"] }));
    const detail = details.RoleDetailList?.find(({ RoleName }) => RoleName === "forecast-retired");
    expect(detail?.RoleLastUsed?.Region).toBe("eu-west-1");
    expect(decodeURIComponent(detail?.RolePolicyList?.[0]?.PolicyDocument ?? "")).toContain("acme-train/*");
  });
});

describe("the report of what a role last used", () => {
  it("is in the making at first, then names each service that the policies allow", async () => {
    const { iam } = open();
    const Arn = "arn:aws:iam::111122223333:role/vision-old-rights";
    const { JobId } = await iam.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: "ACTION_LEVEL" }),
    );
    expect(JobId).toHaveLength(36);
    const first = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    expect(first.JobStatus).toBe("IN_PROGRESS");
    const report = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    expect(report.JobStatus).toBe("COMPLETED");
    expect(report.ServicesLastAccessed?.map((one) => one.ServiceNamespace)).toEqual(["glue", "kms", "s3"]);
    const s3 = report.ServicesLastAccessed?.find((one) => one.ServiceNamespace === "s3");
    expect(s3?.TrackedActionsLastAccessed?.find(({ ActionName }) => ActionName === "CreateBucket")).toEqual({
      ActionName: "CreateBucket",
    });
    expect(s3?.LastAuthenticated).toBeInstanceOf(Date);
  });

  it("is refused for a role or a report that there is not", async () => {
    const { iam } = open();
    const Arn = "arn:aws:iam::111122223333:role/no-such";
    await expect(iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }))).rejects.toThrow(/cannot be found/);
    const JobId = "00000000-0000-4000-8000-000000000099";
    await expect(iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }))).rejects.toThrow(/cannot be found/);
  });
});
