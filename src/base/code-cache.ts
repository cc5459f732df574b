import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Compiled code by the name of its script. */
export type Code = ReadonlyMap<string, Buffer>;

/** A folder in which code may be kept. */
export interface Place {
  folder(): string;
  /** Whether code is run only where it belongs to whoever runs it: so it is where scripts are not already trusted. */
  isPrivate: boolean;
}

/** Code is for one build and one V8. */
function fileName(buildId: string): string {
  return `code-${buildId}-${process.versions.v8}-${process.arch}.bin`;
}

/** The code that an earlier run of this build kept in the first place that has any; none where none can be read. */
export function readCode(places: readonly Place[], buildId: string): Code {
  for (const { folder, isPrivate } of places) {
    try {
      const file = join(folder(), fileName(buildId));
      if (isPrivate && process.getuid !== undefined && statSync(file).uid !== process.getuid()) continue;
      const bytes = readFileSync(file);
      const start = 4 + bytes.readUInt32LE();
      const lengths: Record<string, number> = JSON.parse(bytes.toString("latin1", 4, start));
      const code = new Map<string, Buffer>();
      let at = start;
      for (const [name, length] of Object.entries(lengths)) {
        code.set(name, bytes.subarray(at, at + length));
        at += length;
      }
      // A file that was cut would be given to V8, which does not look whether its code is whole.
      if (at === bytes.length) return code;
    } catch {
      // Not there, or not code: the scripts are compiled.
    }
  }
  return new Map();
}

/** Keeps code in the first place that can be written, in place of that of earlier builds; nowhere where none can be. */
export function writeCode(places: readonly Place[], buildId: string, code: Code): void {
  const lengths = Buffer.from(
    JSON.stringify(Object.fromEntries(Array.from(code, ([name, bytes]) => [name, bytes.length]))),
  );
  const head = Buffer.alloc(4);
  head.writeUInt32LE(lengths.length);
  const bytes = Buffer.concat([head, lengths, ...code.values()]);
  for (const place of places) {
    const folder = place.folder();
    const file = join(folder, fileName(buildId));
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.${process.pid}`, bytes);
      renameSync(`${file}.${process.pid}`, file);
      for (const name of readdirSync(folder))
        if (name.startsWith("code-") && !name.startsWith(`code-${buildId}-`)) rmSync(join(folder, name));
      return;
    } catch {
      // The next place may do.
    }
  }
}
