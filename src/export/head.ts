import { printable } from "../base/printable.js";
import type { Compiled } from "../role/compile.js";

/** What stands at the top of an exported file, a line each: what it is, and what it was made from. */
export function headLines({ definition, account }: Compiled, file?: string): string[] {
  return [
    `The SageMaker execution role ${definition.name} of account ${account}.`,
    file === undefined
      ? "Made by sagerole export: change the role file and export it again, rather than this."
      : `Made by sagerole export from ${printable(file).replaceAll("\n", " ")}: change that and export it again, rather than this.`,
  ];
}
