/** A text as one word of a POSIX shell, in which nothing means anything. A NUL cannot be in one. */
export function shellLiteral(text: string): string {
  return `'${text.replaceAll("\0", "").replaceAll("'", "'\\''")}'`;
}

/** A name as one word, quoted only where it has to be; never taken for an option. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./=@:,+-]+$/.test(text) && !text.startsWith("-")) return text;
  return `${text.startsWith("-") ? "./" : ""}${shellLiteral(text)}`;
}
