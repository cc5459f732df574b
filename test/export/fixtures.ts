import { type Compiled, compile } from "../../src/role/compile.js";
import { parseRoleFile } from "../../src/role/parse.js";
import { EXAMPLE } from "../role/example.js";

/** The design's example, compiled. */
export function example(): Compiled {
  return compile(parseRoleFile(EXAMPLE));
}

/** Text that would mean something to Markdown, HTML, GitHub or a terminal, if it were not made data. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "&lt;b&gt; &amp;",
  "[click](https://evil.example/)",
  "![x](https://evil.example/x.png)",
  "https://evil.example/a www.evil.example a@evil.example @octocat #1",
  "`code` ``two`` ```",
  "```\n# Approved\n```",
  "a | b \\| c \\\\| d",
  "\\",
  "**bold** _under_ ~~gone~~ * + - > #",
  "line\n\n# Heading\n\n- item",
  "\u001b[2K\u001b[1Aescape \u202erev \u009bcsi",
  " spaces at both ends ",
  "`",
  "1. one",
  "- dash",
  "---",
  "| a | b |\n| - | - |",
  "<!-- hidden -->",
  "$(rm -rf /) `id`",
];
