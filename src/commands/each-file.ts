import { Problem } from "../base/problem.js";
import { notice, problemText, say, sayJson } from "./output.js";

/** What a command found out about one role file. */
export interface FileResult {
  /** What it comes to for programs; holds a `format`. */
  json: object;
  /** What it comes to for people; empty where nothing is to be said. */
  text: string;
  exitCode: number;
}

/**
 * Does a command for each of some role files. One file is said as it is; several under their names, or as one JSON
 * document that holds each. A file with a fault does not keep the others from being looked at.
 * @returns the exit code: that of the only file; of several 1 where one has a fault, else the largest
 * @throws Problem as the work does, where there is one file
 */
export async function forEachFile(
  files: readonly string[],
  { json, format }: { json: boolean; format: string },
  work: (file: string) => Promise<FileResult>,
): Promise<number> {
  const [only = "", ...more] = files;
  if (more.length === 0) {
    const result = await work(only);
    if (json) sayJson(result.json);
    else if (result.text !== "") say(result.text);
    return result.exitCode;
  }
  const found: object[] = [];
  const codes: number[] = [];
  let said = 0;
  for (const file of files) {
    try {
      const result = await work(file);
      found.push({ file, ...result.json });
      codes.push(result.exitCode);
      if (!json && result.text !== "") say(`${said++ === 0 ? "" : "\n"}== ${file}\n${result.text}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { code, message, next, details } = error;
      found.push({ file, problem: { code, message, details, next } });
      codes.push(1);
      notice(`== ${file}\n${problemText(error)}`);
    }
  }
  if (json) sayJson({ format, files: found });
  return codes.includes(1) ? 1 : Math.max(...codes);
}
