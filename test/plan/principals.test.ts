import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { applyPlan } from "../../src/plan/apply.js";
import { journalOf } from "../../src/plan/begin.js";
import { lastApply } from "../../src/plan/journal-record.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { uniqueIdsFor } from "../../src/plan/principals.js";
import { backPlan } from "../../src/plan/recover.js";
import type { PolicyDocument, Statement } from "../../src/policy/document.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { ACCOUNT, apis, document, embedded, guarded, placed, role, run } from "./fixtures.js";

const MEGAN = `arn:aws:iam::${ACCOUNT}:role/megan`;

function trusting(principal: Statement["Principal"]): PolicyDocument {
  const [sageMaker] = guarded.Statement as [Statement];
  return document(sageMaker, { Sid: "Them", Effect: "Allow", Principal: principal as never, Action: "sts:AssumeRole" });
}

/** An account with a role that another may assume, who is then deleted, and made again unless told not to. */
async function orphaned(again = true) {
  const { account, sandbox } = await embedded();
  const megan = role({ name: "megan" });
  await run(makePlan(placed(megan), undefined), account);
  await run(makePlan(placed(role({ trustPolicy: trusting({ AWS: MEGAN }) })), undefined), account);
  await account.write({ api: "DeleteRole", input: { RoleName: "megan" } });
  if (again) await run(makePlan(placed(megan), undefined), account);
  const live = await account.readRole("churn");
  if (live === undefined) throw new Error("the role is gone");
  const planned = async (definition: RoleDefinition, shown = live) =>
    makePlan({ ...placed(definition), principals: await uniqueIdsFor(definition.trustPolicy, shown, account) }, shown);
  return { account, sandbox, live, planned };
}

describe("roles that a trust policy names", () => {
  it("are shown as ids by IAM once they are deleted, even where one of the name is made again", async () => {
    const { live } = await orphaned();
    expect(live.definition.trustPolicy.Statement[1]?.Principal).toEqual({ AWS: expect.stringMatching(/^AROA/) });
  });

  it("are written anew where another has the name now, and the plan says why", async () => {
    const { account, planned } = await orphaned();
    const plan = await planned(role({ trustPolicy: trusting({ AWS: MEGAN }) }));
    expect(apis(plan)).toEqual(["UpdateAssumeRolePolicy"]);
    expect(plan.notes).toEqual([expect.stringMatching(/^AROA\w+ .* was deleted.*does not have its rights until/)]);
    expect((await run(plan, account)).at(-1)?.type).toBe("verified");
    const { definition } = (await account.readRole("churn")) ?? {};
    expect(definition?.trustPolicy.Statement[1]?.Principal).toEqual({ AWS: MEGAN });
  });

  it("are the same as the id that they have now", async () => {
    const { account, live, planned } = await orphaned();
    const id = await account.readUniqueId(MEGAN);
    const shown = { ...live, definition: role({ trustPolicy: trusting({ AWS: id ?? "" }) }) };
    const plan = await planned(role({ trustPolicy: trusting({ AWS: [MEGAN] }) }), shown);
    expect(plan.steps).toEqual([]);
    expect(plan.desired?.trustPolicy).toEqual(shown.definition.trustPolicy);
    const more = await planned(
      role({ trustPolicy: trusting({ AWS: [MEGAN, `arn:aws:iam::${ACCOUNT}:root`] }) }),
      shown,
    );
    expect(apis(more)).toEqual(["UpdateAssumeRolePolicy"]);
    expect(more.notes).toEqual([`${id} in the live trust policy is ${MEGAN}: it stays, and is written as its ARN.`]);
  });

  it.each([
    ["may not be looked up", MEGAN, /is arn:aws:iam::111122223333:role\/megan cannot be told: .*iam:GetRole/],
    ["are of another account", "arn:aws:iam::999988887777:role/megan", /cannot be told: it is of another account/],
  ])("are never called the same where they %s", async (_, arn, words) => {
    const { sandbox, planned } = await orphaned();
    sandbox.faults.set({ deny: ["iam:GetRole"] });
    const plan = await planned(role({ trustPolicy: trusting({ AWS: arn }) }));
    expect(apis(plan)).toEqual(["UpdateAssumeRolePolicy"]);
    expect(plan.notes).toEqual([expect.stringMatching(words)]);
  });

  it("are asked about only where an id is shown", async () => {
    const { account, sandbox } = await embedded();
    const desired = role({ trustPolicy: trusting({ AWS: MEGAN }) });
    const before = sandbox.calls.length;
    const is = { arn: "arn", definition: role(), versions: {} };
    expect(await uniqueIdsFor(desired.trustPolicy, is, account)).toEqual({});
    expect(sandbox.calls.length).toBe(before);
  });

  it("are left out, said, where a policy with the id of a deleted one must be written", async () => {
    const { account, live, planned } = await orphaned(false);
    const [sageMaker, them] = live.definition.trustPolicy.Statement as [Statement, Statement];
    const both = {
      ...them,
      Principal: { AWS: [...Object.values(them.Principal as object), `arn:aws:iam::${ACCOUNT}:root`] },
    };
    const plan = await planned(
      role({ trustPolicy: document({ ...sageMaker, Sid: "Mine" }, both, { ...them, Sid: "Gone" }) }),
    );
    expect(plan.notes).toEqual([expect.stringMatching(/^AROA\w+ .*left out/)]);
    expect((await run(plan, account)).at(-1)?.type).toBe("verified");
    expect(plan.desired?.trustPolicy.Statement.map(({ Sid }) => Sid)).toEqual(["Mine", "Them"]);
  });

  it("do not keep a role from being led back, but for the id that IAM takes no more", async () => {
    const { account, live, planned } = await orphaned(false);
    const plan = await planned(role({ trustPolicy: guarded, description: "Serves" }));
    expect(plan.notes).toEqual([expect.stringMatching(/^AROA\w+ .*goes for good/)]);
    for await (const _ of applyPlan(plan, account, { journal: journalOf(plan, account) }));
    const record = lastApply(account, "churn");
    if (record === undefined) throw new Error("nothing is on record");
    const back = backPlan(record, await account.readRole("churn"));
    expect(back.notes).toEqual([expect.stringMatching(/^AROA\w+ .*left out/)]);
    expect((await run(back, account)).at(-1)?.type).toBe("verified");
    const { definition } = (await account.readRole("churn")) ?? {};
    expect(definition).toEqual({ ...live.definition, trustPolicy: guarded });
  });

  it("are no reason to change a policy that stays", async () => {
    const { live, planned } = await orphaned(false);
    expect((await planned(live.definition)).steps).toEqual([]);
  });

  it("refuse a policy that nobody is left in", async () => {
    const { live, planned } = await orphaned(false);
    const [, them] = live.definition.trustPolicy.Statement as [Statement, Statement];
    const problem = await planned(role({ trustPolicy: document({ ...them, Sid: "Alone" }) })).catch((error) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem.code).toBe("deleted-principals");
  });

  it("must be there", async () => {
    const { account } = await embedded();
    const plan = makePlan(placed(role({ trustPolicy: trusting({ AWS: MEGAN }) })), undefined);
    const [, failed] = await run(plan, account);
    expect(failed).toMatchObject({ type: "step-failed", problem: { code: "invalid-principal" } });
  });
});
