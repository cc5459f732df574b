import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Place, readCode, writeCode } from "../../src/base/code-cache.js";
import { scriptLoader } from "../../src/base/script-loader.js";

let root: string;
let places: Place[];
const scripts = () => join(root, "scripts");
const kept = () => join(root, "kept");
const script = (body: string) => `(function (exports, require, module, __filename, __dirname) {${body}})`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sagerole-code-"));
  mkdirSync(scripts());
  writeFileSync(
    join(scripts(), "main.cjs"),
    script('exports.said = require("./other.cjs").word + require("node:os").EOL'),
  );
  writeFileSync(join(scripts(), "other.cjs"), script('exports.word = "hello"'));
  places = [{ folder: kept, isPrivate: true }];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A run of the program, which keeps what it compiled when it is told to. */
function run(buildId = "one") {
  const before = process.listeners("exit");
  const load = scriptLoader({
    folder: scripts(),
    buildId,
    places,
    outside: (name) => (name === "node:os" ? { EOL: "!" } : undefined),
  });
  const ends = process.listeners("exit").filter((listener) => !before.includes(listener));
  for (const end of ends) process.off("exit", end);
  return {
    load,
    keep() {
      for (const end of ends) end(0);
    },
  };
}

/** A start: what the program says, and, as it ends, what it keeps. */
function start(buildId = "one") {
  const { load, keep } = run(buildId);
  try {
    return load("main.cjs");
  } finally {
    keep();
  }
}

const keptFiles = () => readdirSync(kept());
const onlyFile = () => join(kept(), keptFiles()[0] ?? "");

describe("the program's scripts", () => {
  it("run from kept code as they do without", () => {
    expect(start()).toEqual({ said: "hello!" });
    expect(readCode(places, "one").names).toEqual(["main.cjs", "other.cjs"]);
    expect(start()).toEqual({ said: "hello!" });
  });

  it("run as they are after an update, whatever code an earlier build left, which is taken away", () => {
    start("one");
    writeFileSync(join(scripts(), "other.cjs"), script('exports.word = "hallo"'));
    expect(start("two")).toEqual({ said: "hallo!" });
    expect(keptFiles()).toEqual([expect.stringMatching(/^code-two-/)]);
  });

  it.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ["empty", () => Buffer.alloc(0)],
    ["of another kind", () => Buffer.from("no code at all, and long enough to be read as some")],
  ])("run where the file of code is %s, and it is written anew", (_, spoil) => {
    start();
    const right = readFileSync(onlyFile());
    writeFileSync(onlyFile(), spoil(right));
    expect(start()).toEqual({ said: "hello!" });
    expect(readCode(places, "one").names.length).toBe(2);
  });

  it("are kept once the screen stands, and again at the end with what was loaded since", () => {
    start();
    for (const name of ["late.cjs", "later.cjs"]) writeFileSync(join(scripts(), name), script("exports.at = 1"));
    const { load, keep } = run();
    for (const name of ["main.cjs", "late.cjs"]) load(name);
    keep();
    load("later.cjs");
    keep();
    expect([...readCode(places, "one").names].sort()).toEqual(["late.cjs", "later.cjs", "main.cjs", "other.cjs"]);
    expect(run().load("later.cjs")).toEqual({ at: 1 });
  });

  it("run where V8 refuses the code, as another V8's", () => {
    writeCode(places, "one", new Map([["other.cjs", Buffer.alloc(500, 7)]]));
    expect(start()).toEqual({ said: "hello!" });
  });

  it("run where nothing can be written", () => {
    writeFileSync(join(root, "file"), "");
    places = [{ folder: () => join(root, "file", "below"), isPrivate: true }];
    expect(start()).toEqual({ said: "hello!" });
  });

  it("leave their code in the next place where the first cannot be written", () => {
    writeFileSync(join(root, "file"), "");
    places.unshift({ folder: () => join(root, "file", "below"), isPrivate: false });
    start();
    expect(keptFiles()).toHaveLength(1);
  });

  it.runIf(process.getuid?.() === 0)("take no code from a private place that belongs to somebody else", async () => {
    start();
    const { chownSync } = await import("node:fs");
    chownSync(onlyFile(), 12_345, 12_345);
    chmodSync(onlyFile(), 0o644);
    expect(readCode(places, "one").names.length).toBe(0);
  });
});
