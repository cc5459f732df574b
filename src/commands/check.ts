import { managedPolicyText } from "../catalog/managed-policies.js";
import { type Beyond, beyond, beyondWords } from "../plan/beyond.js";
import { nameInArn } from "../policy/arn.js";
import type { Compiled } from "../role/compile.js";
import { attachedFindings } from "../role/escalation-findings.js";
import { prove, proveCaller } from "../role/prove.js";
import { findingsText, proofSummary, say, sayJson, wrongText } from "./output.js";
import { compileFile } from "./role-files.js";

/**
 * `sagerole check FILE`: findings and proof, without a call to AWS.
 * @returns 0, or 1 when something would not work
 */
export async function check(file: string, flags: { region?: string; json?: boolean }): Promise<number> {
  const { compiled } = compileFile(file, flags);
  const proof = prove(compiled);
  const callerProof = proveCaller(compiled);
  const role = proofSummary(proof);
  const caller = proofSummary(callerProof, "caller");
  const wrong = [...role.wrong, ...caller.wrong];
  const attached = await beyondAttached(compiled);
  const findings = [...compiled.findings, ...(await attachedFindings(compiled))];
  const isBad = wrong.length > 0 || findings.some((finding) => finding.severity === "error");
  if (flags.json) {
    sayJson({
      format: "sagerole.check/1",
      ok: !isBad,
      roleArn: compiled.roleArn,
      findings,
      beyond: Object.fromEntries(attached),
      proof,
      callerProof,
    });
    return isBad ? 1 : 0;
  }
  say(role.text);
  say(caller.text);
  if (wrong.length > 0) say(wrongText(wrong));
  for (const [name, found] of attached) say(`Attached: ${beyondWords(name, found)}`);
  say(findings.length === 0 ? "Findings: none." : findingsText(findings));
  return isBad ? 1 : 0;
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
