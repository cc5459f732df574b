import { printable } from "../base/printable.js";

/** HTML that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = string | number | Markup | undefined | readonly Content[];

/** Markup in which whatever is put in is text, unless it is markup itself; nothing is put in for what is undefined. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + textOf(values[index - 1]) + part));
}

function textOf(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(textOf).join("");
  return escaped(String(value));
}

/** Text as it stands between tags and in quoted attributes, with what cannot be seen made visible. */
function escaped(text: string): string {
  const visible = text.split("\n").map(printable).join("\n");
  return visible
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
