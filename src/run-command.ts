import { CommanderError } from "commander";
import { didYouMean } from "./base/nearest.js";
import { Problem } from "./base/problem.js";
import { program } from "./program.js";

/**
 * Runs what the command line asks for. Commands set the exit code themselves.
 * @param args what stands after the program's name
 * @throws Problem `usage` (exit code 2) where it asks for what there is not; whatever the command throws
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usage(error);
  }
}

function usage(error: CommanderError): Problem {
  const message = error.message.replace(/^error: /, "").replace(/^./, (letter) => letter.toUpperCase());
  const flag = /unknown option '(--[^']+)'/.exec(error.message)?.[1];
  const known = program()
    .commands.concat(program())
    .flatMap((command) => command.options.map((option) => option.long ?? ""));
  const near = flag === undefined ? "" : didYouMean(flag, known);
  return new Problem("usage", `${message.replace(/\.?$/, ".")}${near}`, "See sagerole --help.", { exitCode: 2 });
}
