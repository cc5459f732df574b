import { afterEach, describe, expect, it, vi } from "vitest";
import type { AwsAccount } from "../../src/aws/account.js";
import { Problem } from "../../src/base/problem.js";
import { fingerprint } from "../../src/plan/fingerprint.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { outcomeOf } from "../../src/plan/outcome.js";
import type { ApplyEvent, Plan } from "../../src/plan/plan.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { allow, embedded, inline, managed, placed, role, run, trust } from "./fixtures.js";

const waits: number[] = [];
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  // Apply waits for IAM to show what was written; here nothing is gained by waiting.
  setTimeout: async (milliseconds: number) => {
    waits.push(milliseconds);
  },
}));
afterEach(() => {
  waits.length = 0;
});

const read = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");
const write = allow("Write", "s3:PutObject", "arn:aws:s3:::a/*");
const BEFORE = role({
  trustPolicy: trust(),
  tags: { old: "1" },
  policies: [inline("gone", read), inline("churn", read), managed("churn", read)],
  attachedManagedPolicies: ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"],
});
const AFTER = role({
  description: "Serves",
  permissionsBoundary: "arn:aws:iam::111122223333:policy/ml-boundary",
  tags: { team: "churn" },
  policies: [inline("churn", write), managed("churn", write), managed("churn-2", read)],
  attachedManagedPolicies: ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"],
});
/** Calls that make every kind of write but CreateRole and DeleteRolePermissionsBoundary. */
const CALLS = 12;

/** An account in which the role is as it was before. */
async function withRole(before: RoleDefinition = BEFORE) {
  const { sandbox, account } = await embedded();
  await run(makePlan(placed(before), undefined), account);
  waits.length = 0;
  return { sandbox, account };
}

async function planned(account: AwsAccount, after: RoleDefinition = AFTER): Promise<Plan> {
  return makePlan(placed(after), await account.readRole(after.name));
}

/** The account, in which the n-th write (from 1) is not let through. */
function failing(account: AwsAccount, n: number, error: Error, isDone = false): AwsAccount {
  let count = 0;
  return {
    ...account,
    write: async (call) => {
      count += 1;
      if (count !== n) return account.write(call);
      if (isDone) await account.write(call);
      throw error;
    },
  };
}

function failure(events: readonly ApplyEvent[]) {
  const last = events.at(-1);
  if (last?.type !== "step-failed") throw new Error(`ended with ${last?.type}`);
  return last;
}

