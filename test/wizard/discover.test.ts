import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";
import { measureCalls } from "../bench/calls.js";
import { startIn, until } from "./fixtures.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sagerole-wizard-"));
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "sagerole-state-"));
});

/** The example account with one more bucket. */
function grown(): Sandbox {
  const sandbox = new Sandbox();
  const created = "2026-01-01T00:00:00Z";
  const buckets = [...sandbox.account.buckets, { name: "acme-new", region: "eu-west-1", created }];
  return Object.assign(sandbox, { account: { ...sandbox.account, buckets } });
}

async function open(options: SandboxOptions = {}, more: { endpoint?: string; sandbox?: Sandbox } = {}) {
  const started = startIn(folder, { sandbox: new Sandbox(options), ...more });
  await until(() => started.state().account.status === "open" && started.wizard.core() !== undefined);
  const { sandbox } = started;
  return { ...started, count: (call: string) => sandbox.calls.filter((made) => made === call).length };
}

describe("a run of the wizard", () => {
  it("asks the account nothing twice before it applies, and then only whether all is as it was shown", async () => {
    const { all, againBefore, againApplying } = await measureCalls();
    expect(againBefore).toEqual([]);
    expect(againApplying.filter((call) => !call.includes("Action=GetRole&"))).toEqual([]);
    expect(all.length).toBeLessThanOrEqual(40);
  });
});

describe("a list", () => {
  it("is read once, however often its step is entered", async () => {
    const { wizard, state, count } = await open();
    wizard.next();
    wizard.chooseGoal("change");
    await until(() => state().buckets.status === "done" && state().roles.status === "done");
    wizard.next();
    wizard.back();
    wizard.chooseGoal("change");
    wizard.next();
    expect(count("s3:ListAllMyBuckets")).toBe(1);
    expect(count("iam:ListRoles")).toBe(1);
  });

  it("can be stopped, and keeps what it has", async () => {
    const { wizard, state, count } = await open({ generate: { buckets: 9_000 }, faults: { slowMs: 30 } });
    wizard.next();
    await until(() => state().buckets.items.length >= 2_000);
    wizard.stopListing("buckets");
    await until(() => state().buckets.status === "stopped");
    const { items, listedAt } = state().buckets;
    expect(items.length).toBeGreaterThanOrEqual(2_000);
    expect(items.length).toBeLessThan(9_000);
    expect(listedAt).toBeUndefined();
    const calls = count("s3:ListAllMyBuckets");
    wizard.next();
    expect(count("s3:ListAllMyBuckets")).toBe(calls);
    wizard.again("buckets");
    await until(() => state().buckets.status === "done");
    expect(state().buckets.items).toHaveLength(9_000);
  });

  it("stays whole while it is read again, however that ends", async () => {
    const { wizard, sandbox, state } = await open({ generate: { buckets: 3_000 } });
    wizard.next();
    await until(() => state().buckets.status === "done");
    const { listedAt } = state().buckets;
    sandbox.faults.set({ slowMs: 30 });
    wizard.again("buckets");
    wizard.again("buckets");
    await until(() => state().buckets.read === 1_000);
    expect(state().buckets).toMatchObject({ status: "loading", about: 3_000, listedAt });
    expect(state().buckets.items).toHaveLength(3_000);
    wizard.stopListing("buckets");
    await until(() => state().buckets.status === "done");
    expect(state().buckets.items).toHaveLength(3_000);
    expect(state().buckets.listedAt).toBe(listedAt);
    sandbox.faults.set({ deny: ["s3:*"] });
    wizard.again("buckets");
    await until(() => state().buckets.status === "failed");
    expect(state().buckets.items).toHaveLength(3_000);
  });
});

describe("lists of an account that another start has read", () => {
  const endpoint = "http://localhost:4566";

  it("are there at once, with their age, and are read again only when asked for", async () => {
    const first = await open({}, { endpoint });
    first.wizard.next();
    await until(() => first.state().buckets.status === "done");
    const { listedAt, items } = first.state().buckets;
    await first.wizard.close();

    const { wizard, state, count } = await open({}, { endpoint, sandbox: grown() });
    wizard.next();
    await until(() => state().buckets.status === "done");
    expect(count("s3:ListAllMyBuckets")).toBe(0);
    expect(state().buckets.items).toEqual(items);
    expect(state().buckets.listedAt).toBe(listedAt);
    wizard.again("buckets");
    await until(() => state().buckets.items.length > items.length);
    expect(count("s3:ListAllMyBuckets")).toBe(1);
  });

  it("are not shown for another endpoint, nor kept where they were not read to their end", async () => {
    const first = await open({ generate: { buckets: 9_000 }, faults: { slowMs: 30 } }, { endpoint });
    first.wizard.next();
    await until(() => first.state().buckets.items.length >= 1_000);
    first.wizard.stopListing("buckets");
    await until(() => first.state().buckets.status === "stopped");
    const second = await open({}, { endpoint });
    second.wizard.next();
    await until(() => second.state().buckets.status === "done");
    expect(second.count("s3:ListAllMyBuckets")).toBe(1);
    const third = await open({}, { endpoint: "http://localhost:4567" });
    third.wizard.next();
    await until(() => third.state().buckets.status === "done");
    expect(third.count("s3:ListAllMyBuckets")).toBe(1);
  });
});

describe("what is looked up", () => {
  it("of 500 keys is what is in view or chosen, and nothing twice", async () => {
    const { wizard, state, count } = await open({ generate: { keys: 500 } });
    for (const _ of ["account", "goal"]) wizard.next();
    wizard.update((file) => ({ ...file, useCases: { training: {} } }));
    wizard.next();
    await until(() => state().keys.status === "done");
    const arns = state().keys.items.map(({ arn }) => arn);
    expect(arns).toHaveLength(500);
    expect(count("kms:DescribeKey")).toBe(0);
    wizard.viewKeys(arns.slice(0, 10));
    await until(() => Object.keys(state().facts.keys ?? {}).length === 10);
    wizard.update((file) => ({ ...file, keys: [{ key: arns[400] ?? "", for: ["volume"] }] }));
    await until(() => state().facts.keys?.[arns[400] ?? ""] !== undefined);
    wizard.viewKeys(arns.slice(0, 10));
    expect(state().facts.keys?.[arns[400] ?? ""]?.aliases).toHaveLength(1);
    expect(count("kms:DescribeKey")).toBe(11);
    expect(count("kms:GetKeyPolicy")).toBe(11);
  });

  it("of many chosen buckets is told with how many are left, and not of those that are chosen no more", async () => {
    const { wizard, state, count } = await open({ generate: { buckets: 100 }, faults: { slowMs: 10 } });
    wizard.next();
    await until(() => state().buckets.status === "done");
    const names = state().buckets.items.map(({ name }) => name);
    wizard.chooseBuckets(names, true);
    expect(state().lookedUp).toEqual({ done: 0, of: 100 });
    await until(() => (state().lookedUp?.done ?? 0) >= 5);
    wizard.chooseBuckets(names.slice(20), false);
    await until(() => state().lookedUp === undefined);
    expect(count("s3:ListBucket")).toBeLessThanOrEqual(24);
    expect(Object.keys(state().facts.buckets ?? {}).length).toBeGreaterThanOrEqual(20);
  });
});
