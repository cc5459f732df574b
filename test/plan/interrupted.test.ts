import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AwsAccount } from "../../src/aws/account.js";
import { openAccount } from "../../src/aws/open.js";
import { fingerprint } from "../../src/plan/fingerprint.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { outcomeOf } from "../../src/plan/outcome.js";
import type { ApplyEvent } from "../../src/plan/plan.js";
import type { Faults } from "../../src/sandbox/faults.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { serveSandbox } from "../../src/sandbox/serve.js";
import { anyRole } from "./arbitrary.js";
import { allow, embedded, inline, managed, placed, role, run } from "./fixtures.js";

vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  setTimeout: async () => undefined,
}));

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

/** The account; before its n-th write (from 0), something happens. */
function interrupted(account: AwsAccount, n: number, happen: () => unknown): AwsAccount {
  let count = 0;
  return {
    ...account,
    write: async (call, signal) => {
      if (count === n) await happen();
      count += 1;
      return account.write(call, signal);
    },
  };
}

function failure(events: readonly ApplyEvent[]) {
  const last = events.at(-1);
  if (last?.type !== "step-failed") throw new Error(`ended with ${last?.type}`);
  return last;
}

/** Managed policies are numbered from the first: there is no second without it. */
const wantedRole = anyRole.filter(({ policies }) => {
  const names = policies.filter(({ kind }) => kind === "managed").map(({ name }) => name);
  return !names.includes("churn-2") || names.includes("churn");
});

describe("an apply that is cut short", () => {
  it.each<[string, Faults, string]>([
    ["all is denied", { deny: ["*"] }, "access-denied"],
    ["the session expires", { expired: true }, "expired-credentials"],
  ])(
    "says of any two roles, at any call, exactly what was done when %s; planning again finishes",
    async (_, faults, code) => {
      await fc.assert(
        fc.asyncProperty(anyRole, wantedRole, fc.boolean(), fc.nat(), async (before, after, isNew, seed) => {
          const { account, sandbox } = await embedded();
          if (!isNew) await run(makePlan(placed(before), undefined), account);
          const plan = makePlan(placed(after), isNew ? undefined : await account.readRole("churn"));
          if (plan.steps.length === 0) return;
          const at = seed % plan.steps.length;
          const events = await run(
            plan,
            interrupted(account, at, () => sandbox.faults.set(faults)),
          );
          const event = failure(events);
          expect(event.problem.code).toBe(code);
          expect(event.index).toBe(at);
          expect([...event.done, ...event.notDone]).toEqual(plan.steps);
          expect(event.done).toHaveLength(at);
          expect(event.unknown).toEqual([]);

          sandbox.faults.set({});
          const half = await account.readRole("churn");
          expect(fingerprint(half?.definition)).toBe(
            fingerprint(
              outcomeOf(
                plan.live,
                event.done.map(({ call }) => call),
              ),
            ),
          );
          const rest = await run(makePlan(placed(after), half), account);
          expect(rest.at(-1)?.type).toBe("verified");
        }),
        { numRuns: 12 },
      );
    },
  );

  it("comes through a lost answer to any call, for any two roles", async () => {
    await fc.assert(
      fc.asyncProperty(anyRole, anyRole, fc.integer({ min: 1, max: 30 }), async (before, after, failAt) => {
        const { account, sandbox } = await embedded();
        await run(makePlan(placed(before), undefined), account);
        const plan = makePlan(placed(after), await account.readRole("churn"));
        sandbox.faults.set({ failAt, answerLost: true });
        const events = await run(plan, account);
        sandbox.faults.set({});
        const made = await account.readRole("churn");
        expect(events.at(-1)?.type).toBe("verified");
        expect(fingerprint(made?.definition)).toBe(fingerprint(after));
      }),
      { numRuns: 8 },
    );
  });

  it("says over HTTP that it cannot know, when the connection is gone for good", async () => {
    const sandbox = new Sandbox();
    const served = await serveSandbox(sandbox, { port: 0 });
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
    const account = await openAccount({ region: "eu-west-1", endpointUrl: served.url });
    const read = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");
    const desired = role({ policies: [inline("churn", read), managed("churn", read)], tags: { team: "churn" } });
    const plan = makePlan(placed(desired), undefined);
    const event = failure(
      await run(
        plan,
        interrupted(account, 1, () => served.close()),
      ),
    );
    expect(event.problem.code).toBe("network");
    expect(event.done).toEqual(plan.steps.slice(0, 1));
    expect(event.unknown).toEqual(plan.steps.slice(1, 2));
    expect(event.notDone).toEqual(plan.steps.slice(2));
    expect(event.problem.next).toContain("may have been carried out");
    expect(sandbox.iam.roles.churn?.tags).toEqual({ team: "churn" });
    expect(sandbox.iam.roles.churn?.inline).toEqual({});

    const again = await serveSandbox(sandbox, { port: 0 });
    const back = await openAccount({ region: "eu-west-1", endpointUrl: again.url });
    const rest = await run(makePlan(placed(desired), await back.readRole("churn")), back);
    expect(rest.at(-1)?.type).toBe("verified");
    await again.close();
  });
});
