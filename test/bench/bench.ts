// Prints ratios and counts taken in one run: machines are noisy, figures beside each other are not.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeHome, strangerEnv, Terminal } from "../e2e/terminal.js";
import { measureList } from "./list.js";

const EXECUTABLE = join(process.cwd(), "bin/sagerole.js");
const ROUNDS = 9;

/** The middle of several measurements, in milliseconds. */
async function median(measure: () => Promise<number> | number, rounds = ROUNDS): Promise<number> {
  const times: number[] = [];
  await measure();
  for (let round = 0; round < rounds; round++) times.push(await measure());
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

/** From start to end of bare Node, in a pseudo-terminal. */
async function bareNode(): Promise<number> {
  const started = performance.now();
  const terminal = new Terminal({ nodeArgs: ["-e", "0"] });
  while (terminal.exitCode === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  const time = performance.now() - started;
  terminal.dispose();
  return time;
}

/** From start to a first screen that offers something to choose. */
async function firstFrame(): Promise<number> {
  const started = performance.now();
  const terminal = new Terminal({ args: ["--sandbox"] });
  while (!/^> /m.test(terminal.text())) await new Promise((resolve) => setTimeout(resolve, 1));
  const time = performance.now() - started;
  terminal.dispose();
  return time;
}

const home = makeHome();
function command(...args: string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args, { env: strangerEnv(home), stdio: "ignore" });
  return performance.now() - started;
}

const bareInTerminal = await median(bareNode);
const frame = await median(firstFrame);
const bare = await median(() => command("-e", "0"));
const help = await median(() => command(EXECUTABLE, "--help"));
const version = await median(() => command(EXECUTABLE, "--version"));
const list = await measureList(10_000);

const figures = {
  node: process.version,
  "first frame / bare node, both in a pseudo-terminal": ratio(frame, bareInTerminal),
  "--help / bare node": ratio(help, bare),
  "--version / bare node": ratio(version, bare),
  "a key in a list of 10,000, own work in ms: median": round(list.median),
  "a key in a list of 10,000, own work in ms: 95 in 100": round(list.p95),
};
for (const [name, value] of Object.entries(figures)) console.log(`${String(value).padStart(8)}  ${name}`);
const out = process.argv[2];
if (out !== undefined) writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
process.exit(0);

function ratio(a: number, b: number): number {
  return round(a / b);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
