import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { type ServedSandbox, serveSandbox } from "../../src/sandbox/serve.js";
import { Terminal } from "./terminal.js";

/** An account as large as they come, far away, and throttled: one call in twenty is refused. */
const SIZE = { buckets: 100_000, repositories: 20_000, keys: 5_000 };
const FAULTS = { slowMs: 200, throttleEvery: 20 };

let sandbox: Sandbox;
let served: ServedSandbox;
let terminal: Terminal;
beforeEach(async () => {
  sandbox = new Sandbox({ generate: SIZE, faults: FAULTS });
  served = await serveSandbox(sandbox, { port: 0 });
  terminal = new Terminal({
    env: {
      AWS_ENDPOINT_URL: served.url,
      AWS_ACCESS_KEY_ID: "embedded",
      AWS_SECRET_ACCESS_KEY: "embedded",
      AWS_REGION: "eu-west-1",
    },
  });
});
afterEach(async () => {
  terminal.dispose();
  await served.close();
});

const count = (call: string) => sandbox.calls.filter((made) => made === call).length;

/** Presses keys, and waits for what they bring. */
async function pressFor(wanted: string | RegExp, ...keys: string[]): Promise<void> {
  await terminal.press(...keys);
  await terminal.waitFor(wanted);
}

describe("the wizard on 100,000 buckets, 20,000 repositories and 5,000 keys, slow and throttled", () => {
  it("is used while its lists still fill", async () => {
    await terminal.waitFor("Go on with this account");
    await pressFor("What do you want to do?", "enter");
    await pressFor("Train models", "enter");
    await pressFor("[x] Train models", "space");

    // How far the list is stands for the time: a page is 200 ms, on however busy a machine.
    await pressFor(/> \[ \] acme-\S+/, "enter");
    expect(count("s3:ListAllMyBuckets")).toBeLessThan(20);
    expect(terminal.text()).toMatch(/[\d,]+ so far… \(s stops\)/);
    await pressFor(/> \[ \] acme-fraud-raw-000001/, "down");
    await pressFor(/ 1 of [\d,]+ buckets/, "/", ..."vision-raw-000002");
    await pressFor("[x] acme-vision-raw-000002", "enter", "space");
    expect(count("s3:ListAllMyBuckets")).toBeLessThan(60);
    await pressFor(/Stopped at [\d,]+ \(r lists again\)/, "escape", "s");
    const pages = count("s3:ListAllMyBuckets");

    await pressFor("How is each bucket used?", "enter");
    await pressFor("Which container images", "enter");
    await pressFor(/\d,\d+ repositories, 1 chosen/);
    await pressFor("Which KMS keys", "enter");
    // What a key is, is asked for those in view.
    await terminal.waitFor(/alias\/\S+ +Key \d+ of team/);
    expect(count("kms:DescribeKey")).toBeLessThan(40);

    await pressFor("Name and guardrails", "enter");
    await pressFor("Summary", "enter");
    await pressFor("Apply now: 2 calls", "enter");
    await pressFor("The role is there", "enter");
    expect(sandbox.iam.roles["sagemaker-training"]?.inline["sagemaker-training"]).toContain("acme-vision-raw-000002");
    // The page that was under way when the list was stopped is the last.
    expect(count("s3:ListAllMyBuckets")).toBeLessThanOrEqual(pages + 1);
  }, 60_000);
});
