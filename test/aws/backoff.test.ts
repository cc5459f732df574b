import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Backoff } from "../../src/aws/backoff.js";
import { all, embedded } from "./fixtures.js";

describe("the gate that all calls pass", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Milliseconds after which each of so many callers is let through. */
  async function passing(gate: Backoff, callers: number): Promise<number[]> {
    const start = Date.now();
    const times = Promise.all(Array.from({ length: callers }, () => gate.pass().then(() => Date.now() - start)));
    await vi.runAllTimersAsync();
    return times;
  }

  it("lets everybody through while nothing is throttled", async () => {
    expect(await passing(new Backoff(), 3)).toEqual([0, 0, 0]);
  });

  it("holds everybody after one throttled call, and lets them through one by one", async () => {
    const gate = new Backoff();
    gate.throttled();
    const times = await passing(gate, 20);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(250);
    expect(Math.max(...times)).toBeLessThanOrEqual(501);
    expect(new Set(times).size).toBeGreaterThan(10);
    expect(await passing(gate, 3)).toEqual([0, 0, 0]);
  });

  it("takes the calls of one burst for one sign, and doubles its pause when the next is throttled too", async () => {
    const gate = new Backoff();
    for (let call = 0; call < 8; call++) gate.throttled();
    expect(Math.max(...(await passing(gate, 5)))).toBeLessThanOrEqual(501);
    gate.throttled();
    expect(Math.min(...(await passing(gate, 5)))).toBeGreaterThanOrEqual(500);
    for (let round = 0; round < 10; round++) {
      gate.throttled();
      await passing(gate, 1);
    }
    gate.throttled();
    expect(Math.max(...(await passing(gate, 5)))).toBeLessThanOrEqual(20_001);
    for (let call = 0; call < 60; call++) gate.succeeded();
    gate.throttled();
    expect(Math.max(...(await passing(gate, 5)))).toBeLessThanOrEqual(501);
  });
});

describe("an account that throttles", () => {
  it("makes the calls of its other services wait too", async () => {
    const { account, sandbox } = await embedded({ generate: { buckets: 1 } });
    sandbox.faults.set({ throttleEvery: 1 });
    const throttled = all(account.listBuckets()).catch(() => undefined);
    await vi.waitUntil(() => sandbox.calls.includes("s3:ListAllMyBuckets"));
    sandbox.faults.set({});
    const start = Date.now();
    await all(account.listRepositories());
    expect(Date.now() - start).toBeGreaterThanOrEqual(200);
    await throttled;
  });

  it("is listed all the same where it throttles a call four times in a row", async () => {
    // The shortest of the waits, which are random.
    vi.spyOn(Math, "random").mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const { account, sandbox } = await embedded({ generate: { buckets: 1 } });
    sandbox.faults.set({ throttleEvery: 1 });
    const buckets = all(account.listBuckets());
    await vi.waitUntil(() => sandbox.calls.filter((call) => call === "s3:ListAllMyBuckets").length > 3, 30_000);
    sandbox.faults.set({});
    expect(await buckets).toHaveLength(1);
  });
});
