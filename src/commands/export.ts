import { writeFileSync } from "node:fs";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { exportFormats } from "../export/formats.js";
import { accessBetween } from "../plan/access-between.js";
import { planFor } from "../plan/plan-for.js";
import { prove } from "../role/prove.js";
import { readAccounts } from "./accounts-file.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { progress } from "./output.js";
import { withFileRegion } from "./plan.js";
import { compileFile, compileFor, readRoleFile } from "./role-files.js";

interface ExportFlags extends AccountFlags {
  format: string;
  out?: string;
  /** Whether to tell what would change in the account. */
  withPlan?: boolean;
  /** Whether Terraform is to import a role that is there. */
  import?: boolean;
  /** A file of account ids. */
  accounts?: string;
}

/** `sagerole export FILE --format F`: the role in another form, without a call to AWS unless `--with-plan` asks for one. */
export async function exportRole(file: string, flags: ExportFlags): Promise<number> {
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
  if (flags.withPlan && !format.tellsOfChange) {
    const known = exportFormats.filter(({ tellsOfChange }) => tellsOfChange).map(({ id }) => id);
    throw new Problem("usage", `--with-plan goes with --format ${known.join(" or ")} only.`, "Leave it out.", {
      exitCode: 2,
    });
  }
  const { compiled, ...change } = flags.withPlan ? await planned(file, flags) : compileFile(file, flags);
  if (flags.accounts !== undefined && !format.forAccounts) {
    const known = exportFormats.filter(({ forAccounts }) => forAccounts).map(({ id }) => id);
    throw new Problem("usage", `--accounts goes with --format ${known.join(" or ")} only.`, "Leave it out.", {
      exitCode: 2,
    });
  }
  if (flags.import && format.id !== "terraform") {
    throw new Problem("usage", "--import goes with --format terraform only.", "Leave it out.", { exitCode: 2 });
  }
  // Terraform takes import blocks in a root module only, and theirs name the account.
  if (flags.import && flags.accounts !== undefined) {
    throw new Problem("usage", "--import is for one account; --accounts is for several.", "Leave one of them out.", {
      exitCode: 2,
    });
  }
  const text = format.write(compiled, {
    proof: prove(compiled),
    file,
    ...("plan" in change && change),
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

/** The role as it is compiled for the account, and what applying it would change there. */
async function planned(file: string, flags: AccountFlags) {
  const roleFile = readRoleFile(file);
  const account = await openFromFlags(withFileRegion(flags, roleFile.region));
  const compiled = await compileFor(roleFile, account);
  const live = await account.readRole(compiled.definition.name);
  const plan = await planFor(compiled, live, account);
  return {
    compiled,
    requester: account.identity.arn,
    plan,
    access: await accessBetween(account, live?.definition, plan.desired),
  };
}
