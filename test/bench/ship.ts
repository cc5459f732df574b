import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const EXECUTABLE = join(process.cwd(), "executable", process.platform === "win32" ? "sagerole.exe" : "sagerole");
const ROUNDS = 9;

/** The middle of the ratios of two commands, each pair run one after the other. */
function ratio(run: () => void, against: () => void): number {
  const ratios = Array.from({ length: ROUNDS }, () => milliseconds(run) / milliseconds(against));
  return Math.round((ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number) * 100) / 100;
}

function milliseconds(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

/** What is downloaded, what lies on the disk, and how long it takes to be there; the executable where it is built. */
export function shipFigures(): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "sagerole-bench-ship-"));
  try {
    const npm = (...args: string[]) => execFileSync("npm", [...args, "--silent"], { cwd: folder, encoding: "utf8" });
    const tarball = join(folder, npm("pack", process.cwd(), "--ignore-scripts").trim());
    const install = () => {
      rmSync(join(folder, "node_modules"), { recursive: true, force: true });
      npm("install", "--offline", "--no-audit", "--no-save", "--no-package-lock", tarball);
    };
    const installing = ratio(install, () => npm("--version"));
    const files = readdirSync(join(folder, "node_modules"), { recursive: true, withFileTypes: true });
    const sizes = files.filter((file) => file.isFile()).map(({ parentPath, name }) => sizeOf(join(parentPath, name)));
    return {
      "kB of the package, packed": Math.round(sizeOf(tarball) / 1000),
      "kB of it, installed": Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000),
      "packages that it needs":
        readdirSync(join(folder, "node_modules")).filter((name) => /^[^.]/.test(name)).length - 1,
      "npm install of it, offline / npm --version": installing,
      ...(existsSync(EXECUTABLE) && executableFigures()),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function executableFigures(): Record<string, number> {
  const run = (file: string, ...args: string[]) => execFileSync(file, args, { stdio: "ignore" });
  return {
    "MB of the executable": Math.round(sizeOf(EXECUTABLE) / 1e6),
    "its --version / the bare Node that runs this": ratio(
      () => run(EXECUTABLE, "--version"),
      () => run(process.execPath, "-e", "0"),
    ),
  };
}

function sizeOf(file: string): number {
  return statSync(file).size;
}
