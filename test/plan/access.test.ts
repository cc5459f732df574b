import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accessReport, accessVerdict } from "../../src/plan/access.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { anyRole } from "./arbitrary.js";
import { allow, inline, managed, role, trust } from "./fixtures.js";

const FULL = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
const READ = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");

async function report(before: Partial<RoleDefinition>, after: Partial<RoleDefinition>, texts = {}) {
  return accessReport(role(before), role(after), texts);
}

describe("the access report", () => {
  it("is empty between equal roles, and never calls a role harmless that gains something", async () => {
    await fc.assert(
      fc.asyncProperty(anyRole, anyRole, async (a, b) => {
        const texts = Object.fromEntries(
          [...a.attachedManagedPolicies, ...b.attachedManagedPolicies].map((arn) => [
            arn,
            { Version: "2012-10-17" as const, Statement: [allow("X", "ec2:*")] },
          ]),
        );
        expect((await accessReport(a, structuredClone(a), texts)).verdict).toBe("same");
        const there = await accessReport(a, b, texts);
        const back = await accessReport(b, a, texts);
        expect(there.items.some(({ change }) => change === "gained")).toBe(there.verdict === "widens");
        expect(there.items.filter(({ change }) => change === "gained").length).toBe(
          back.items.filter(({ change }) => change === "lost").length,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("is the same for a policy that moves from inline to managed", async () => {
    const { verdict } = await report({ policies: [inline("churn", READ)] }, { policies: [managed("churn", READ)] });
    expect(verdict).toBe("same");
  });

  it("says in one line that a change only narrows", async () => {
    const made = await report(
      { policies: [inline("churn", allow("Read", "s3:*"))] },
      { policies: [inline("churn", READ)] },
    );
    expect(accessVerdict(made)).toMatch(/only narrows/);
    expect(made.items).toEqual([
      expect.objectContaining({ change: "lost", what: [expect.stringMatching(/^s3:\* \(\d+ actions\)$/)], wide: true }),
    ]);
  });

  it("puts what leads to other rights first, then what is wide, and names why", async () => {
    const made = await report(
      { policies: [inline("churn", READ)] },
      {
        policies: [
          inline(
            "churn",
            READ,
            allow("List", "s3:ListBucket", "arn:aws:s3:::b"),
            allow("All", "sqs:*"),
            allow("Pass", "iam:PassRole", "*"),
          ),
        ],
      },
    );
    expect(made.items.map(({ what }) => what[0]?.split(" ")[0])).toEqual(["iam:PassRole", "sqs:*", "s3:ListBucket"]);
    expect(made.items[0]?.escalates).toEqual(["iam:passrole: hands roles to services that act for it"]);
    expect(accessVerdict(made)).toMatch(/WIDENS the role in 3 ways, 2 of them wide/);
  });

  it("does not call the documented way of handing on the role's own self an escalation", async () => {
    const pass = {
      ...allow("Pass", "iam:PassRole", "arn:aws:iam::111122223333:role/churn"),
      Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    };
    const made = await report({}, { policies: [inline("churn", pass)] });
    expect(made.items.map(({ escalates, wide }) => [escalates, wide])).toEqual([[[], false]]);
  });

  it("counts attached policies, by their texts where they are known and as anything where they are not", async () => {
    const attachedManagedPolicies = [FULL];
    const known = { [FULL]: { Version: "2012-10-17", Statement: [{ ...READ, Action: "s3:*" }] } };
    expect((await report({ policies: [inline("churn", READ)] }, { attachedManagedPolicies }, known)).items).toEqual([
      expect.objectContaining({ change: "gained", from: "AmazonSageMakerFullAccess Read" }),
    ]);
    const unknown = await report({}, { attachedManagedPolicies });
    expect(accessVerdict(unknown)).toMatch(/WIDENS/);
    expect(unknown.items[0]?.what).toEqual([expect.stringContaining("could not be read")]);
  });

  it.each<[string, Partial<RoleDefinition>, Partial<RoleDefinition>, "widens" | "narrows", string]>([
    ["a guard on the trust goes", {}, { trustPolicy: trust() }, "widens", "trust"],
    ["a guard on the trust comes", { trustPolicy: trust() }, {}, "narrows", "trust"],
    ["a boundary goes", { permissionsBoundary: "arn:aws:iam::1:policy/b" }, {}, "widens", "guard"],
    ["a boundary comes", {}, { permissionsBoundary: "arn:aws:iam::1:policy/b" }, "narrows", "guard"],
    ["another boundary comes", { permissionsBoundary: "a/a" }, { permissionsBoundary: "a/b" }, "widens", "guard"],
  ])("tells that %s", async (_, before, after, verdict, about) => {
    const made = await report(before, after);
    expect(made.verdict).toBe(verdict);
    expect(made.items[0]?.about).toBe(about);
  });
});
