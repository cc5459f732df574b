import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { program } from "../../src/program.js";
import { EXECUTABLE, Terminal } from "./terminal.js";

const run = (...args: string[]) => execFileSync(process.execPath, [EXECUTABLE, ...args], { encoding: "utf8" });

/** What the command line says of itself. */
function helpFor(columns: number): string {
  let text = "";
  program()
    .configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => columns })
    .outputHelp();
  return text;
}

describe("what is answered without the command line", () => {
  it.each(["--help", "-h"])("%s is what the command line says", (flag) => {
    expect(run(flag)).toBe(helpFor(80));
  });

  it.each(["--version", "-V"])("%s is the package's version", (flag) => {
    expect(run(flag)).toBe(`${manifest.version}\n`);
  });

  it.each([60, 80, 120])("help is set for a terminal of %i columns", async (columns) => {
    const terminal = new Terminal({ columns, rows: 60, args: ["--help"] });
    await terminal.waitForExit();
    expect(terminal.raw.replaceAll("\r\n", "\n")).toBe(helpFor(columns));
    terminal.dispose();
  });
});
