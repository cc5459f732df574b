import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";

/**
 * Writes a file that only its owner can read, whole or not at all; makes its folder (owner-only) when needed.
 * @throws the file system's error, with its `code`
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await writeFileAtomic(file, text, { mode: 0o600 });
}

/** As `writePrivateFile`, done when it returns. */
export function writePrivateFileNow(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileAtomic.sync(file, text, { mode: 0o600 });
}
