/** Colours by what they mean. Meaning never rests on colour alone: a sign, a word or a box says it too. */
export const theme = {
  accent: "cyan",
  success: "green",
  warning: "yellow",
  danger: "red",
  text: { muted: "gray" },
  diff: { "+": "green", "-": "red", "~": "yellow", " ": undefined },
  /** Lines that the last change brought. */
  lit: "greenBright",
} as const;
