import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { goOn } from "./journey.js";
import { makeHome, Terminal } from "./terminal.js";

const NAME = "AmazonSageMaker-ExecutionRole-20240117T101010";
const FILE = `sagerole: 1
role: { name: ${NAME}, path: /service-role/ }
account: "111122223333"
region: eu-west-1
useCases: { training: }
data: [{ bucket: acme-train, access: read-write }]
`;

let terminal: Terminal | undefined;
afterEach(() => terminal?.dispose());

/** @param role what differs of the role in the embedded account */
function begin(args: readonly string[], role: object = {}): Terminal {
  const home = makeHome();
  const { iam } = new Sandbox();
  Object.assign(iam.roles[NAME.toLowerCase()] as object, role);
  mkdirSync(join(home, "state/sagerole"), { recursive: true });
  writeFileSync(join(home, "state/sagerole/sandbox.json"), JSON.stringify({ format: "sagerole.sandbox/1", ...iam }));
  writeFileSync(join(home, "work", "taken.role.yaml"), FILE);
  terminal = new Terminal({ home, columns: 100, rows: 40, args: [...args, "--sandbox"] });
  return terminal;
}

function held({ home }: Terminal) {
  return JSON.parse(readFileSync(join(home, "state/sagerole/sandbox.json"), "utf8")).roles[NAME.toLowerCase()];
}

it("asks at the terminal what becomes of what others gave a role, and keeps it when told so", async () => {
  const terminal = begin(["apply", "taken.role.yaml"]);
  await terminal.waitFor("What becomes of what others gave it?");
  expect(terminal.text().replace(/\s+/g, " ")).toContain("the inline policy everything is removed");
  await terminal.press(..."keep", "enter");
  await terminal.waitFor("Apply? Only yes will do:");
  await terminal.press(..."yes", "enter");
  expect(await terminal.waitForExit()).toBe(0);
  expect(Object.keys(held(terminal).inline).sort()).toEqual([NAME, "everything"]);
});

it("applies what can be kept where IAM takes back no statement for a role that was deleted", async () => {
  const terminal = begin(["apply", "taken.role.yaml", "--yes", "--take-over", "--others", "keep"], {
    trust: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "AROAEXAMPLEDELETED000" }, Action: "sts:AssumeRole" }],
    }),
  });
  expect(await terminal.waitForExit()).toBe(0);
  expect(terminal.raw).toContain(
    "AROAEXAMPLEDELETED000 in the trust policy is the id of a role or user that was deleted",
  );
  expect(held(terminal).trust).not.toContain("AROA");
  expect(Object.keys(held(terminal).inline).sort()).toEqual([NAME, "everything"]);
});

it("asks it in the wizard too, before anything can be applied", async () => {
  const terminal = begin(["--file", "taken.role.yaml"]);
  await goOn(terminal, [
    "Go on with this account",
    "What do you want to do?",
    "Train models",
    "Which S3 buckets",
    "How is each bucket used?",
    "Which container images",
    "Which KMS keys",
    "Name and guardrails",
    "was not made by sagerole",
  ]);
  await terminal.waitFor("Keep what others gave the role");
  expect(terminal.text()).not.toContain("Apply now");
  await terminal.press("enter");
  await terminal.waitFor(/Apply now: \d calls/);
  expect(terminal.text()).toContain("Lose what others gave the role instead");
  expect(terminal.text()).not.toContain("remove the inline policy everything");
  await terminal.press("enter");
  await terminal.waitFor("The role is there");
  expect(Object.keys(held(terminal).inline).sort()).toEqual([NAME, "everything"]);
  expect(held(terminal).attached).toHaveLength(1);
});
