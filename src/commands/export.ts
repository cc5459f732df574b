import { writeFileSync } from "node:fs";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { exportFormats } from "../export/formats.js";
import { prove } from "../role/prove.js";
import { readAccounts } from "./accounts-file.js";
import { progress } from "./output.js";
import { compileFile } from "./role-files.js";

interface ExportFlags {
  format: string;
  out?: string;
  region?: string;
  /** Whether Terraform is to import a role that is there. */
  import?: boolean;
  /** A file of account ids. */
  accounts?: string;
}

/** `sagerole export FILE --format F`: the role in another form, without a call to AWS. */
export function exportRole(file: string, flags: ExportFlags): number {
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
  if (flags.accounts !== undefined && !format.forAccounts) {
    const known = exportFormats.filter(({ forAccounts }) => forAccounts).map(({ id }) => id);
    throw new Problem("usage", `--accounts goes with --format ${known.join(" or ")} only.`, "Leave it out.", {
      exitCode: 2,
    });
  }
  if (flags.import && format.id !== "terraform") {
    throw new Problem("usage", "--import goes with --format terraform only.", "Leave it out.", { exitCode: 2 });
  }
  const text = format.write(compiled, {
    proof: prove(compiled),
    file,
    imports: flags.import ?? false,
    ...(flags.accounts !== undefined && { accounts: readAccounts(flags.accounts) }),
  });
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
