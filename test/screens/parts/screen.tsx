import { render } from "ink-testing-library";
import type { ReactNode } from "react";
import { KeysProvider } from "../../../screens/parts/use-keys.js";

/** Keys as a terminal sends them. */
const SENT = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  pageUp: "\x1b[5~",
  pageDown: "\x1b[6~",
  home: "\x1b[H",
  end: "\x1b[F",
  enter: "\r",
  esc: "\x1b",
  space: " ",
  backspace: "\x7f",
  "ctrl-w": "\x17",
  "ctrl-u": "\x15",
} as const;

/** Something on the screen, to look at and to press keys on. */
export function show(node: ReactNode) {
  const app = render(<KeysProvider>{node}</KeysProvider>);
  const settled = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
  return {
    /** What a person sees, without trailing spaces. */
    text: () => (app.lastFrame() ?? "").trimEnd(),
    lines: () => (app.lastFrame() ?? "").split("\n"),
    /** Presses named keys and types other strings letter by letter. */
    async press(...keys: (keyof typeof SENT | (string & {}))[]) {
      await settled();
      for (const key of keys) {
        for (const sent of key in SENT ? [SENT[key as keyof typeof SENT]] : key) {
          app.stdin.write(sent);
          // Ink waits a moment whether an escape begins a sequence.
          await settled(sent === SENT.esc ? 40 : 0);
        }
      }
    },
    async paste(text: string) {
      await settled();
      app.stdin.write(`\x1b[200~${text}\x1b[201~`);
      await settled();
    },
    async become(next: ReactNode) {
      app.rerender(<KeysProvider>{next}</KeysProvider>);
      await settled();
    },
  };
}
