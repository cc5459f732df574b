import type { Key } from "ink";

/** What keys mean, everywhere the same. */
export type Command =
  | "up"
  | "down"
  | "left"
  | "right"
  | "pageUp"
  | "pageDown"
  | "home"
  | "end"
  | "toggle"
  | "next"
  | "back"
  | "tab"
  | "filter"
  | "all"
  | "nextChosen"
  | "previousChosen"
  | "help"
  | "preview"
  | "why"
  | "again"
  | "quit"
  | "interrupt";

const LETTERS: Record<string, Command> = {
  k: "up",
  j: "down",
  h: "left",
  l: "right",
  g: "home",
  G: "end",
  " ": "toggle",
  "/": "filter",
  a: "all",
  n: "nextChosen",
  N: "previousChosen",
  "?": "help",
  p: "preview",
  w: "why",
  r: "again",
  q: "quit",
};

/** The command a key stands for where no text is being typed, or undefined. */
export function commandOf(input: string, key: Key): Command | undefined {
  if (key.ctrl) return input === "c" ? "interrupt" : undefined;
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.leftArrow) return "left";
  if (key.rightArrow) return "right";
  if (key.pageUp) return "pageUp";
  if (key.pageDown) return "pageDown";
  if (key.home) return "home";
  if (key.end) return "end";
  if (key.return) return "next";
  if (key.escape) return "back";
  if (key.tab) return "tab";
  if (key.meta) return undefined;
  return LETTERS[input];
}

/** One entry of the line of keys and of the help. */
export interface Hint {
  keys: string;
  does: string;
  /** Shown in the line of keys however narrow the terminal, at its end. */
  stays?: boolean;
}
