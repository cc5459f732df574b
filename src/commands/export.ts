import { writeFileSync } from "node:fs";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { exportFormats } from "../export/formats.js";
import { prove } from "../role/prove.js";
import { progress } from "./output.js";
import { compileFile } from "./role-files.js";

/** `sagerole export FILE --format F`: the role in another form, without a call to AWS. */
export function exportRole(file: string, flags: { format: string; out?: string; region?: string }): number {
  const format = exportFormats.find(({ id }) => id === flags.format);
  if (format === undefined) {
    const known = exportFormats.map(({ id }) => id);
    throw new Problem(
      "format",
      `"${flags.format}" is not a format.${didYouMean(flags.format, known)}`,
      `There are: ${known.join(", ")}.`,
      { exitCode: 2 },
    );
  }
  const { compiled } = compileFile(file, flags);
  const text = format.write(compiled, { proof: prove(compiled), file });
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
