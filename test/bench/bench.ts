// Prints ratios and counts taken in one run: machines are noisy, figures beside each other are not.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { build } from "esbuild";
import { makeHome, strangerEnv } from "../e2e/terminal.js";
import { auditFigures } from "./audit.js";
import { besideFigures } from "./beside.js";
import { callFigures } from "./calls.js";
import { evaluatorFigures } from "./evaluate.js";
import { measureList } from "./list.js";
import { shipFigures } from "./ship.js";
import { sizeFigures } from "./size.js";

// A list by itself, in a process of its own: what that one holds in the end is what the list takes.
const list = process.argv.indexOf("--list");
if (list > 0) {
  const costs = await measureList(Number(process.argv[list + 1]));
  console.log(JSON.stringify({ ...costs, megabytes: process.memoryUsage().rss / 2 ** 20 }));
  process.exit(0);
}

const EXECUTABLE = join(process.cwd(), "bin/sagerole.js");
const ROUNDS = 15;
/** What is written when keys are taken: Ink asks for pastes in brackets as it begins to read them. */
const KEYS_WORK = "\x1b[?2004h";
const SHOWN = "Try it on the embedded account";
const LISTED = 100_000;

/** The middle of several measurements of each, taken by turns: what else the machine does meets all of them. */
async function medians<Name extends string>(
  measures: Record<Name, () => Promise<number> | number>,
): Promise<Record<Name, number>> {
  const names = Object.keys(measures) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await measures[name]();
  for (let round = 0; round < ROUNDS; round++) for (const name of names) times[name].push(await measures[name]());
  const middle = (of: number[]) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)] as number;
  return Object.fromEntries(names.map((name) => [name, middle(times[name])])) as Record<Name, number>;
}

/** From start to the end of bare Node, or until all that is wanted was written. Milliseconds. */
function inTerminal(args: readonly string[], ...wanted: string[]): Promise<number> {
  const home = makeHome();
  return new Promise((resolve) => {
    const started = performance.now();
    const terminal = spawn(process.execPath, [...args], { cols: 80, rows: 24, env: strangerEnv(home) });
    let written = "";
    const done = () => {
      resolve(performance.now() - started);
      terminal.kill();
      rmSync(home, { recursive: true, force: true });
    };
    terminal.onData((data) => {
      written += data;
      if (wanted.length > 0 && wanted.every((part) => written.includes(part))) done();
    });
    if (wanted.length === 0) terminal.onExit(done);
  });
}

const home = makeHome();
function command(...args: string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args, { env: strangerEnv(home), stdio: "ignore" });
  return performance.now() - started;
}

// What Ink and React cost by themselves: the program cannot be quicker than this with them.
const hello = join(tmpdir(), "sagerole-bench-hello.mjs");
await build({
  stdin: {
    contents: 'import { render, Text } from "ink"; render(<Text>hello</Text>, { alternateScreen: true });',
    loader: "tsx",
    resolveDir: process.cwd(),
  },
  outfile: hello,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  mainFields: ["module", "main"],
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  alias: { "react-devtools-core": "./src/base/empty.ts" },
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
const time = await medians({
  bareInTerminal: () => inTerminal(["-e", "0"]),
  frame: () => inTerminal([EXECUTABLE], SHOWN, KEYS_WORK),
  inkAlone: () => inTerminal([hello], "hello"),
  bare: () => command("-e", "0"),
  help: () => command(EXECUTABLE, "--help"),
  version: () => command(EXECUTABLE, "--version"),
});
const [full, empty] = [LISTED, 0].map((count) =>
  JSON.parse(execFileSync(process.execPath, [process.argv[1] ?? "", "--list", String(count)], { encoding: "utf8" })),
);
const evaluator = evaluatorFigures();
const audit = await auditFigures(10_000);

const size = await sizeFigures();
const figures = {
  node: process.version,
  "first frame that takes keys / bare node, both in a pseudo-terminal": ratio(time.frame, time.bareInTerminal),
  "first frame that takes keys / an Ink program that says hello": ratio(time.frame, time.inkAlone),
  "an Ink program that says hello / bare node": ratio(time.inkAlone, time.bareInTerminal),
  "--help / bare node": ratio(time.help, time.bare),
  "--version / bare node": ratio(time.version, time.bare),
  "a key in a list of 100,000, own work in ms: median": round(full.median),
  "a key in a list of 100,000, own work in ms: 99 in 100": round(full.p99),
  "memory of a list of 100,000 beyond one of none, in MB": round(full.megabytes - empty.megabytes),
  "statements of the role that requests are decided against": evaluator.statements,
  "decisions a second on one core": evaluator.perSecond,
  "decisions / those of a loop that reads every pattern anew": round(evaluator.timesPlain),
  ...(await besideFigures()),
  ...shipFigures(),
  "CPU ms of a role for everything with 2,000 buckets, 200 repositories, 50 keys: compile and pack": Math.round(
    size.large.compile,
  ),
  "CPU ms of proving it": Math.round(size.large.prove),
  "calls decided for that": size.large.calls,
  "CPU ms of planning it, and comparing it with one that lacks a bucket": Math.round(size.large.compare),
  "power of the number of buckets by which the work grows": round(size.exponent),
  "roles audited, of a generated account": audit.live.roles,
  "heap that grew at the half of them, in MB (all managed policies, and a page of roles)": audit.live.middleMb,
  "heap that grew at the end, in MB": audit.live.endMb,
  "roles audited a second on one core": audit.live.perSecond,
  "roles audited from a file": audit.offline.roles,
  "MB of that file": audit.fileMb,
  "findings in it": audit.offline.findings,
  "heap that grew at the half of its roles, in MB": audit.offline.middleMb,
  "heap that grew at its end, in MB": audit.offline.endMb,
  "roles audited a second on one core, from a file": audit.offline.perSecond,
  ...(await callFigures()),
};
for (const [name, value] of Object.entries(figures)) console.log(`${String(value).padStart(8)}  ${name}`);
const json = process.argv.indexOf("--json");
if (json > 0) writeFileSync(process.argv[json + 1] ?? "bench.json", `${JSON.stringify(figures, undefined, 2)}\n`);
process.exit(0);

function ratio(a: number, b: number): number {
  return round(a / b);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
