import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE, makeHome, strangerEnv } from "./terminal.js";

/** What a run of the program said, and how it ended. */
interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** A person's home and working folder, and the program run there without a terminal. */
export function person() {
  const home = makeHome();
  const folder = mkdtempSync(join(tmpdir(), "sagerole-files-"));
  const runWith = (env: Record<string, string>, ...args: string[]) =>
    new Promise<Said>((resolve) => {
      const child = execFile(
        process.execPath,
        [EXECUTABLE, ...args],
        { env: strangerEnv(home, env), cwd: folder, maxBuffer: 50_000_000 },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
      child.stdin?.end();
    });
  return {
    home,
    folder,
    runWith,
    run: (...args: string[]) => runWith({}, ...args),
    /** Writes a file into the folder. @returns its path */
    file(name: string, text: string): string {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
  };
}
