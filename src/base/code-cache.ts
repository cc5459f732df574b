import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Compiled code of scripts; each is read when it is asked for, since most starts need few of them. */
export interface KeptCode {
  /** Names of the scripts. */
  names: readonly string[];
  get(name: string): Buffer | undefined;
  /** All of it. The file is let go: nothing more can be asked for. */
  takeAll(): Map<string, Buffer>;
}

const NONE: KeptCode = { names: [], get: () => undefined, takeAll: () => new Map() };

/** Longer than the names and lengths of all scripts. */
const LONGEST_HEAD = 65_536;

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
export function readCode(places: readonly Place[], buildId: string): KeptCode {
  for (const { folder, isPrivate } of places) {
    try {
      const file = openSync(join(folder(), fileName(buildId)), "r");
      const code = codeIn(file, isPrivate);
      if (code !== undefined) return code;
      closeSync(file);
    } catch {
      // Not there, or not code: the scripts are compiled.
    }
  }
  return NONE;
}

/** The code in an open file; undefined where it is somebody else's, or not whole. */
function codeIn(file: number, isPrivate: boolean): KeptCode | undefined {
  const { uid, size } = fstatSync(file);
  if (isPrivate && process.getuid !== undefined && uid !== process.getuid()) return undefined;
  const head = Buffer.allocUnsafe(Math.min(size, LONGEST_HEAD));
  readSync(file, head, 0, head.length, 0);
  let at = 4 + head.readUInt32LE();
  const lengths: Record<string, number> = JSON.parse(head.toString("latin1", 4, at));
  const places = new Map<string, { at: number; length: number }>();
  for (const [name, length] of Object.entries(lengths)) {
    places.set(name, { at, length });
    at += length;
  }
  // A file that was cut would be given to V8, which does not look whether its code is whole.
  if (at !== size) return undefined;
  const get = (name: string): Buffer | undefined => {
    const place = places.get(name);
    if (place === undefined) return undefined;
    const bytes = Buffer.allocUnsafeSlow(place.length);
    return readSync(file, bytes, 0, place.length, place.at) === place.length ? bytes : undefined;
  };
  const names = [...places.keys()];
  let isTaken = false;
  return {
    names,
    get,
    takeAll() {
      const all = new Map(
        names.flatMap((name) => {
          const bytes = get(name);
          return bytes === undefined ? [] : [[name, bytes] as const];
        }),
      );
      // A second time there is nothing to take, and the number may be another file's.
      if (!isTaken) closeSync(file);
      isTaken = true;
      places.clear();
      return all;
    },
  };
}

/** Keeps code in the first place that can be written, in place of that of earlier builds; nowhere where none can be. */
export function writeCode(places: readonly Place[], buildId: string, code: ReadonlyMap<string, Buffer>): void {
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