describe("apply", () => {
  it("does each step, says so, and reads the role back", async () => {
    const { account } = await withRole();
    const plan = await planned(account);
    expect(plan.steps).toHaveLength(CALLS);
    const events = await run(plan, account);
    expect(events.map(({ type }) => type)).toEqual([
      ...plan.steps.flatMap(() => ["step-started", "step-done"]),
      "reading-back",
      "verified",
    ]);
    expect(fingerprint((await account.readRole("churn"))?.definition)).toBe(fingerprint(AFTER));
  });

  it.each([...Array(CALLS).keys()])(
    "says exactly what was done when call %i fails, and the role agrees",
    async (index) => {
      const { account } = await withRole();
      const plan = await planned(account);
      const denied = new Problem("access-denied", "AWS does not let you do that.", "Ask an administrator.");
      const event = failure(await run(plan, failing(account, index + 1, denied)));
      expect(event.index).toBe(index);
      expect(event.done).toEqual(plan.steps.slice(0, index));
      expect(event.unknown).toEqual([]);
      expect(event.notDone).toEqual(plan.steps.slice(index));
      expect(event.problem).toEqual({ code: "access-denied", message: denied.message, next: denied.next });
      const half = outcomeOf(
        plan.live,
        event.done.map(({ call }) => call),
      );
      const now = await account.readRole("churn");
      expect(fingerprint(now?.definition)).toBe(fingerprint(half));

      const rest = await run(makePlan(placed(AFTER), now), account);
      expect(rest.at(-1)?.type).toBe("verified");
    },
  );

  it("finishes what was cut short between creating a managed policy and attaching it", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ deny: ["iam:AttachRolePolicy"] });
    const desired = role({ policies: [managed("churn", read)] });
    const event = failure(await run(makePlan(placed(desired), undefined), account));
    expect(event.done.map(({ call }) => call.api)).toEqual(["CreateRole", "CreatePolicy"]);
    expect(event.problem.code).toBe("access-denied");
    sandbox.faults.set({});
    expect((await run(await planned(account, desired), account)).at(-1)?.type).toBe("verified");
  });

  it.each([...Array(CALLS).keys()])("takes call %i as done when only its answer was lost", async (index) => {
    const { account } = await withRole();
    const plan = await planned(account);
    const lost = new Problem("network", "AWS could not be reached.", "Check the network.");
    const events = await run(plan, failing(account, index + 1, lost, true));
    const { api } = plan.steps[index]?.call ?? {};
    if (api === "CreatePolicy") {
      // Nothing of it shows in the role.
      const event = failure(events);
      expect(event.unknown).toEqual([plan.steps[index]]);
      expect(event.notDone).toEqual(plan.steps.slice(index + 1));
      expect(event.problem.next).toBe("It may have been carried out all the same. Check the network.");
      expect((await run(await planned(account), account)).at(-1)?.type).toBe("verified");
    } else expect(events.at(-1)?.type).toBe("verified");
  });

  it("tells a call that AWS refused from one that AWS broke down under", async () => {
    const { account } = await embedded();
    const refused = "arn:aws:iam::aws:policy/aws-service-role/AmazonSageMakerNotebooksServiceRolePolicy";
    const plan = makePlan(placed(role({ attachedManagedPolicies: [refused] })), undefined);
    const event = failure(await run(plan, account));
    expect(event.problem.message).toContain("Cannot attach a Service Role Policy");
    expect(event).toMatchObject({ done: plan.steps.slice(0, 1), unknown: [], notDone: plan.steps.slice(1) });

    const cause = { $metadata: { httpStatusCode: 500 } };
    const broken = new Problem("aws", "Could not attach the managed policy.", "Try again.", { cause });
    const next = await planned(account);
    expect(failure(await run(next, failing(account, 1, broken)))).toMatchObject({
      done: [],
      unknown: next.steps.slice(0, 1),
      notDone: next.steps.slice(1),
    });
  });

  it("does not take a call as done because somebody else changed the role meanwhile", async () => {
    const { account } = await withRole();
    const plan = await planned(account);
    const event = failure(
      await run(plan, {
        ...account,
        write: async () => {
          await account.write({ api: "TagRole", input: { RoleName: "churn", Tags: [{ Key: "by", Value: "other" }] } });
          throw new Problem("concurrent", "Somebody is changing it.", "Plan again.");
        },
      }),
    );
    expect(event).toMatchObject({ done: [], unknown: [], notDone: plan.steps });
  });

  it("says that it cannot know when the network is gone for good", async () => {
    const { account } = await withRole();
    const plan = await planned(account);
    let isGone = false;
    const gone = new Problem("network", "AWS could not be reached.", "Check the network.");
    const event = failure(
      await run(plan, {
        ...account,
        readRole: async (name, signal) => {
          if (isGone) throw gone;
          return account.readRole(name, signal);
        },
        write: async () => {
          isGone = true;
          throw gone;
        },
      }),
    );
    expect(event).toMatchObject({ done: [], unknown: [plan.steps[0]], notDone: plan.steps.slice(1) });
  });

  it.each([1, 2, 3, 5, 8, 13, 21])("comes through when the answer to call %i of AWS is lost", async (failAt) => {
    const { account, sandbox } = await withRole();
    const plan = await planned(account);
    sandbox.faults.set({ failAt, answerLost: true });
    expect((await run(plan, account)).at(-1)?.type).toBe("verified");
  });

  it.each([1, 2, 3, 4, 5, 6])("makes a role though the answer to call %i of AWS is lost", async (failAt) => {
    const { account } = await embedded();
    const { account: flaky } = await embedded({ faults: { failAt: failAt + 1, answerLost: true } });
    const plan = makePlan(placed(AFTER), undefined);
    expect((await run(plan, account)).at(-1)?.type).toBe("verified");
    expect((await run(plan, flaky)).at(-1)?.type).toBe("verified");
  });

  it("writes nothing when the role changed since the plan, was removed, or was made", async () => {
    const { account } = await withRole();
    const stale = await planned(account);
    await account.write({ api: "TagRole", input: { RoleName: "churn", Tags: [{ Key: "old", Value: "2" }] } });
    const before = JSON.stringify(await account.readRole("churn"));
    await expect(run(stale, account)).rejects.toMatchObject({ code: "role-changed", next: /Nothing was written/ });
    const fresh = makePlan(placed(AFTER), undefined);
    await expect(run(fresh, account)).rejects.toThrow("A role named churn has been made since");
    expect(JSON.stringify(await account.readRole("churn"))).toBe(before);
    const { account: empty } = await embedded();
    await expect(run(stale, empty)).rejects.toThrow("The role churn has been removed since");
  });

  it("writes nothing in another account", async () => {
    const { account, sandbox } = await embedded();
    const plan = { ...makePlan(placed(AFTER), undefined), account: "999988887777" };
    await expect(run(plan, account)).rejects.toMatchObject({ code: "other-account" });
    expect(sandbox.iam.roles.churn).toBeUndefined();
  });

  it("stops before the next call when asked to, and says what is left", async () => {
    const { account } = await withRole();
    const plan = await planned(account);
    const stop = new AbortController();
    let reads = 0;
    const event = failure(
      await run(
        plan,
        {
          ...account,
          readRole: async (name) => {
            reads += 1;
            return account.readRole(name);
          },
          write: async (call, signal) => {
            expect(signal).toBeUndefined();
            await account.write(call);
            stop.abort();
          },
        },
        stop.signal,
      ),
    );
    expect(event.problem.code).toBe("stopped");
    expect(reads).toBe(1);
    expect(event.done).toEqual(plan.steps.slice(0, 1));
    expect(event.notDone).toEqual(plan.steps.slice(1));
  });

  it("gives IAM time to show what was written, half a minute at most", async () => {
    const { account, sandbox } = await embedded({ faults: { lagReads: 20 } });
    expect((await run(makePlan(placed(AFTER), undefined), account)).at(-1)?.type).toBe("verified");
    expect(waits.length).toBeGreaterThan(1);

    waits.length = 0;
    sandbox.reset();
    sandbox.faults.set({ lagReads: 10_000 });
    const last = (await run(makePlan(placed(AFTER), undefined), account)).at(-1);
    expect(last).toMatchObject({
      type: "differs",
      lines: expect.arrayContaining([expect.objectContaining({ sign: "+" })]),
    });
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(31_000);
  });

  it("says that all was done where the role cannot be read back", async () => {
    const { account } = await withRole();
    const plan = await planned(account);
    let reads = 0;
    const events = await run(plan, {
      ...account,
      readRole: async (name) => {
        reads += 1;
        if (reads > 1) throw new Problem("access-denied", "iam:GetRole is missing.", "Ask.");
        return account.readRole(name);
      },
    });
    expect(events.filter(({ type }) => type === "step-done")).toHaveLength(CALLS);
    expect(events.at(-1)).toMatchObject({ type: "unverified", problem: { code: "access-denied" } });
  });
});
