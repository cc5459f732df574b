import { writeFileSync } from "node:fs";
import { Problem } from "../base/problem.js";
import { type AccessReport, accessLines } from "../plan/access.js";
import { accessBetween } from "../plan/access-between.js";
import { asList } from "../policy/document.js";
import { type Compiled, compile } from "../role/compile.js";
import type { RoleDefinition } from "../role/definition.js";
import { type Inferred, inferRoleFile } from "../role/infer/infer.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { diffText, notice, progress, sayJson } from "./output.js";
import { commentedFile, refuseExisting } from "./role-files.js";
import { unknownRole } from "./unknown-role.js";

interface ImportFlags extends AccountFlags {
  out?: string;
  json?: boolean;
}

/**
 * `sagerole import ROLE`: the role file that comes nearest to a role, what speaks for it, what does not fit, and how
 * what it comes to differs from the role. Changes nothing in the account.
 * @returns 0, whether or not everything fits
 * @throws Problem `no-such-role`; `file` where `--out` names a file that is there
 */
export async function importRole(name: string, flags: ImportFlags): Promise<number> {
  refuseExisting(flags.out);
  const account = await openFromFlags(flags);
  const live = await account.readRole(name);
  if (live === undefined) throw await unknownRole(name, account);
  const { identity, region } = account;
  const inferred = inferRoleFile(live.definition, { account: identity.account, region });
  const compiled = compiledOf(inferred);
  const access = await accessBetween(account, live.definition, compiled.definition);
  const text = fileText(inferred, identity.account);
  if (flags.json) {
    const { file, evidence, unfit, trustFits } = inferred;
    sayJson({
      format: "sagerole.import/1",
      role: live.definition.name,
      file,
      text,
      evidence,
      unfit,
      trustFits,
      access,
    });
  } else if (flags.out === undefined) process.stdout.write(text);
  if (flags.out !== undefined) writeFileSync(flags.out, text, { flag: "wx" });
  tell(inferred, live.definition, access);
  if (flags.out !== undefined) progress(`Written to ${flags.out}. Look at it with: sagerole plan ${flags.out}`);
  return 0;
}

/** What the role file comes to; where its policies are too large for one place, wherever they fit. */
function compiledOf({ file }: Inferred): Compiled {
  try {
    return compile(file);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "policy-too-large") throw error;
    file.delivery = "auto";
    return compile(file);
  }
}

/** The role file, which says where it comes from, and what of the role it does not hold. */
function fileText({ file, unfit, trustFits }: Inferred, account: string): string {
  return commentedFile(file, [
    `From the role ${file.role.name} of account ${account}, read on ${new Date().toISOString().slice(0, 10)}.`,
    ...(unfit.length === 0 && trustFits
      ? ["It holds all that the role does."]
      : ["Not held; applied over the role, these are lost, or kept as you say:"]),
    ...(trustFits ? [] : ["- the trust policy, which is of a form that role files do not have"]),
    ...unfit.map(({ policy, sid, actions }) => `- ${policy}, ${sid}: ${shortList(actions)}`),
  ]);
}

function tell({ file, evidence, unfit, trustFits }: Inferred, role: RoleDefinition, access: AccessReport): void {
  const isSageMakers = role.trustPolicy.Statement.some(({ Principal }) => {
    return typeof Principal === "object" && asList(Principal.Service).includes("sagemaker.amazonaws.com");
  });
  if (!isSageMakers) notice(`SageMaker may not assume ${role.name}: it is no execution role as it stands.`);
  if (evidence.length === 0) notice("No use case explains what the role may do.");
  for (const { useCase, statements } of evidence) progress(`${useCase}: by ${shortList(statements)}`);
  if (file.attach.length > 0) progress(`Attached as they are: ${file.attach.join(", ")}`);
  if (!trustFits) notice("Does not fit: the trust policy, which is of a form that role files do not have.");
  for (const { policy, sid, actions, resources } of unfit) {
    notice(`Does not fit: ${policy}, ${sid}: ${shortList(actions)} on ${shortList(resources)}`);
  }
  progress(`\nApplying the file would come to this:\n${diffText(accessLines(access))}`);
}

function shortList(texts: readonly string[]): string {
  const shown = texts.slice(0, 4).join(", ");
  return texts.length <= 4 ? shown : `${shown} and ${texts.length - 4} more`;
}
