import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { serveSandbox } from "../../src/sandbox/serve.js";
import { makeRole, toData } from "./journey.js";
import { Terminal, type TerminalOptions } from "./terminal.js";

let open: Terminal[] = [];
function start(options?: TerminalOptions): Terminal {
  const terminal = new Terminal(options);
  open.push(terminal);
  return terminal;
}
afterEach(() => {
  for (const terminal of open) terminal.dispose();
  open = [];
});

/** From the account step to the list of buckets, read to its end. */
async function toBuckets(terminal: Terminal): Promise<void> {
  await toData(terminal);
  await terminal.waitFor("60 buckets");
  await terminal.waitFor("(r lists again)");
}

const ESC = "\u001b";

describe.each([
  [80, 24],
  [120, 40],
  [40, 15],
])("the wizard at %i×%i, with no credentials", (columns, rows) => {
  it("takes a stranger to a role in the embedded account", async () => {
    const terminal = start({ columns, rows });
    await terminal.waitFor("Try it on the embedded account");
    await terminal.waitFor("no AWS credentials");
    await terminal.press("enter");
    await makeRole(terminal, "first-role");
    await terminal.press("enter");
    expect(await terminal.waitForExit()).toBe(0);

    const state = JSON.parse(readFileSync(join(terminal.home, "state/sagerole/sandbox.json"), "utf8"));
    const role = state.roles["first-role"];
    expect(JSON.parse(role.trust).Statement[0].Condition.StringEquals["aws:SourceAccount"]).toBe("111122223333");
    const policy = JSON.parse(role.inline["first-role"]);
    expect(JSON.stringify(policy)).toContain("arn:aws:s3:::acme-train/raw/*");
    expect(JSON.stringify(policy)).not.toContain('"arn:aws:s3:::acme-train/*"');
    expect(statSync(join(terminal.home, "state/sagerole/sandbox.json")).mode & 0o077).toBe(0);

    const file = readFileSync(join(terminal.work, "first-role.role.yaml"), "utf8");
    expect(file).toContain("yaml-language-server: $schema=");
    expect(file).toContain("acme-train");
    // The screen is given back: the last lines are those of an ordinary command.
    expect(terminal.lines().join("")).toContain("Role ready: arn:aws:iam::111122223333:role/first-role");
    expect(terminal.raw).toContain(`${ESC}[?1049l`);
    expect(terminal.raw).not.toContain("NodeVersionSupportWarning");
  });
});

