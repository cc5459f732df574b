import { CommanderError } from "commander";
import { didYouMean } from "./base/nearest.js";
import { printableLines } from "./base/printable.js";
import { Problem } from "./base/problem.js";
import { problemText } from "./commands/output.js";
import { program } from "./program.js";

/** What a failure says on stderr, and its exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const message = error.message.replace(/^error: /, "").replace(/^./, (letter) => letter.toUpperCase());
    const flag = /unknown option '(--[^']+)'/.exec(error.message)?.[1];
    const known = program()
      .commands.concat(program())
      .flatMap((command) => command.options.map((option) => option.long ?? ""));
    const near = flag === undefined ? "" : didYouMean(flag, known);
    print(`sagerole: ${message.replace(/\.?$/, ".")}${near}\n  See sagerole --help.`);
    return 2;
  }
  if (error instanceof Problem) {
    print(problemText(error));
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  print(
    `sagerole: something unexpected went wrong: ${message}\n  Please report it with what you did. SAGEROLE_DEBUG=1 shows where.`,
  );
  if (process.env.SAGEROLE_DEBUG === "1" && error instanceof Error) print(error.stack ?? "");
  return 1;
}

function print(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}

// A reader that went away (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

program()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = report(error);
  });
