/** The symbols the screens draw with, and ASCII of the same width that says the same. */
const ASCII: Record<string, string> = {
  "✓": "+",
  "✗": "x",
  "●": "*",
  "○": "o",
  "•": "*",
  "─": "-",
  "│": "|",
  "…": "~",
  "×": "x",
  "█": "#",
  "░": ".",
  "↑": "^",
  "↓": "v",
  "←": "<",
  "→": ">",
  "⠋": "|",
  "⠙": "/",
  "⠹": "-",
  "⠸": "\\",
  "⠼": "|",
  "⠴": "/",
  "⠦": "-",
  "⠧": "\\",
  "⠇": "|",
  "⠏": "/",
};

const SYMBOL = new RegExp(`[${Object.keys(ASCII).join("")}]`, "gu");

/**
 * Whether a terminal can be trusted to draw more than ASCII: not the Linux console, whose font lacks the symbols,
 * and not where the locale names another encoding. A locale that says nothing is taken for UTF-8, as containers have it.
 */
export function drawsSymbols(env: NodeJS.ProcessEnv): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return env.TERM !== "linux" && (locale === "" || /utf-?8/i.test(locale));
}

const isPlain = !drawsSymbols(process.env);

/** The text with ASCII in place of symbols where the terminal may not have them. */
export function plainSymbols(text: string, plain = isPlain): string {
  return plain ? text.replace(SYMBOL, (symbol) => ASCII[symbol] ?? symbol) : text;
}