describe("the wizard", () => {
  it("does the same over HTTP, against the account that another process would serve", async () => {
    const sandbox = new Sandbox();
    const served = await serveSandbox(sandbox, { port: 0 });
    try {
      const terminal = start({
        env: {
          AWS_ENDPOINT_URL: served.url,
          AWS_ACCESS_KEY_ID: "embedded",
          AWS_SECRET_ACCESS_KEY: "embedded",
          AWS_REGION: "eu-west-1",
        },
      });
      await terminal.waitFor(served.url);
      expect(terminal.text()).not.toContain("SANDBOX");
      await makeRole(terminal, "over-http");
      expect(sandbox.iam.roles["over-http"]?.inline["over-http"]).toContain("acme-train/raw/*");
    } finally {
      await served.close();
    }
  });

  it.each([1, 2, 3])("takes a key that is pressed as soon as there is something to choose (%i)", async () => {
    const terminal = start();
    await terminal.waitFor("Try it on the embedded account");
    await terminal.press("enter");
    await terminal.waitFor("Go on with this account");
  });

  it("ends in order when the terminal goes away as soon as the first frame is there", async () => {
    const terminal = start();
    await terminal.waitFor("Try it on the embedded account");
    terminal.kill("SIGHUP");
    expect(await terminal.waitForExit()).toBe(130);
    expect(terminal.raw).toContain(`${ESC}[?1049l`);
  });

  it("shows the lists of an earlier start at once, and reads them again when asked to", async () => {
    const sandbox = new Sandbox();
    const served = await serveSandbox(sandbox, { port: 0 });
    const listed = () => sandbox.calls.filter((call) => call === "s3:ListAllMyBuckets").length;
    const env = {
      AWS_ENDPOINT_URL: served.url,
      AWS_ACCESS_KEY_ID: "embedded",
      AWS_SECRET_ACCESS_KEY: "embedded",
      AWS_REGION: "eu-west-1",
    };
    try {
      const first = start({ env });
      await toBuckets(first);
      await first.press("ctrlC");
      await first.waitFor("Leave sagerole?");
      await first.press("ctrlC");
      await first.waitForExit();
      const second = start({ env, home: first.home });
      await second.waitFor("Go on with the draft");
      await second.press("down", "enter");
      await toBuckets(second);
      expect(listed()).toBe(1);
      sandbox.faults.set({ slowMs: 1_000 });
      await second.press("r");
      await second.waitFor("of about 60… (s stops)");
      expect(second.text()).toContain("60 buckets");
      await second.waitFor("Listed just now (r lists again)");
      expect(listed()).toBe(2);
    } finally {
      await served.close();
    }
  });

  it("keeps the answers as a draft when ctrl-c ends it, and goes on from them", async () => {
    const first = start();
    await first.waitFor("no AWS credentials");
    await first.press("enter");
    await first.waitFor("Go on with this account");
    await first.press("enter");
    await first.waitFor("Make a new role");
    await first.press("enter");
    await first.waitFor("Train models");
    await first.press("space");
    await first.waitFor("[x] Train models");
    await first.press("ctrlC");
    await first.waitFor("Leave sagerole?");
    await first.press("ctrlC");
    expect(await first.waitForExit()).toBe(130);
    expect(first.text()).toContain("Your answers are kept");
    expect(first.raw).toContain(`${ESC}[?1049l`);
    expect(first.raw.lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(first.raw.lastIndexOf(`${ESC}[?25l`));

    const second = start({ home: first.home });
    await second.waitFor("Go on with the draft");
    await second.press("enter");
    await second.waitFor("Go on with this account");
    await second.press("enter");
    await second.waitFor("Make a new role");
    await second.press("enter");
    await second.waitFor("[x] Train models");
  });

  it("offers the hand-over where roles may not be created", async () => {
    const terminal = start({
      args: ["--sandbox"],
      env: { SAGEROLE_SANDBOX_FAULTS: JSON.stringify({ deny: ["iam:CreateRole", "s3:ListAllMyBuckets"] }) },
    });
    await terminal.waitFor("Go on with this account");
    await terminal.press("enter");
    await terminal.waitFor("Make a new role");
    await terminal.press("enter");
    await terminal.waitFor("Train models");
    await terminal.press("space", "enter");
    await terminal.waitFor("s3:ListAllMyBuckets is missing");
    await terminal.press("i");
    await terminal.press(..."s3://acme-out/results/");
    await terminal.press("enter");
    await terminal.waitFor("[x] acme-out");
    await terminal.press("enter");
    await terminal.waitFor("How is each bucket used?");
    // A place in a bucket was typed: the whole bucket was not.
    expect(terminal.text()).toMatch(/only under\s+results\//);
    await terminal.press("enter");
    await terminal.waitFor("Which container images");
    await terminal.press("enter");
    await terminal.waitFor("Which KMS keys");
    await terminal.press("enter");
    await terminal.waitFor("Name and guardrails");
    await terminal.press("enter");
    await terminal.waitFor("Summary");
    await terminal.press("enter");
    await terminal.waitFor("Apply now");
    await terminal.press("enter");
    await terminal.waitFor("iam:CreateRole is missing");
    await terminal.press("down", "enter");
    await terminal.waitFor("Ready to hand over");
    const folder = join(terminal.work, "sagemaker-training-request");
    for (const file of ["REQUEST.md", "sagemaker-training.role.yaml", "trust-policy.json", "caller-policy.json"]) {
      expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  it("is drawn where the environment says CI, as in development containers", async () => {
    const terminal = start({ env: { CI: "true" } });
    await terminal.waitFor("Try it on the embedded account");
    await terminal.press("enter");
    await terminal.waitFor("Go on with this account");
  });

  it("asks for a larger terminal, and is there when it gets one", async () => {
    const terminal = start({ columns: 26, rows: 7 });
    await terminal.waitFor("30×8");
    terminal.resize(80, 24);
    await terminal.waitFor("Try it on the embedded account");
  });

  it("never lets a line of the screen run over, whatever the names are", async () => {
    const terminal = start({ args: ["--sandbox"], columns: 60, rows: 20 });
    await terminal.waitFor("Go on with this account");
    await terminal.press("enter");
    await terminal.waitFor("Change a role that exists");
    await terminal.press("down", "enter");
    await terminal.waitFor("experiments-odd-text");
    expect(terminal.text()).toContain("First line\\u{a}role/looks-like-another-row".slice(0, 16));
    expect(terminal.lines()[0]).toMatch(/^sagerole {2}111122223333/);
    expect(terminal.lines()[19]).toContain("enter");
  });
});
