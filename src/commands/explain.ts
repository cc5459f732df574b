import { existsSync } from "node:fs";
import { Problem } from "../base/problem.js";
import type { FindingCode } from "../role/finding-code.js";
import { findingCode, findingCodes, nearestCode } from "../role/finding-codes.js";
import { explainFile } from "./explain-file.js";
import { say, sayJson } from "./output.js";

interface ExplainFlags {
  statement?: string;
  region?: string;
  json?: boolean;
}

/**
 * `sagerole explain [CODE|FILE]`: what a finding's code means, or why each statement of a role is there; without
 * either, every code. Makes no AWS call.
 * @throws Problem `unknown-code` for what is neither a code nor a file
 */
export function explain(what: string | undefined, flags: ExplainFlags): number {
  if (what === undefined) return list(flags);
  const found = findingCode(what);
  if (found !== undefined && flags.statement === undefined) return tell(found, flags);
  if (what === "-" || existsSync(what) || /\.ya?ml$/.test(what)) return explainFile(what, flags);
  const near = nearestCode(what);
  throw new Problem(
    "unknown-code",
    `"${what}" is neither the code of a finding nor a file.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
    "See all codes with: sagerole explain",
    { exitCode: 2 },
  );
}

function list(flags: ExplainFlags): number {
  if (flags.json) sayJson({ format: "sagerole.codes/1", codes: findingCodes });
  else for (const { id, title } of findingCodes) say(`${id.padEnd(28)} ${title}`);
  return 0;
}

function tell(found: FindingCode, flags: ExplainFlags): number {
  if (flags.json) sayJson({ format: "sagerole.code/1", ...found });
  else say(`${found.id}: ${found.title}\n\n${folded(found.text)}\n\n${found.source}`);
  return 0;
}

/** A paragraph in lines of at most 78 characters. */
function folded(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length + 1 > 78) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}
