import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { AwsAccount, LiveRole } from "../../src/aws/account.js";
import { toProblem } from "../../src/aws/errors.js";
import { stateFolder } from "../../src/base/folders.js";
import { Problem } from "../../src/base/problem.js";
import { type ApplyOptions, applyPlan } from "../../src/plan/apply.js";
import { journalOf } from "../../src/plan/begin.js";
import { makeDeletePlan } from "../../src/plan/delete-role.js";
import { fingerprint } from "../../src/plan/fingerprint.js";
import { Journal } from "../../src/plan/journal.js";
import { type Direction, lastApply, unfinishedApplies } from "../../src/plan/journal-record.js";
import { makePlan } from "../../src/plan/make-plan.js";
import type { OthersChoice } from "../../src/plan/others.js";
import { outcomeOf } from "../../src/plan/outcome.js";
import type { ApplyEvent, Plan } from "../../src/plan/plan.js";
import { planFor } from "../../src/plan/plan-for.js";
import { backPlan, forwardPlan } from "../../src/plan/recover.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import {
  ACCOUNT,
  allow,
  document,
  embedded,
  guarded,
  inline,
  managed,
  placed,
  role,
  run,
  trust,
} from "../plan/fixtures.js";

/** What goes wrong at one call of a plan. */
type Fault =
  | { name: string; kind: "killed"; when: "before" | "after" | "recorded" }
  | { name: string; kind: "fails"; code: string; carriedOut?: boolean }
  | { name: string; kind: "disk" }
  | { name: string; kind: "changed" }
  | { name: string; kind: "lag"; when: "before" | "after" };

const FAULTS: readonly Fault[] = [
  { name: "killed before the call", kind: "killed", when: "before" },
  { name: "killed after the call, before its answer", kind: "killed", when: "after" },
  { name: "killed after the answer was recorded", kind: "killed", when: "recorded" },
  { name: "throttled", kind: "fails", code: "Throttling" },
  { name: "500", kind: "fails", code: "ServiceFailure" },
  { name: "500 with the call carried out", kind: "fails", code: "ServiceFailure", carriedOut: true },
  { name: "time-out with the call carried out", kind: "fails", code: "TimeoutError", carriedOut: true },
  { name: "time-out with the call lost", kind: "fails", code: "TimeoutError" },
  { name: "AccessDenied", kind: "fails", code: "AccessDenied" },
  { name: "ConcurrentModification", kind: "fails", code: "ConcurrentModification" },
  { name: "LimitExceeded", kind: "fails", code: "LimitExceeded" },
  { name: "session expired", kind: "fails", code: "ExpiredToken" },
  { name: "changed by another in between", kind: "changed" },
  { name: "disk full on the journal", kind: "disk" },
  { name: "killed before the call, IAM 30 s behind", kind: "lag", when: "before" },
  { name: "killed after the call, IAM 30 s behind", kind: "lag", when: "after" },
];

