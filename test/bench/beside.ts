import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { exportTerraform } from "../../src/export/terraform.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { writeRoleFile } from "../../src/role/write.js";
import { makeHome, strangerEnv } from "../e2e/terminal.js";
import { serve } from "../interop/serve.js";

const EXECUTABLE = join(process.cwd(), "bin/sagerole.js");
/** Debian's AWS CLI, whose second version has a wizard for roles. */
const AWS = "/usr/bin/aws";
const ROUNDS = 5;
/** How long something may take to be shown, in milliseconds. */
const LONGEST = 20_000;

/** The middle of the ratios of two measurements, each pair taken one after the other. */
async function ratio(
  measure: () => Promise<number> | number,
  against: () => Promise<number> | number,
): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) ratios.push((await measure()) / (await against()));
  return Math.round((ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number) * 100) / 100;
}

/** From start until a terminal shows something, in milliseconds. */
function shows(program: string, args: string[], env: Record<string, string>, wanted: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const terminal = spawn(program, args, { cols: 80, rows: 24, env });
    let written = "";
    const patience = setTimeout(() => terminal.kill(), LONGEST);
    terminal.onData((data) => {
      written += data;
      if (!written.includes(wanted)) return;
      clearTimeout(patience);
      resolve(performance.now() - started);
      terminal.kill();
    });
    terminal.onExit(() => reject(new Error(`${program} ended without ${wanted}: ${written.slice(-200)}`)));
  });
}

/** What somebody would use otherwise, against sagerole: each only where this machine has it. */
export async function besideFigures(): Promise<Record<string, number>> {
  const home = makeHome();
  const server = await serve(home);
  const env = { ...strangerEnv(home), ...server.env, AWS_EC2_METADATA_DISABLED: "true" };
  try {
    return { ...(await wizardFigures(env)), ...(await planFigures(env)) };
  } finally {
    server.process.kill();
  }
}

async function wizardFigures(env: Record<string, string>): Promise<Record<string, number>> {
  const version = existsSync(AWS) ? spawnSync(AWS, ["--version"], { encoding: "utf8" }).stdout : "";
  if (!version.startsWith("aws-cli/2")) return {};
  const theirs = () => shows(AWS, ["iam", "wizard", "new-role"], env, "Role name");
  const ours = () => shows(process.execPath, [EXECUTABLE], env, "Which AWS account");
  try {
    return { "first prompt of aws iam wizard new-role / first frame of sagerole": await ratio(theirs, ours) };
  } catch (error) {
    console.error(`aws iam wizard new-role is not compared: ${(error as Error).message}`);
    return {};
  }
}

async function planFigures(env: Record<string, string>): Promise<Record<string, number>> {
  const plugins = process.env.SAGEROLE_TERRAFORM_PLUGINS;
  const folder = mkdtempSync(join(tmpdir(), "sagerole-bench-terraform-"));
  const file = {
    ...emptyRoleFile("bench"),
    account: "111122223333",
    region: "eu-west-1",
    useCases: { training: {}, endpoint: {} },
    data: [{ bucket: "acme-train", access: "read-write" as const, prefixes: ["raw/"] }],
  };
  mkdirSync(join(folder, "tf"));
  writeFileSync(join(folder, "bench.role.yaml"), writeRoleFile(file));
  writeFileSync(join(folder, "tf", "bench.tf"), exportTerraform(compile(file)));
  writeFileSync(
    join(folder, "tf", "provider.tf"),
    'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\nprovider "aws" {\n  skip_metadata_api_check = true\n}\n',
  );
  const terraform = (...args: string[]) =>
    spawnSync("terraform", args, { cwd: join(folder, "tf"), env, stdio: "ignore" }).status;
  if (terraform("init", ...(plugins === undefined ? [] : [`-plugin-dir=${plugins}`])) !== 0) return {};
  const timed = (run: () => unknown) => {
    const started = performance.now();
    run();
    return performance.now() - started;
  };
  const plan = () => spawnSync(process.execPath, [EXECUTABLE, "plan", join(folder, "bench.role.yaml")], { env });
  return {
    "terraform plan of one role / sagerole plan of it": await ratio(
      () => timed(() => terraform("plan", "-input=false")),
      () => timed(plan),
    ),
  };
}
