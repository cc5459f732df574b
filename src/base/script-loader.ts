import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { type Place, readCode, writeCode } from "./code-cache.js";

type Require = (name: string) => unknown;

/** When the code of a start is kept, in milliseconds after it: the first screen stands, and what drew it is compiled. */
const KEPT_AFTER = 500;

interface Options {
  /** Where the scripts are. */
  folder: string;
  /** Changes with any of the scripts. */
  buildId: string;
  /** Where compiled code may be kept. */
  places: readonly Place[];
  /** Gives every module that is not a script of the folder. */
  outside: Require;
}

/**
 * Loads scripts by name, and keeps the code that V8 made of them: the next start neither parses nor compiles.
 * A script is a function of what CommonJS gives a module, and ASCII throughout.
 * @returns gives what a script exports, and runs it the first time; it throws the file system's error where the script is
 * not there, and what the script throws
 */
export function scriptLoader({ folder, buildId, places, outside }: Options): Require {
  const kept = readCode(places, buildId);
  const scripts = new Map<string, Script>();
  const modules = new Map<string, { exports: unknown }>();
  let isNew = false;
  /** What was kept by this run already. */
  let earlier: ReadonlyMap<string, Buffer> = new Map();

  function load(name: string): unknown {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const filename = join(folder, name);
    const cachedData = kept.get(name) ?? earlier.get(name);
    // Scripts are ASCII: read as such, they take a byte a character and no decoding.
    const script = new Script(readFileSync(filename, "latin1"), {
      filename,
      ...(cachedData !== undefined && { cachedData }),
    });
    if (script.cachedDataRejected !== false) isNew = true;
    scripts.set(name, script);
    const module = { exports: {} as unknown };
    modules.set(name, module);
    const require = (wanted: string) => (wanted.startsWith("./") ? load(wanted.slice(2)) : outside(wanted));
    script.runInThisContext()(module.exports, require, module, filename, folder);
    return module.exports;
  }

  function keep(): void {
    if (!isNew) return;
    isNew = false;
    try {
      const code = Array.from(scripts, ([name, script]): [string, Buffer] => [name, script.createCachedData()]);
      earlier = new Map([...earlier, ...kept.takeAll(), ...code]);
      writeCode(places, buildId, earlier);
    } catch {
      // It only makes the next start quicker: nothing of this run depends on it.
    }
  }
  setTimeout(keep, KEPT_AFTER).unref();
  process.once("exit", keep);
  return load;
}
