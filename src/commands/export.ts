import { writeFileSync } from "node:fs";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { exportJson } from "../export/json.js";
import { exportMarkdown } from "../export/markdown.js";
import type { Compiled } from "../role/compile.js";
import { prove } from "../role/prove.js";
import { progress } from "./output.js";
import { compileFile } from "./role-files.js";

/** The formats there are. */
export const exportFormats: Record<string, (compiled: Compiled, file: string) => string> = {
  json: (compiled) => exportJson(compiled),
  markdown: (compiled, file) => exportMarkdown(compiled, { proof: prove(compiled), file }),
};

/** `sagerole export FILE --format F`: the role in another form, without a call to AWS. */
export function exportRole(file: string, flags: { format: string; out?: string; region?: string }): number {
  const write = Object.hasOwn(exportFormats, flags.format) ? exportFormats[flags.format] : undefined;
  if (write === undefined) {
    const known = Object.keys(exportFormats);
    throw new Problem(
      "format",
      `"${flags.format}" is not a format.${didYouMean(flags.format, known)}`,
      `There are: ${known.join(", ")}.`,
      { exitCode: 2 },
    );
  }
  const text = write(compileFile(file, flags).compiled, file);
  if (flags.out === undefined) {
    process.stdout.write(text);
    return 0;
  }
  try {
    writeFileSync(flags.out, text);
  } catch (error) {
    throw new Problem(
      "file",
      `${flags.out} cannot be written: ${(error as Error).message}.`,
      "Name another place with --out.",
    );
  }
  progress(`Written to ${flags.out}.`);
  return 0;
}
