import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { serveSandbox } from "../../src/sandbox/serve.js";
import { EXECUTABLE, makeHome, strangerEnv } from "../e2e/terminal.js";

/** How often the program is killed, in all. */
const KILLS = Number(process.env.SAGEROLE_KILLS ?? 200);
/** Milliseconds that each answer takes, so that there is something to be killed in. */
const SLOW = 15;

const FIRST = `sagerole: 1
role: { name: churn, tags: { team: churn } }
account: "111122223333"
region: eu-west-1
useCases: { training: }
data:
  - { bucket: acme-train, access: read, prefixes: [raw/] }
delivery: managed
`;
const SECOND = FIRST.replace("access: read,", "access: read-write,")
  .replace("team: churn", "owner: ml")
  .replace(
    "delivery: managed",
    "trust: { sourceArn: account }\nattach: [arn:aws:iam::aws:policy/AmazonSageMakerReadOnly]",
  );

/** Plans by the state each begins and ends in. */
const PLANS = [
  ["none", ["apply", "first.role.yaml", "--yes"], "first"],
  ["first", ["apply", "second.role.yaml", "--yes"], "second"],
  ["second", ["delete", "second.role.yaml", "--yes"], "gone"],
] as const;

/** One account over HTTP, and the program that works on it. */
async function bench() {
  const folder = mkdtempSync(join(tmpdir(), "sagerole-kill-"));
  const file = join(folder, "sandbox.json");
  const sandbox = new Sandbox({ file });
  const served = await serveSandbox(sandbox, { port: 0 });
  const env = strangerEnv(makeHome(), {
    AWS_ENDPOINT_URL: served.url,
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_REGION: "eu-west-1",
    AWS_MAX_ATTEMPTS: "1",
  });
  const run = (...args: string[]) => {
    const child = spawn(process.execPath, [EXECUTABLE, ...args], { cwd: folder, env });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += String(data)));
    const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
      child.on("close", (code) => resolve({ code, text })),
    );
    return { child, ended };
  };
  const journals = join(env.XDG_STATE_HOME ?? "", "sagerole", "journals");
  const unfinished = () =>
    (existsSync(journals) ? readdirSync(journals) : []).filter((name) => name.endsWith(".jsonl"));
  const put = (state: string) => copyFileSync(`${file}.${state}`, file);
  const keep = (state: string) =>
    writeFileSync(`${file}.${state}`, JSON.stringify({ format: "sagerole.sandbox/1", ...sandbox.iam }));
  writeFileSync(join(folder, "first.role.yaml"), FIRST);
  writeFileSync(join(folder, "second.role.yaml"), SECOND);
  return { sandbox, served, run, unfinished, put, keep };
}

/** What IAM holds of the role, without what it counts and dates. */
function held({ iam }: Sandbox): string {
  const { churn } = iam.roles;
  const policies = Object.entries(iam.policies)
    .filter(([arn]) => /policy\/churn(-\d+)?$/.test(arn))
    .map(([arn, { versions, defaultVersion }]) => [arn, versions[defaultVersion]?.document]);
  if (churn === undefined) return JSON.stringify([undefined, policies]);
  const { created: _, id: __, attached, ...rest } = churn;
  return JSON.stringify([{ ...rest, attached: attached.toSorted() }, policies]);
}

/** Waits until the program has made its first write, or has ended. */
async function firstWrite(sandbox: Sandbox, from: number, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const isWrite = (call: string) => /iam:(Create|Put|Update|Attach|Detach|Delete|Tag|Untag|Set)/.test(call);
  while (!over && !sandbox.calls.slice(from).some(isWrite)) await sleep(2);
}

describe("a program killed at any moment", () => {
  it.concurrent.each([0, 1])(
    `leaves the role as planned or as before, after the next start (${KILLS} kills in all, worker %i of 2)`,
    { timeout: 20 * 60_000 },
    async (worker) => {
      const { sandbox, served, run, unfinished, put, keep } = await bench();
      // Where each plan begins and ends, tried once without a fault.
      keep("none");
      const outcome: Record<string, string> = { none: held(sandbox) };
      for (const [, args, to] of PLANS) {
        const { code, text } = await run(...args).ended;
        if (code !== 0) throw new Error(text);
        outcome[to] = held(sandbox);
        keep(to);
      }
      sandbox.faults.set({ slowMs: SLOW });
      let interrupted = 0;
      for (let kill = 0; kill < KILLS / 2; kill += 1) {
        const [from, args, to] = PLANS[kill % PLANS.length] as (typeof PLANS)[number];
        put(from);
        const before = held(sandbox);
        const calls = sandbox.calls.length;
        const { child, ended } = run(...args);
        await firstWrite(sandbox, calls, ended);
        await sleep(Math.random() * 8 * SLOW);
        child.kill("SIGKILL");
        await ended;
        await sleep(2 * SLOW);
        const whole = outcome[to] as string;
        const about = `worker ${worker}, kill ${kill}: ${args.join(" ")}`;
        if (unfinished().length === 0) {
          expect([before, whole], about).toContain(held(sandbox));
          continue;
        }
        interrupted += 1;
        const direction = Math.random() < 0.5 ? "--finish" : "--roll-back";
        const { code, text } = await run("recover", direction, "--yes").ended;
        expect(code, `${about}\n${text}`).toBe(0);
        expect(held(sandbox), `${about}\n${text}`).toBe(direction === "--finish" ? whole : before);
        expect(unfinished(), about).toEqual([]);
      }
      await served.close();
      console.info(`killed ${KILLS / 2} times, ${interrupted} of them in the middle of an apply`);
      expect(interrupted).toBeGreaterThan(KILLS / 10);
    },
  );
});
