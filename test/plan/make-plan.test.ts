import { describe, expect, it } from "vitest";
import type { LiveRole } from "../../src/aws/account.js";
import { Problem } from "../../src/base/problem.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { planSummary } from "../../src/plan/summary.js";
import type { PolicyDocument } from "../../src/policy/document.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { ACCOUNT, allow, apis, document, guarded, inline, managed, role, trust, wanted } from "./fixtures.js";

const own = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

function live(more: Partial<RoleDefinition> = {}, versions: LiveRole["versions"] = {}): LiveRole {
  const definition = role(more);
  const made = definition.policies
    .filter(({ kind }) => kind === "managed")
    .map(({ name }): [string, { versions: string[]; defaultVersion: string }] => {
      return [own(name), { versions: ["v1"], defaultVersion: "v1" }];
    });
  return {
    arn: `arn:aws:iam::${ACCOUNT}:role${definition.path}${definition.name}`,
    definition,
    versions: { ...Object.fromEntries(made), ...versions },
  };
}

const read = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");
const write = allow("Write", "s3:PutObject", "arn:aws:s3:::a/*");
const logs = allow("Logs", "logs:PutLogEvents");
/** Of some 4,600 characters. */
const large = (sid: string) =>
  allow(
    sid,
    "s3:GetObject",
    [...Array(85).keys()].map((n) => `arn:aws:s3:::${sid.toLowerCase()}-${String(n).padStart(30, "0")}/*`),
  );

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("the plan for a new role", () => {
  it("makes the role with all but its permissions in one call, then gives it those", () => {
    const plan = makePlan(
      wanted({
        path: "/sagemaker/",
        permissionsBoundary: own("ml-boundary"),
        tags: { team: "churn" },
        policies: [inline("churn", read), managed("churn", write)],
        attachedManagedPolicies: [aws("ReadOnlyAccess")],
      }),
      undefined,
    );
    expect(plan.steps.map(({ sign, summary }) => `${sign} ${summary}`)).toEqual([
      "+ create the role churn",
      "+ write the inline policy churn",
      "+ create the managed policy churn",
      "+ attach the managed policy churn",
      "+ attach the managed policy ReadOnlyAccess",
    ]);
    expect(plan.steps[0]?.call).toEqual({
      api: "CreateRole",
      input: {
        RoleName: "churn",
        Path: "/sagemaker/",
        AssumeRolePolicyDocument: JSON.stringify(guarded),
        Description: "Trains",
        MaxSessionDuration: 3600,
        PermissionsBoundary: own("ml-boundary"),
        Tags: [{ Key: "team", Value: "churn" }],
      },
    });
    expect(plan.steps[2]?.call).toMatchObject({ input: { PolicyName: "churn", Path: "/sagemaker/" } });
    expect(plan.steps[3]?.call).toMatchObject({
      input: { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/sagemaker/churn` },
    });
    expect(plan.fingerprint).toBe("none");
    expect(planSummary(plan.steps)).toBe("Plan: 5 to add, 0 to change, 0 to remove.");
  });

  it("puts managed policies at the root where the role's path is not one that policies may have", () => {
    const plan = makePlan(wanted({ path: "/a|b/", policies: [managed("churn", read)] }), undefined);
    expect(plan.steps[1]?.call).toMatchObject({ api: "CreatePolicy", input: { Path: "/" } });
    expect(plan.steps[2]?.call).toMatchObject({ input: { PolicyArn: own("churn") } });
  });
});

describe("the plan for a role that exists", () => {
  it("has no step where only spelling differs", () => {
    const spelled = {
      Version: "2012-10-17",
      Statement: [{ ...read, Action: ["S3:getobject"], Resource: ["arn:aws:s3:::a/*"] }, logs],
    } as PolicyDocument;
    const is = live({ policies: [{ name: "churn", kind: "inline", document: spelled }], tags: { a: "1", b: "2" } });
    const plan = makePlan(wanted({ policies: [inline("churn", logs, read)], tags: { b: "2", a: "1" } }), is);
    expect(plan.steps).toEqual([]);
    expect(planSummary(plan.steps)).toBe("Plan: nothing to change.");
  });

  it.each<[string, Partial<RoleDefinition>, Partial<RoleDefinition>, string[]]>([
    ["the description", {}, { description: "Serves" }, ["~ change the description"]],
    ["the session length", {}, { maxSessionSeconds: 7200 }, ["~ change the session length to 7200 s"]],
    [
      "tags, one of them named as every object has a member",
      { tags: { constructor: "x", team: "a" } },
      { tags: { team: "b", toString: "y" } },
      ["- remove the tag constructor", "~ set 2 tags"],
    ],
    [
      "a tag's spelling, removing the old one first",
      { tags: { Team: "a" } },
      { tags: { team: "a" } },
      ["- remove the tag Team", "+ set the tag team"],
    ],
    [
      "an inline policy",
      { policies: [inline("churn", read)] },
      { policies: [inline("churn", write)] },
      ["~ rewrite the inline policy churn"],
    ],
    [
      "a policy from inline to managed, attached before the inline one goes",
      { policies: [inline("churn", read)] },
      { policies: [managed("churn", read)] },
      ["+ create the managed policy churn", "+ attach the managed policy churn", "- remove the inline policy churn"],
    ],
    [
      "a policy from managed to inline, written before the managed one goes",
      { policies: [managed("churn", read)] },
      { policies: [inline("churn", read)] },
      ["+ write the inline policy churn", "- detach the managed policy churn; it stays in the account"],
    ],
    [
      "a wide attached policy for a tight one of its own",
      { attachedManagedPolicies: [aws("AmazonSageMakerFullAccess")] },
      { policies: [inline("churn", read)] },
      ["+ write the inline policy churn", "- detach the managed policy AmazonSageMakerFullAccess"],
    ],
    [
      "a statement's policy, where the policy it comes from is listed first",
      { policies: [inline("a", read, logs), inline("b", write)] },
      { policies: [inline("a", logs), inline("b", write, read)] },
      ["~ rewrite the inline policy b", "~ rewrite the inline policy a"],
    ],
    [
      "a statement's policy, to one that is new",
      { policies: [inline("a", read, logs)] },
      { policies: [inline("a", logs), inline("b", read)] },
      ["+ write the inline policy b", "~ rewrite the inline policy a"],
    ],
  ])("changes %s", (_, before, after, steps) => {
    const plan = makePlan(wanted(after), live(before));
    expect(plan.steps.map(({ sign, summary }) => `${sign} ${summary}`)).toEqual(steps);
  });

  it.each<[string, Partial<RoleDefinition>, Partial<RoleDefinition>, string[]]>([
    [
      "narrows the trust policy first",
      { trustPolicy: trust(), policies: [] },
      { trustPolicy: guarded, policies: [inline("churn", read)] },
      ["UpdateAssumeRolePolicy", "PutRolePolicy"],
    ],
    [
      "widens the trust policy last",
      { trustPolicy: guarded, policies: [inline("wide", allow("All", "*"))] },
      { trustPolicy: trust(), policies: [inline("churn", read)] },
      ["PutRolePolicy", "DeleteRolePolicy", "UpdateAssumeRolePolicy"],
    ],
    [
      "changes whom it trusts before it gives more",
      { trustPolicy: other("ec2.amazonaws.com") },
      { trustPolicy: guarded, policies: [inline("churn", read)] },
      ["UpdateAssumeRolePolicy", "PutRolePolicy"],
    ],
    [
      "changes whom it trusts after it took away",
      { trustPolicy: other("ec2.amazonaws.com"), policies: [inline("wide", allow("All", "*"))] },
      { trustPolicy: guarded },
      ["DeleteRolePolicy", "UpdateAssumeRolePolicy"],
    ],
    [
      "keeps a Deny of the trust policy until the end",
      {
        trustPolicy: document(...guarded.Statement, {
          Effect: "Deny",
          Principal: "*",
          Action: "sts:AssumeRole",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
        policies: [inline("wide", allow("All", "*"))],
      },
      { trustPolicy: guarded, policies: [inline("churn", read)] },
      ["PutRolePolicy", "DeleteRolePolicy", "UpdateAssumeRolePolicy"],
    ],
    [
      "sets a boundary before it gives more",
      {},
      { permissionsBoundary: own("ml-boundary"), policies: [inline("churn", read)] },
      ["PutRolePermissionsBoundary", "PutRolePolicy"],
    ],
    [
      "removes a boundary after it took away",
      { permissionsBoundary: own("ml-boundary"), policies: [inline("wide", allow("All", "*"))] },
      { policies: [inline("churn", read)] },
      ["PutRolePolicy", "DeleteRolePolicy", "DeleteRolePermissionsBoundary"],
    ],
  ])("%s", (_, before, after, calls) => {
    expect(apis(makePlan(wanted(after), live(before)))).toEqual(calls);
  });

  it("removes first, and says why, where IAM would not hold both", () => {
    const inlines = makePlan(
      wanted({ policies: [inline("new", large("Same")), inline("kept", large("Kept"))] }),
      live({ policies: [inline("old", large("Same")), inline("kept", large("Kept"))] }),
    );
    expect(inlines.steps.map(({ summary }) => summary)).toEqual([
      "remove the inline policy old, to make room",
      "write the inline policy new",
    ]);
    const nine = [...Array(9).keys()].map((n) => aws(`P${n}`));
    const attached = makePlan(
      wanted({ attachedManagedPolicies: [...nine, aws("New")] }),
      live({ attachedManagedPolicies: [...nine, aws("Old")] }),
    );
    expect(attached.steps.map(({ summary }) => summary)).toEqual([
      "detach the managed policy Old, to make room",
      "attach the managed policy New",
    ]);
    const roomier = makePlan(
      wanted({ attachedManagedPolicies: [...nine, aws("New"), aws("More")] }),
      live({ attachedManagedPolicies: [...nine, aws("Old")] }),
    );
    expect(roomier.steps.map(({ summary }) => summary)).toEqual([
      "attach the managed policy New",
      "detach the managed policy Old, to make room",
      "attach the managed policy More",
    ]);
  });

  it("makes room by removing what nothing needs, rather than by taking what another policy is about to bring", () => {
    const plan = makePlan(
      wanted({ policies: [inline("new", large("New"), read), inline("kept", large("Kept"))] }),
      live({ policies: [inline("kept", large("Kept"), read), inline("old", large("Old"))] }),
    );
    expect(plan.steps.map(({ summary }) => summary)).toEqual([
      "remove the inline policy old, to make room",
      "write the inline policy new",
      "rewrite the inline policy kept",
    ]);
  });

  it("writes a new version of a managed policy; of five, the oldest not in force goes in a step of its own", () => {
    const is = live(
      { policies: [managed("churn", read)] },
      { [own("churn")]: { versions: ["v11", "v10", "v9", "v8", "v7"], defaultVersion: "v7" } },
    );
    const plan = makePlan(wanted({ policies: [managed("churn", write)] }), is);
    expect(plan.steps.map(({ sign, summary }) => `${sign} ${summary}`)).toEqual([
      "- remove v8, the oldest of 5 versions of churn",
      "~ write a new version of the managed policy churn",
    ]);
    expect(plan.steps[1]?.call).toMatchObject({ input: { PolicyArn: own("churn"), SetAsDefault: true } });
  });

  it("uses a managed policy that an apply which was cut short left behind", () => {
    const is = live({}, { [own("churn")]: { versions: ["v1"], defaultVersion: "v1" } });
    const plan = makePlan(wanted({ policies: [managed("churn", read)] }), is);
    expect(apis(plan)).toEqual(["CreatePolicyVersion", "AttachRolePolicy"]);
  });
});

describe("what cannot be planned", () => {
  it("is a change of path: the role is not deleted and made again", () => {
    const problem = problemOf(() => makePlan(wanted({ path: "/ml/" }), live({ path: "/old/" })));
    expect(problem.code).toBe("path");
    expect(problem.message).toContain("/old/");
    expect(problem.next).toMatch(/Set path: \/old\/.*never deleted and made again/);
  });

  it.each(["/aws-service-role/sagemaker.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"])(
    "is a role of AWS's own, at %s",
    (path) => {
      expect(problemOf(() => makePlan(wanted({ path }), undefined)).code).toBe("protected");
      expect(problemOf(() => makePlan(wanted(), live({ path }))).code).toBe("protected");
    },
  );

  it("is a role whose name differs in case from one that exists: its own ARN would be wrong in its policies", () => {
    const problem = problemOf(() => makePlan(wanted({ name: "Churn" }), live()));
    expect(problem.code).toBe("name-case");
    expect(problem.next).toContain("Write name: churn");
  });

  it("is a managed policy that others use too, or that would be taken for the role's own", () => {
    const shared = live({ attachedManagedPolicies: [own("churn")] });
    expect(problemOf(() => makePlan(wanted({ policies: [managed("churn", read)] }), shared)).code).toBe(
      "shared-policy",
    );
    const taken = wanted({ attachedManagedPolicies: [own("churn-2")] });
    expect(problemOf(() => makePlan(taken, undefined)).code).toBe("own-policy");
    expect(makePlan(wanted({ attachedManagedPolicies: [own("churn-tools")] }), undefined).steps).toHaveLength(2);
  });
});

function other(service: string): PolicyDocument {
  return document({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}
