import { printableLines } from "./base/printable.js";
import { Problem } from "./base/problem.js";
import { problemText } from "./commands/output.js";
import { wizard } from "./commands/wizard.js";

/** What a failure says on stderr, and its exit code. */
function report(error: unknown): number {
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

/** Without arguments the wizard starts at once; whatever else is said, the command line is asked what it means. */
async function run(args: readonly string[]): Promise<void> {
  if (args.length === 0) process.exitCode = await wizard({});
  else await (await import("./run-command.js")).runCommand(args);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = report(error);
});
