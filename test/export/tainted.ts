import type { Compiled } from "../../src/role/compile.js";
import { example } from "./fixtures.js";

/** The example with a text from outside everywhere such a text can stand in an export. */
export function tainted(text: string, kind: "inline" | "managed" = "inline"): Compiled {
  const compiled = example();
  const { definition } = compiled;
  return {
    ...compiled,
    definition: {
      ...definition,
      description: text,
      tags: { team: text, [`${text}:`]: "x" },
      policies: definition.policies.map((policy) => ({
        ...policy,
        kind,
        document: {
          ...policy.document,
          Statement: policy.document.Statement.map((statement) => ({
            ...statement,
            Resource: [`arn:aws:s3:::acme/${text}`, "arn:aws:s3:::acme"],
            Condition: { StringLike: { "s3:prefix": text } },
          })),
        },
      })),
    },
  };
}

/** Text that would mean something to HCL, YAML, TypeScript, Python, a shell or IAM, if it were not made data. */
export const BREAKERS = [
  "${aws:username} ${local.x} $${y} $$${z}",
  "%{if true}x%{endif} %%{",
  "\"quoted\" 'single' \\back\\slash\\",
  "'; rm -rf / #",
  "$(id) `id` $HOME !history",
  "line\nbreak\r\n\ttab",
  "EOF\nEOT",
  "- item: {a: [b, c]} # comment & *anchor !tag | > ? :",
  "{{ jinja }} <% erb %> #{ruby}",
  "file:///etc/passwd",
  "é ü ñ ÿ ¡",
  " spaces at both ends ",
  "-- --flag -x",
  '"""triple""" \'\'\'',
  "true",
  "0123",
  "",
];
