import { managedPolicyText } from "../catalog/managed-policies.js";
import { type Beyond, beyond, beyondWords } from "../plan/beyond.js";
import { nameInArn } from "../policy/arn.js";
import type { Compiled } from "../role/compile.js";
import { attachedFindings } from "../role/escalation-findings.js";
import { prove, proveCaller } from "../role/prove.js";
import { type FileResult, forEachFile } from "./each-file.js";
import { findingsText, proofSummary, wrongText } from "./output.js";
import { compileFile } from "./role-files.js";

interface CheckFlags {
  region?: string;
  json?: boolean;
  /** Whether to say only what is wrong. */
  quiet?: boolean;
}

/**
 * `sagerole check FILE…`: findings and proof, without a call to AWS.
 * @returns 0, or 1 when something would not work
 */
export function check(files: readonly string[], flags: CheckFlags): Promise<number> {
  const json = flags.json ?? false;
  return forEachFile(files, { json, format: "sagerole.checks/1" }, (file) => checkFile(file, flags));
}

async function checkFile(file: string, flags: CheckFlags): Promise<FileResult> {
  const { compiled } = compileFile(file, flags);
  const proof = prove(compiled);
  const callerProof = proveCaller(compiled);
  const role = proofSummary(proof);
  const caller = proofSummary(callerProof, "caller");
  const wrong = [...role.wrong, ...caller.wrong];
  const attached = await beyondAttached(compiled);
  const findings = [...compiled.findings, ...(await attachedFindings(compiled))];
  const told = findings.filter(({ severity }) => !flags.quiet || severity !== "note");
  const isBad = wrong.length > 0 || findings.some((finding) => finding.severity === "error");
  return {
    json: {
      format: "sagerole.check/1",
      ok: !isBad,
      roleArn: compiled.roleArn,
      findings,
      beyond: Object.fromEntries(attached),
      proof,
      callerProof,
    },
    text: [
      ...(flags.quiet && wrong.length === 0 ? [] : [role.text, caller.text]),
      ...(wrong.length > 0 ? [wrongText(wrong)] : []),
      ...(flags.quiet ? [] : attached.map(([name, found]) => `Attached: ${beyondWords(name, found)}`)),
      ...(told.length > 0 ? [findingsText(told)] : flags.quiet ? [] : ["Findings: none."]),
    ].join("\n"),
    exitCode: isBad ? 1 : 0,
  };
}

/** What each attached AWS managed policy allows beyond the role file, for those whose text is shipped. */
async function beyondAttached(compiled: Compiled): Promise<[string, Beyond][]> {
  const { definition } = compiled;
  const found = await Promise.all(
    definition.attachedManagedPolicies.map(async (arn): Promise<[string, Beyond] | undefined> => {
      const name = nameInArn(arn);
      const text = arn.split(":")[4] === "aws" ? await managedPolicyText(name) : undefined;
      return text && [name, await beyond(definition, text)];
    }),
  );
  return found.filter((one) => one !== undefined);
}
