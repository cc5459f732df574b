import { Problem } from "../base/problem.js";
import { readText } from "../base/read-text.js";

/**
 * The accounts of a file: one id a line, as text or as a YAML list; behind `#` stands what it is.
 * @returns ids of 12 digits, each once
 * @throws Problem `accounts-file` with the line that holds no id, or where there is none at all
 */
export function readAccounts(file: string): string[] {
  const lines = readText(file).split("\n");
  const ids = lines.flatMap((line, index) => {
    const text = line.replace(/#.*$/, "").trim();
    if (text === "" || text === "---") return [];
    const id = /^(?:-\s*)?["']?(\d{12})["']?$/.exec(text)?.[1];
    if (id === undefined) {
      throw new Problem(
        "accounts-file",
        `${file}:${index + 1} is not an account id: ${text}`,
        "Write one id of 12 digits a line; what stands behind # is passed over.",
        { exitCode: 2 },
      );
    }
    return [id];
  });
  if (ids.length === 0) {
    throw new Problem("accounts-file", `${file} names no account.`, "Write one id of 12 digits a line.", {
      exitCode: 2,
    });
  }
  return [...new Set(ids)];
}