const STATUS: Record<string, number> = { Throttling: 400, ServiceFailure: 500, AccessDenied: 403, ExpiredToken: 403 };
const READ = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");
const WRITE = allow("Write", "s3:PutObject", "arn:aws:s3:::b/*");
const READ_ONLY = "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly";
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/ml-boundary`;

interface Kind {
  before?: RoleDefinition;
  /** Something done to the role before it is planned. */
  prepare?(account: AwsAccount): Promise<void>;
  after?: RoleDefinition;
  /** What becomes of what others gave the role. */
  others?: OthersChoice;
}

const KINDS: Record<string, Kind> = {
  "new, inline": {
    after: role({ tags: { team: "churn" }, policies: [inline("churn", READ)], attachedManagedPolicies: [READ_ONLY] }),
  },
  "new, managed": { after: role({ policies: [managed("churn", READ), managed("churn-2", WRITE)] }) },
  update: {
    before: role({ tags: { team: "churn" }, policies: [inline("churn", READ)] }),
    after: role({
      description: "Serves",
      tags: { owner: "ml" },
      trustPolicy: trust({ StringEquals: { "aws:SourceAccount": ["1", ACCOUNT] } }),
      permissionsBoundary: BOUNDARY,
      policies: [inline("churn", READ, WRITE), managed("churn", WRITE)],
    }),
  },
  "update of a managed policy with five versions": {
    before: role({ policies: [managed("churn", READ)] }),
    async prepare(account) {
      for (const sid of ["A", "B", "C", "D"]) {
        const change = role({ policies: [managed("churn", { ...READ, Sid: sid })] });
        await run(makePlan(placed(change), await account.readRole("churn")), account);
      }
    },
    after: role({ policies: [managed("churn", WRITE), inline("churn", READ)] }),
  },
  "update from managed to inline": {
    before: role({ policies: [managed("churn", READ)] }),
    after: role({ policies: [inline("churn", READ)] }),
  },
  "adoption of somebody's role": {
    before: role({
      description: "by hand",
      trustPolicy: trust(),
      policies: [inline("by-hand", allow("All", "s3:*"))],
      attachedManagedPolicies: [READ_ONLY, "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"],
    }),
    after: role({ policies: [inline("churn", READ, WRITE)] }),
  },
  "adoption that keeps what others gave the role": {
    before: role({
      trustPolicy: document(...trust().Statement, {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
      policies: [inline("by-hand", allow("All", "s3:*")), managed("churn-2", WRITE)],
      attachedManagedPolicies: [READ_ONLY],
    }),
    after: role({ policies: [inline("churn", READ, WRITE)] }),
    others: "keep",
  },
  "update of a role whose trust policy shows the id of a deleted one": {
    before: role({ policies: [inline("churn", READ)] }),
    async prepare(account) {
      await run(makePlan(placed(role({ name: "megan" })), undefined), account);
      const them = { AWS: `arn:aws:iam::${ACCOUNT}:role/megan` };
      const PolicyDocument = JSON.stringify(
        document(...guarded.Statement, { Effect: "Allow", Principal: them, Action: "sts:AssumeRole" }),
      );
      await account.write({ api: "UpdateAssumeRolePolicy", input: { RoleName: "churn", PolicyDocument } });
      await account.write({ api: "DeleteRole", input: { RoleName: "megan" } });
    },
    after: role({ description: "Serves", policies: [inline("churn", READ, WRITE)] }),
    others: "keep",
  },
  deletion: {
    before: role({ policies: [inline("churn", READ), managed("churn", WRITE)], attachedManagedPolicies: [READ_ONLY] }),
  },
};

let cases = 0;
let sandbox: Sandbox;
let now = 0;

beforeEach(() => rmSync(join(stateFolder(), "journals"), { recursive: true, force: true }));
afterAll(() => console.info(`fault matrix: ${cases} cases`));

async function sleep(milliseconds: number): Promise<void> {
  now += milliseconds;
}

async function start(kind: Kind): Promise<{ account: AwsAccount; plan: Plan }> {
  const opened = await embedded({ clock: () => now });
  sandbox = opened.sandbox;
  const { account } = opened;
  if (kind.before !== undefined) await run(makePlan(placed(kind.before), undefined), account);
  await kind.prepare?.(account);
  const live = await account.readRole("churn");
  if (kind.after !== undefined) {
    return { account, plan: await planFor(placed(kind.after), live, account, { others: kind.others }) };
  }
  return { account, plan: makeDeletePlan(placed(live?.definition ?? role()), live as LiveRole) };
}

/** The role as IAM holds it, whatever reads are shown. */
async function truth(): Promise<RoleDefinition | undefined> {
  const { faults } = sandbox.faults;
  sandbox.faults.set({});
  now += 60_000;
  const { openAccount } = await import("../../src/aws/open.js");
  const account = await openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
  const live = await account.readRole("churn");
  sandbox.faults.set(faults);
  return live?.definition;
}

/** IAM without what it counts and dates: what a person would call the same. */
function held(): unknown {
  const { roles, policies } = structuredClone(sandbox.iam);
  return {
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, { created: _, id: __, attached, ...rest }]) => [
        name,
        { ...rest, attached: attached.toSorted() } as unknown,
      ]),
    ),
    policies: Object.fromEntries(
      Object.entries(policies).map(([arn, { versions, defaultVersion }]) => [
        arn,
        { inForce: versions[defaultVersion]?.document },
      ]),
    ),
  };
}

function others(state: unknown): unknown {
  const { roles, policies } = state as { roles: Record<string, unknown>; policies: Record<string, unknown> };
  const { churn: _, ...rest } = roles;
  return [rest, Object.entries(policies).filter(([arn]) => !/policy\/churn(-\d+)?$/.test(arn))];
}

const KILLED = Symbol("killed");

/** Runs a plan until a fault at the call `at` ends it. */
async function fail(
  plan: Plan,
  account: AwsAccount,
  at: number,
  fault: Fault,
  begin: NonNullable<ApplyOptions["journal"]> = journalOf(plan, account),
): Promise<ApplyEvent | typeof KILLED> {
  let count = 0;
  let kill: () => void = () => undefined;
  const killed = new Promise<typeof KILLED>((resolve) => {
    kill = () => resolve(KILLED);
  });
  const dead = () => {
    kill();
    return new Promise<never>(() => undefined);
  };
  if (fault.kind === "lag") sandbox.faults.set({ lagMs: 30_000 });
  const faulty: AwsAccount = {
    ...account,
    async write(call) {
      if (count++ !== at) return account.write(call);
      if (fault.kind === "killed" || fault.kind === "lag") {
        if (fault.when === "before") return dead();
        await account.write(call);
        return fault.when === "after" ? dead() : undefined;
      }
      if (fault.kind === "changed") {
        await account.write({
          api: "UpdateRole",
          input: { RoleName: "churn", Description: "by another", MaxSessionDuration: 7200 },
        });
        return dead();
      }
      if (fault.kind === "fails") {
        if (fault.carriedOut) await account.write(call);
        const error = {
          name: fault.code,
          message: fault.name,
          $metadata: { httpStatusCode: STATUS[fault.code] ?? 409 },
        };
        throw toProblem(fault.code === "TimeoutError" ? { name: "TimeoutError" } : error, "call", "iam:Call");
      }
    },
  };
  const events = applyPlan(plan, faulty, {
    sleep,
    journal: async (before) => {
      const journal = await begin(before);
      return {
        intent(index) {
          if (fault.kind === "disk" && index === at) throw new Problem("journal", "No space left.", "Free some.");
          journal.intent(index);
        },
        done(index) {
          journal.done(index);
          if (fault.kind === "killed" && fault.when === "recorded" && index === at) kill();
        },
        failed: (...args) => journal.failed(...args),
        end: () => journal.end(),
        drop: () => journal.drop(),
      };
    },
  })[Symbol.asyncIterator]();
  let last: ApplyEvent | undefined;
  for (;;) {
    const next = await Promise.race([killed, events.next()]);
    if (next === KILLED) return KILLED;
    if (next.done) return last as ApplyEvent;
    last = next.value;
    // The kill that follows the record comes before the next call.
    if (last.type === "step-done" && fault.kind === "killed" && fault.when === "recorded" && last.index === at) {
      return KILLED;
    }
  }
}

/** What the next start does about it. @returns whether there was anything to do */
async function recover(direction: Direction, dieAt?: number): Promise<boolean> {
  sandbox.faults.set({});
  now += 60_000;
  const { openAccount } = await import("../../src/aws/open.js");
  const account = await openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
  const [record] = unfinishedApplies(account);
  if (record === undefined) return false;
  const live = await account.readRole("churn");
  const plan = direction === "forward" ? forwardPlan(record, live) : backPlan(record, live);
  if (dieAt !== undefined && dieAt < plan.steps.length) {
    const fault: Fault = { name: "killed again", kind: "killed", when: dieAt % 2 === 0 ? "after" : "before" };
    await fail(plan, account, dieAt, fault, () => Journal.resume(record, direction, plan));
    return recover(direction);
  }
  const events: ApplyEvent[] = [];
  for await (const event of applyPlan(plan, account, {
    sleep,
    journal: () => Journal.resume(record, direction, plan),
  })) {
    events.push(event);
  }
  expect(events.at(-1)?.type).toBe("verified");
  expect(unfinishedApplies(account)).toEqual([]);
  if (direction === "forward") expect(lastApply(account, "churn")).toBeDefined();
  return true;
}

describe.each(Object.entries(KINDS))("%s", (_, kind) => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))("comes through: %s", async (_, fault) => {
    const { plan: first } = await start(kind);
    for (const at of first.steps.keys()) {
      for (const direction of ["forward", "back"] as const) {
        rmSync(join(stateFolder(), "journals"), { recursive: true, force: true });
        const { account, plan } = await start(kind);
        const before = held();
        const about = `call ${at}, ${plan.steps[at]?.call.api}, then ${direction}`;
        const name = plan.live === undefined && at === 0 && fault.kind === "changed";
        if (name) continue;
        cases += 1;
        const end = await fail(plan, account, at, fault);
        const between = await truth();
        expect(others(held()), about).toEqual(others(before));
        if (end !== KILLED && end.type === "step-failed") {
          const afterSteps = (steps: readonly { call: Plan["steps"][number]["call"] }[]) =>
            fingerprint(
              outcomeOf(
                plan.live,
                steps.map((step) => step.call),
              ),
            );
          const told = [
            afterSteps(end.done),
            ...(end.unknown.length > 0 ? [afterSteps([...end.done, ...end.unknown])] : []),
          ];
          expect(told, about).toContain(fingerprint(between));
          expect([...end.done, ...end.unknown, ...end.notDone], about).toEqual(plan.steps);
        }
        if (fault.kind === "changed") {
          const asItWas = held();
          await expect(recover(direction), about).rejects.toThrow(expect.objectContaining({ code: "role-changed" }));
          expect(held(), about).toEqual(asItWas);
          continue;
        }
        if (end !== KILLED && end.type === "verified") continue;
        // Where the first end was a kill, the way on is killed as well, at each of its calls in turn.
        const found = await recover(direction, fault.kind === "killed" ? at : undefined);
        // What wrote nothing, and said so, leaves nothing to recover.
        const wanted = direction === "back" || !found ? plan.live : plan.desired;
        expect(fingerprint(await truth()), about).toBe(fingerprint(wanted));
        if (direction === "back" || !found) expect(held(), about).toEqual(before);
        expect(others(held()), about).toEqual(others(before));
      }
    }
  });
});
