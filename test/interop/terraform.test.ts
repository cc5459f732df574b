import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXECUTABLE, makeHome, strangerEnv } from "../e2e/terminal.js";
import { type Served, serve } from "./serve.js";

/** A folder with providers, where Terraform's registry cannot be reached. */
const PLUGINS = process.env.SAGEROLE_TERRAFORM_PLUGINS;

const PROVIDER = `
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
provider "aws" {
  skip_metadata_api_check = true
}
`;

const home = makeHome();
const folder = mkdtempSync(join(tmpdir(), "sagerole-terraform-"));
const main = join(folder, "main.tf");
let server: Served;

writeFileSync(main, PROVIDER);
// Without Terraform, or where it cannot get its provider, there is nothing to ask.
const isThere = terraform("init", "-no-color", ...(PLUGINS === undefined ? [] : [`-plugin-dir=${PLUGINS}`])).code === 0;

beforeAll(async () => {
  server = await serve(home);
}, 30_000);
afterAll(() => void server?.process.kill());

function terraform(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("terraform", args, {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    env: { ...strangerEnv(home, server?.env), PATH: process.env.PATH, TF_IN_AUTOMATION: "1" },
  });
  return { code: status, said: `${stdout ?? ""}${stderr ?? ""}` };
}

/** The role file, and the resources that Terraform has for what is made of it. */
const roles = {
  inline: ["aws_iam_role.role tf-inline", "aws_iam_role_policy.policy tf-inline:tf-inline"],
  managed: [
    "aws_iam_role.role tf-managed",
    "aws_iam_policy.policy arn:aws:iam::111122223333:policy/sagemaker/tf-managed",
    "aws_iam_role_policy_attachment.both tf-managed/arn:aws:iam::111122223333:policy/sagemaker/tf-managed",
  ],
};

describe.skipIf(!isThere)("Terraform, importing what was applied", () => {
  it.each(Object.entries(roles))("plans no change: %s policies", (delivery, resources) => {
    const file = join(folder, "tf.role.yaml");
    writeFileSync(
      file,
      `sagerole: 1
role: { name: tf-${delivery}, path: /sagemaker/, description: Trains the churn model, tags: { team: churn } }
account: "111122223333"
region: eu-west-1
useCases: { training: }
data:
  - { bucket: acme-train, access: read-write }
delivery: ${delivery}
`,
    );
    execFileSync(process.execPath, [EXECUTABLE, "apply", file, "--yes"], {
      env: strangerEnv(home, server.env),
      stdio: "pipe",
    });
    const imports = resources
      .map((resource) => resource.split(" "))
      .map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`);
    writeFileSync(main, `${PROVIDER}${imports.join("")}`);
    for (const earlier of ["generated.tf", "terraform.tfstate"]) rmSync(join(folder, earlier), { force: true });

    const found = terraform("plan", "-no-color", "-input=false", "-generate-config-out=generated.tf");
    expect(found.said).toContain(`Plan: ${resources.length} to import, 0 to add, 0 to change, 0 to destroy.`);
    const applied = terraform("apply", "-no-color", "-input=false", "-auto-approve");
    expect(applied.code, applied.said).toBe(0);
    const again = terraform("plan", "-no-color", "-input=false", "-detailed-exitcode");
    expect(again.code, again.said).toBe(0);
  });
});
