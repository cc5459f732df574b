import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { goOn } from "./journey.js";
import { person } from "./run.js";
import { Terminal } from "./terminal.js";

const { folder, run, file } = person();
const prefixes = Array.from({ length: 120 }, (_, at) => `raw/customer-${at}/`);
file(
  "large.role.yaml",
  `sagerole: 1
role: { name: large }
account: "111122223333"
region: eu-west-1
useCases: { training: }
data: [ { bucket: acme-train, access: read, prefixes: [ ${prefixes.join(", ")} ] } ]
`,
);
const terminal = new Terminal({ args: ["--sandbox", "--file", join(folder, "large.role.yaml")] });
afterAll(() => terminal.dispose());

it("a role that is too large is told with the ways in which it fits, in the command line", async () => {
  const { code, stderr } = await run("check", "large.role.yaml");
  expect(code).toBe(1);
  expect(stderr).toContain("Keep them in 2 managed policies (delivery: auto); that allows nothing more.");
  expect(stderr).toContain("everything under raw/ in acme-train, not only its 120 prefixes there");
});

it("and can be made to fit in the wizard, which says what that opens", async () => {
  await goOn(terminal, [
    "Go on with this account",
    "Go on with ",
    "What will SageMaker do",
    "Which S3 buckets",
    "How is each bucket",
    "Which container",
    "Which KMS",
    "Name and guardrails",
  ]);
  await terminal.waitFor("Keep them in 2 managed policies");
  await terminal.press("down");
  await terminal.waitFor("It opens everything under raw/ in acme-train");
  await terminal.press("enter");
  await terminal.waitFor("It may read raw/ in acme-train");
}, 40_000);
