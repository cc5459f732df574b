import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetAccountAuthorizationDetailsCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditReport } from "../../src/audit/report.js";
import { open } from "../sandbox/clients.js";
import { EXECUTABLE, makeHome, strangerEnv } from "./terminal.js";

const home = makeHome();
const folder = mkdtempSync(join(tmpdir(), "sagerole-audit-"));

function audit(args: readonly string[], env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [EXECUTABLE, "audit", ...args], {
    encoding: "utf8",
    env: strangerEnv(home, env),
    cwd: folder,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** What the AWS CLI would print of the example account. */
async function details(): Promise<{ RoleDetailList: Record<string, unknown>[] }> {
  const { iam } = open();
  const { $metadata: _, ...answer } = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
  return JSON.parse(JSON.stringify(answer));
}

describe("sagerole audit", { timeout: 60_000 }, () => {
  let text: string;
  let code: number | null;
  let json: AuditReport;
  beforeAll(() => {
    ({ stdout: text, code } = audit(["--sandbox"]));
    json = JSON.parse(audit(["--sandbox", "--json"]).stdout);
  }, 60_000);

  it("tells the worst first, in lines that fit", () => {
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    const marks = [...text.matchAll(/^(high|medium|low|tight) /gm)].map(([, mark]) => mark);
    const order = ["high", "medium", "low", "tight"];
    expect(marks).toEqual(marks.toSorted((a = "", b = "") => order.indexOf(a) - order.indexOf(b)));
    expect(text).toMatch(/high {4}ml-admin\n {8}Dangerous: may do anything in the account\./);
    expect(text).toContain("! iam:PassRole on * + lambda:CreateFunction → any role Lambda may assume");
    expect(text).toMatch(/tight {3}vision-old-rights, churn-training/);
  });

  it("gives one JSON document, and what is compared only where there is something to compare with", () => {
    expect(json).toMatchObject({ format: "sagerole.audit/1", account: "111122223333", unread: [] });
    expect(json.roles.at(-1)?.findings).toEqual([]);
    expect(json).not.toHaveProperty("change");
    const sarif = JSON.parse(audit(["--sandbox", "--sarif", "search-any-caller"]).stdout);
    expect(sarif.version).toBe("2.1.0");
  });

  it("fails as it is told to", () => {
    expect(code).toBe(0);
    expect(audit(["--sandbox", "--fail-on", "high", "open-to-anybody"]).code).toBe(3);
    expect(audit(["--sandbox", "--fail-on", "high", "supply-any-queue"]).code).toBe(0);
    expect(audit(["--sandbox", "--fail-on", "medium", "supply-any-queue"]).code).toBe(3);
    const denied = { SAGEROLE_SANDBOX_FAULTS: '{"deny":["iam:GetAccountAuthorizationDetails","iam:GetRole"]}' };
    const unread = audit(["--sandbox", "--fail-on", "high"], denied);
    expect(unread.code).toBe(1);
    expect(unread.stderr).toContain("ml-admin could not be judged");
  });

  it("refuses what does not go together, and names what it does not know", () => {
    expect(audit(["--json", "--sarif"])).toMatchObject({ code: 2 });
    expect(audit(["--usage", "--from", "x.json"])).toMatchObject({ code: 2 });
    const unknown = audit(["--sandbox", "ml-admn"]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('Did you mean "ml-admin"?');
  });

  it("takes accepted findings out, says which count again, and tells what changed since an earlier audit", () => {
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const baseline = file(
      "accepted.yaml",
      `accept:
  - { role: supply-any-queue, code: any-resource, reason: queues are per run, expires: ${day(9)} }
  - { role: ml-admin, code: admin-access, reason: break glass, expires: ${day(-1)} }
  - { role: churn-training, code: all-data, reason: was so once, expires: ${day(9)} }
`,
    );
    const since = file("earlier.json", JSON.stringify({ ...json, roles: json.roles.slice(1) }));
    const run = audit(["--sandbox", "--baseline", baseline, "--since", since]);
    expect(run.stderr).toContain(`The acceptance of admin-access in ml-admin expired on ${day(-1)}: it counts again.`);
    expect(run.stderr).toContain("The baseline accepts all-data in churn-training: it is not found (any more)");
    expect(run.stdout).toContain(`Accepted until ${day(9)}: any-resource (queues are per run)`);
    expect(run.stdout).toContain("+ role ml-admin");
    expect(audit(["--sandbox", "--baseline", baseline, "--fail-on", "medium", "supply-any-queue"]).code).toBe(0);
  });

  it("asks what roles used, and says what cannot be known", () => {
    const { stdout } = audit(["--sandbox", "--usage", "vision-old-rights"]);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("No attempt is known to use services glue");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("IAM does not track iam:PassRole nor data events");
  });

  it("comes to the same from a file, without AWS", async () => {
    const from = file("details.json", JSON.stringify(await details()));
    const offline = JSON.parse(audit(["--from", from, "--json", "--region", "eu-west-1"]).stdout);
    expect(offline.from).toBe("details.json");
    expect(offline.roles).toEqual(json.roles);
    expect(offline.everyUseCase).toEqual(json.everyUseCase);
    const one = audit(["--from", from, "ML-Admin"]).stdout;
    expect(one).toMatch(/1 role that SageMaker may assume/);
    expect(audit(["--from", from, "nobody"]).stderr).toContain("There is no role nobody in details.json");
  });

  it("tells the thirty worst of many roles, and sums up the rest", async () => {
    const { RoleDetailList } = await details();
    const role = RoleDetailList.find(({ RoleName }) => RoleName === "supply-any-queue");
    const many = Array.from({ length: 40 }, (_, index) => {
      const RoleName = `queue-${index + 10}`;
      return { ...role, RoleName, Arn: `arn:aws:iam::111122223333:role/${RoleName}` };
    });
    const { stdout } = audit(["--from", file("many.json", JSON.stringify({ RoleDetailList: many, Policies: [] }))]);
    expect(stdout.match(/^medium /gm)).toHaveLength(30);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "And 10 more: 10 × Too wide: reaches more than it has to. queue-40, queue-41, queue-42 and 7 more",
    );
  });

  it("shows what is hostile in names, and draws none of it", async () => {
    const all = await details();
    const role = all.RoleDetailList.find(({ RoleName }) => RoleName === "labeling-all-buckets");
    const name = "evil\u001b[2J\nhigh    fake\u202e";
    const [labels] = (role?.RolePolicyList ?? []) as { PolicyDocument: string }[];
    const hostile = {
      ...role,
      RoleName: name,
      Arn: `arn:aws:iam::111122223333:role/${name}`,
      Tags: [{ Key: "\u001b]0;title\u0007", Value: "\r" }],
      RolePolicyList: [{ ...labels, PolicyName: "p\u0000\nq" }],
    };
    const from = file("hostile.json", JSON.stringify({ RoleDetailList: [hostile], Policies: [] }));
    for (const args of [[], [name]]) {
      const { stdout, stderr, ...run } = audit(["--from", from, ...args]);
      expect(run.code).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      expect(stdout).toContain("evil\\u{1b}[2J\\u{a}high");
      expect(stdout).not.toMatch(/^high {4}fake/m);
    }
  });
});
