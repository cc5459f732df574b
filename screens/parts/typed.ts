import { Readable } from "node:stream";

const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";
const INTERRUPT = "\x03";

/** How long Ink waits whether an escape begins a sequence, and a little more. Milliseconds. */
const ESCAPE_WAIT = 30;

/** An escape sequence, an escape before another or at the end, a character after an escape, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send them
const KEY = /\x1b{1,2}\[\[?[\d;:<=>?]*[ -/]*[@-~]|\x1b{1,2}O[\d;]*[@-~]|\x1b(?=\x1b|$)|\x1b?\P{Cs}/gsu;

/**
 * The terminal's input, one key at a time: the next is given when the screen has taken the last.
 * Keys come faster than screens change when somebody types ahead, holds a key down or has a slow line; Ink would hand
 * all of them to the screen as it was before the first. A paste stays whole. Ctrl-c goes before whatever waits.
 */
export function oneKeyAtATime(terminal: NodeJS.ReadStream): NodeJS.ReadStream {
  const waiting: string[] = [];
  let pasting = false;
  let busy = false;

  const keys = new Readable({ read() {} });

  function give(): void {
    const key = waiting.shift();
    busy = key !== undefined;
    if (key === undefined) return;
    keys.push(key);
    if (key === "\x1b" && waiting[0]?.startsWith("\x1b")) setTimeout(give, ESCAPE_WAIT);
    else setImmediate(give);
  }

  function take(chunk: string): void {
    for (let rest = chunk; rest !== ""; ) {
      const end = pasting ? rest.indexOf(PASTE_END) : -1;
      const start = pasting ? 0 : rest.indexOf(PASTE_START);
      if (!pasting && start !== 0) waiting.push(...(rest.slice(0, start < 0 ? undefined : start).match(KEY) ?? []));
      if (start < 0) break;
      const until = pasting ? (end < 0 ? rest.length : end + PASTE_END.length) : start + PASTE_START.length;
      waiting.push(rest.slice(start, until));
      pasting = pasting ? end < 0 : true;
      rest = rest.slice(until);
    }
    const interrupt = waiting.lastIndexOf(INTERRUPT);
    if (interrupt > 0) waiting.splice(0, interrupt);
    if (!busy) give();
  }

  return Object.assign(keys, {
    isTTY: terminal.isTTY,
    setRawMode(on: boolean) {
      terminal.setRawMode(on);
      terminal.off("data", take);
      if (on) terminal.setEncoding("utf8").on("data", take);
      else terminal.pause();
      return keys;
    },
    ref: () => terminal.ref(),
    unref: () => terminal.unref(),
  }) as unknown as NodeJS.ReadStream;
}
