// Prints ratios and counts taken in one run: machines are noisy, figures beside each other are not.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { build } from "esbuild";
import { makeHome, strangerEnv } from "../e2e/terminal.js";
import { callFigures } from "./calls.js";
import { evaluatorFigures } from "./evaluate.js";
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

/** From start to the end of bare Node, or to the first screen that offers something to choose. */
function inTerminal(args: readonly string[], wanted?: string): Promise<number> {
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
      if (wanted !== undefined && written.includes(wanted)) done();
    });
    if (wanted === undefined) terminal.onExit(done);
  });
}

const home = makeHome();
function command(...args: string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args, { env: strangerEnv(home), stdio: "ignore" });
  return performance.now() - started;
}

const bareInTerminal = await median(() => inTerminal(["-e", "0"]));
const frame = await median(() => inTerminal([EXECUTABLE], "Try it on the embedded account"));
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
const inkAlone = await median(() => inTerminal([hello], "hello"));
const bare = await median(() => command("-e", "0"));
const help = await median(() => command(EXECUTABLE, "--help"));
const version = await median(() => command(EXECUTABLE, "--version"));
const list = await measureList(10_000);
const evaluator = evaluatorFigures();

const figures = {
  node: process.version,
  "first frame / bare node, both in a pseudo-terminal": ratio(frame, bareInTerminal),
  "first frame / an Ink program that says hello": ratio(frame, inkAlone),
  "an Ink program that says hello / bare node": ratio(inkAlone, bareInTerminal),
  "--help / bare node": ratio(help, bare),
  "--version / bare node": ratio(version, bare),
  "a key in a list of 10,000, own work in ms: median": round(list.median),
  "a key in a list of 10,000, own work in ms: 95 in 100": round(list.p95),
  "statements of the role that requests are decided against": evaluator.statements,
  "decisions a second on one core": evaluator.perSecond,
  "decisions / those of a loop that reads every pattern anew": round(evaluator.timesPlain),
  ...(await callFigures()),
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
