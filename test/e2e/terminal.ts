import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

/** The executable, as users run it. */
export const EXECUTABLE = join(dirname(fileURLToPath(import.meta.url)), "../../bin/sagerole.js");

/** How the program is started. */
export interface TerminalOptions {
  columns?: number;
  rows?: number;
  /** Arguments after the program's name. */
  args?: readonly string[];
  env?: Record<string, string>;
  /** A home of an earlier terminal, to come back to. */
  home?: string;
  /** Node to run it with; this one by default. */
  node?: string;
  /** Arguments of Node in place of the program, for measuring. */
  nodeArgs?: readonly string[];
}

/** Keys by name. */
export const KEYS = {
  enter: "\r",
  escape: "\x1b",
  space: " ",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  backspace: "\x7f",
  ctrlC: "\x03",
  ctrlU: "\x15",
} as const;

/** The environment of a stranger: a home of its own, no AWS settings, no configuration. */
export function strangerEnv(home: string, env: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    XDG_STATE_HOME: join(home, "state"),
    XDG_CONFIG_HOME: join(home, "config"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...env,
  };
}

/** A fresh home with a work folder in it. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), "sagerole-e2e-"));
  mkdirSync(join(home, "work"));
  return home;
}

/** The real program in a real pseudo-terminal, with a terminal emulator that says what is on the screen. */
export class Terminal {
  readonly home: string;
  /** Where the program is started: role files come here. */
  readonly work: string;
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  /** All that the program wrote, raw. */
  raw = "";
  exitCode: number | undefined;

  constructor(options: TerminalOptions = {}) {
    const { columns = 80, rows = 24, args = [], env = {}, node = process.execPath } = options;
    this.home = options.home ?? makeHome();
    this.work = join(this.home, "work");
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    this.#pty = spawn(node, [...(options.nodeArgs ?? [EXECUTABLE]), ...args], {
      name: "xterm-256color",
      cols: columns,
      rows,
      cwd: this.work,
      env: strangerEnv(this.home, env),
    });
    this.#pty.onData((data) => {
      this.raw += data;
      this.#screen.write(data);
    });
    this.#screen.onData((answer) => this.#pty.write(answer));
    this.#pty.onExit(({ exitCode }) => {
      this.exitCode = exitCode;
    });
  }

  /** The lines of the screen as a person sees them. */
  lines(): string[] {
    const { active } = this.#screen.buffer;
    return Array.from(
      { length: this.#screen.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    );
  }

  text(): string {
    return this.lines().join("\n");
  }

  /** The emulator's buffer, for pictures. */
  get emulator() {
    return this.#screen;
  }

  /** Waits until the screen shows this. */
  async waitFor(wanted: string | RegExp, timeout = 15_000): Promise<void> {
    const end = Date.now() + timeout;
    const is = () => (typeof wanted === "string" ? this.text().includes(wanted) : wanted.test(this.text()));
    while (!is()) {
      if (Date.now() > end) throw new Error(`waited for ${wanted}; the screen shows:\n${this.text()}`);
      await sleep(20);
    }
  }

  /** Waits until the screen no longer shows this. */
  async waitWhile(unwanted: string, timeout = 15_000): Promise<void> {
    const end = Date.now() + timeout;
    while (this.text().includes(unwanted)) {
      if (Date.now() > end) throw new Error(`waited for ${unwanted} to go; the screen shows:\n${this.text()}`);
      await sleep(20);
    }
  }

  /** Waits until the program has ended. */
  async waitForExit(timeout = 15_000): Promise<number> {
    const end = Date.now() + timeout;
    while (this.exitCode === undefined) {
      if (Date.now() > end) throw new Error(`the program goes on; the screen shows:\n${this.text()}`);
      await sleep(20);
    }
    await sleep(50);
    return this.exitCode;
  }

  /** Sends keys, each as a person would: one after the other. */
  async press(...keys: (keyof typeof KEYS | (string & {}))[]): Promise<void> {
    for (const key of keys) {
      this.#pty.write(key in KEYS ? KEYS[key as keyof typeof KEYS] : key);
      await sleep(60);
    }
  }

  /** Sends a text at once, as a paste does. */
  type(text: string): void {
    this.#pty.write(text);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal = "SIGKILL"): void {
    this.#pty.kill(signal);
  }

  /** Ends the program and takes its home away. */
  dispose({ keepHome = false } = {}): void {
    if (this.exitCode === undefined) this.kill();
    this.#screen.dispose();
    if (!keepHome) rmSync(this.home, { recursive: true, force: true });
  }
}
