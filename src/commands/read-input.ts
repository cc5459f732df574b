import { readFileSync, statSync } from "node:fs";
import { Problem } from "../base/problem.js";

/**
 * The text of a file that a command was given.
 * @throws Problem `file` when it cannot be read
 */
export function readInput(file: string): string {
  try {
    if (statSync(file).isDirectory()) {
      throw new Problem("file", `${file} is a folder.`, "Name a role file in it, such as churn.role.yaml.");
    }
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Problem) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Problem(
      "file",
      isMissing ? `There is no file ${file}.` : `${file} cannot be read: ${(error as Error).message}.`,
      isMissing ? "Check the name. `sagerole` without a command makes a role file." : "Check its permissions.",
      { cause: error },
    );
  }
}
