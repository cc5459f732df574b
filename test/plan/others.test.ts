import { describe, expect, it } from "vitest";
import type { AwsAccount } from "../../src/aws/account.js";
import type { Problem } from "../../src/base/problem.js";
import { trustPolicy } from "../../src/catalog/trust.js";
import { accessBetween } from "../../src/plan/access-between.js";
import { applyPlan } from "../../src/plan/apply.js";
import { journalOf } from "../../src/plan/begin.js";
import { makeDeletePlan } from "../../src/plan/delete-role.js";
import { lastApply } from "../../src/plan/journal-record.js";
import { makePlan } from "../../src/plan/make-plan.js";
import type { OthersChoice } from "../../src/plan/others.js";
import type { Plan } from "../../src/plan/plan.js";
import { planFor } from "../../src/plan/plan-for.js";
import { backPlan } from "../../src/plan/recover.js";
import { readPlan, writePlan } from "../../src/plan/saved-plan.js";
import { keptSentence, takeOverOf, takeOverWords } from "../../src/plan/take-over.js";
import type { Statement } from "../../src/policy/document.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { ACCOUNT, allow, apis, document, embedded, inline, managed, placed, role, run, trust } from "./fixtures.js";

const READ = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");
const WRITE = allow("Write", "s3:PutObject", "arn:aws:s3:::a/*");
const FULL = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
const TRUST = trustPolicy({
  partition: "aws",
  region: "eu-west-1",
  account: ACCOUNT,
  sourceAccount: true,
  sourceArn: "none",
  useCases: ["training"],
});
const LAMBDA: Statement = {
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const wanted = role({ trustPolicy: TRUST, policies: [inline("churn", READ)] });
const byHand = role({
  trustPolicy: document(...trust().Statement, LAMBDA),
  policies: [inline("by,hand", WRITE), managed("churn-2", WRITE)],
  attachedManagedPolicies: [FULL],
});

async function opened(before: RoleDefinition) {
  const { account, sandbox } = await embedded();
  await run(makePlan(placed(before), undefined), account);
  return { account, sandbox };
}

async function planned(account: AwsAccount, after: RoleDefinition, others?: OthersChoice): Promise<Plan> {
  return planFor(placed(after), await account.readRole(after.name), account, { others });
}

async function applied(plan: Plan, account: AwsAccount): Promise<void> {
  const events = [];
  for await (const event of applyPlan(plan, account, { journal: journalOf(plan, account) })) events.push(event);
  expect(events.at(-1)?.type).toBe("verified");
}

const taken = (plan: Plan) => takeOverOf(plan) as NonNullable<ReturnType<typeof takeOverOf>>;

describe("what others gave a role that is taken over", () => {
  it("is told part by part, apart from what the role file says in other words", async () => {
    const { account } = await opened({ ...byHand, tags: { old: "1" } });
    const plan = await planned(account, wanted);
    expect(taken(plan)).toEqual({
      isAdoption: true,
      replaced: ["its trust policy is replaced", "its tag old is removed"],
      lost: [
        "the inline policy by,hand is removed",
        "the managed policy churn-2 is detached",
        `${FULL} is detached`,
        "the statement of the trust policy that lets in lambda.amazonaws.com is removed",
      ],
      kept: [],
    });
    expect(takeOverWords(plan, taken(plan))).toMatch(/^The role churn was not made by sagerole, .*; .* lambda/);
  });

  it("stays unchanged where it is kept, and at every later plan of the same role", async () => {
    const { account } = await opened(byHand);
    const plan = await planned(account, wanted, "keep");
    expect(taken(plan).lost).toEqual([]);
    expect(apis(plan)).toEqual(["UpdateAssumeRolePolicy", "TagRole", "PutRolePolicy"]);
    await applied(readPlan(writePlan(plan), "plan"), account);
    const { definition } = (await account.readRole("churn")) ?? {};
    expect(definition?.policies).toEqual(expect.arrayContaining(byHand.policies));
    expect(definition?.attachedManagedPolicies).toEqual([FULL]);
    expect(definition?.trustPolicy.Statement).toEqual([...TRUST.Statement, LAMBDA]);
    const next = await planned(account, wanted);
    expect(next.steps).toEqual([]);
    expect(keptSentence(next)).toBe(
      `Kept, and not made by sagerole: the inline policy by,hand; the managed policy churn-2; ${FULL}; the statement of the trust policy that lets in lambda.amazonaws.com. To lose it: --others replace.`,
    );
    expect(apis(await planned(account, { ...wanted, description: "Serves" }))).toEqual(["UpdateRole"]);
  });

  it("may be changed by its owner and is still kept; what comes later is not", async () => {
    const { account } = await opened(byHand);
    await applied(await planned(account, wanted, "keep"), account);
    const put = (PolicyName: string) =>
      account.write({
        api: "PutRolePolicy",
        input: { RoleName: "churn", PolicyName, PolicyDocument: JSON.stringify(document(READ)) },
      });
    await put("by,hand");
    expect((await planned(account, wanted)).steps).toEqual([]);
    await put("later");
    expect((await planned(account, wanted)).steps.map(({ summary }) => summary)).toEqual([
      "remove the inline policy later",
    ]);
    expect((await planned(account, wanted, "keep")).steps.map(({ summary }) => summary)).toEqual([
      "set the tag sagerole:kept",
    ]);
  });

  it("goes when that is the word, with the tag that named it", async () => {
    const { account } = await opened(byHand);
    await applied(await planned(account, wanted, "keep"), account);
    const plan = await planned(account, wanted, "replace");
    expect(apis(plan).toSorted()).toEqual(
      ["DeleteRolePolicy", "DetachRolePolicy", "DetachRolePolicy", "UntagRole", "UpdateAssumeRolePolicy"].toSorted(),
    );
    await applied(plan, account);
    expect((await account.readRole("churn"))?.definition).toMatchObject({ tags: {}, policies: wanted.policies });
  });

  it("is not in the access change where it stays, and is where it goes", async () => {
    const { account } = await opened(byHand);
    const was = (await account.readRole("churn"))?.definition;
    const lost = async (choice: OthersChoice) => {
      const { items } = await accessBetween(account, was, (await planned(account, wanted, choice)).desired);
      return items.filter(({ change }) => change === "lost").flatMap(({ from }) => from);
    };
    expect((await lost("keep")).join()).not.toMatch(/by,hand|FullAccess/);
    expect((await lost("replace")).join()).toMatch(/by,hand.*FullAccess|FullAccess.*by,hand/);
  });

  it("is touched neither by undo nor by a deletion", async () => {
    const { account } = await opened(byHand);
    const before = (await account.readRole("churn"))?.definition;
    await applied(await planned(account, wanted, "keep"), account);
    const live = await account.readRole("churn");
    const record = lastApply(account, "churn");
    if (live === undefined || record?.plan.desired === undefined) throw new Error("nothing is on record");
    const { desired } = record.plan;
    expect(() => makeDeletePlan(placed(desired), live)).toThrow(/by,hand, churn-2, arn:/);
    const back = backPlan(record, live);
    expect(back.steps.filter(({ summary }) => /by,hand|churn-2|FullAccess/.test(summary))).toEqual([]);
    await applied(back, account);
    expect((await account.readRole("churn"))?.definition).toEqual(before);
  });

  it("cannot be kept under a name that sagerole writes, nor where both do not fit", async () => {
    const problem = async (before: RoleDefinition): Promise<Problem> => {
      const { account } = await opened(before);
      return planned(account, wanted, "keep").then(
        () => Promise.reject(new Error("it was kept")),
        (error) => error,
      );
    };
    const clash = await problem(role({ policies: [inline("churn", WRITE)] }));
    expect([clash.code, clash.message]).toEqual([
      "keep-name",
      "Of the role churn, the inline policy churn cannot be kept: sagerole writes its own under that name.",
    ]);
    const long = allow("Long", "s3:GetObject", `arn:aws:s3:::${"x".repeat(10_040)}/*`);
    const full = await problem(role({ policies: [inline("by-hand", long)] }));
    expect([full.code, full.message]).toEqual(["keep-room", expect.stringMatching(/may have 10240\.$/)]);
    const crowd = Array.from({ length: 5 }, (_, n) => ({
      ...LAMBDA,
      Principal: { Service: `s${n}${"x".repeat(300)}.amazonaws.com` },
    }));
    const crowded = await problem(role({ trustPolicy: document(...crowd) }));
    expect([crowded.code, crowded.message]).toEqual(["keep-room", expect.stringMatching(/may have 2048\.$/)]);
  });

  it("keeps a statement whose principal was deleted out of what is written, and says so", async () => {
    const { account } = await embedded();
    await run(makePlan(placed(role({ name: "megan" })), undefined), account);
    const them = { ...LAMBDA, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/megan` } };
    await run(
      makePlan(placed(role({ trustPolicy: document(...trust().Statement, them, LAMBDA) })), undefined),
      account,
    );
    await account.write({ api: "DeleteRole", input: { RoleName: "megan" } });
    const plan = await planned(account, wanted, "keep");
    expect(plan.notes).toEqual([expect.stringMatching(/^AROA\w+ .*left out/)]);
    await applied(plan, account);
    expect((await planned(account, wanted)).steps).toEqual([]);
  });
});

describe("a role whose trust policy was edited by hand", () => {
  const edited = role({ trustPolicy: trust(), policies: [inline("churn", READ)] });

  it("is known by the statements that sagerole wrote: it is no take-over", async () => {
    const { account } = await opened(edited);
    const plan = await planned(account, { ...wanted, policies: [inline("churn", READ, WRITE)] });
    expect(taken(plan)).toMatchObject({ isAdoption: false, lost: [] });
    expect(takeOverWords(plan, taken(plan))).toMatch(
      /was made by sagerole, and its trust policy has been edited since/,
    );
  });

  it("is asked about all the same where others gave it something", async () => {
    const { account } = await opened({ ...edited, policies: [...edited.policies, inline("by-hand", WRITE)] });
    expect(taken(await planned(account, wanted)).lost).toEqual(["the inline policy by-hand is removed"]);
  });

  it("is another's where only the names are the same", async () => {
    const { account } = await opened(role({ trustPolicy: trust(), policies: [inline("churn", WRITE)] }));
    expect(taken(await planned(account, wanted))).toMatchObject({
      isAdoption: true,
      lost: ["the inline policy churn is replaced"],
    });
  });
});
