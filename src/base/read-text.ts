import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { Problem } from "./problem.js";

/**
 * The text of a file that a person named.
 * @param file its path, as it was named
 * @param folder where a relative path begins; the working folder without it
 * @throws Problem `file` when it cannot be read
 */
export function readText(file: string, folder = ""): string {
  const path = isAbsolute(file) ? file : join(folder, file);
  try {
    if (statSync(path).isDirectory()) {
      throw new Problem("file", `${file} is a folder.`, "Name a role file in it, such as churn.role.yaml.");
    }
    return readFileSync(path, "utf8");
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

/**
 * Reads the files that role files extend.
 * @param folder where the names of the role files begin; the working folder without it
 */
export function sharedReader(folder?: string): (path: string, from: string) => { text: string; name: string } {
  return (path, from) => {
    const name = join(dirname(from), path);
    return { name, text: readText(name, folder) };
  };
}
