import { prove } from "../role/prove.js";
import { findingsText, proofSummary, say, sayJson } from "./output.js";
import { compileFile } from "./role-files.js";

/**
 * `sagerole check FILE`: findings and proof, without a call to AWS.
 * @returns 0, or 1 when something would not work
 */
export function check(file: string, flags: { region?: string; json?: boolean }): number {
  const { compiled } = compileFile(file, flags);
  const proof = prove(compiled);
  const { wrong, text } = proofSummary(proof);
  const isBad = wrong.length > 0 || compiled.findings.some((finding) => finding.severity === "error");
  if (flags.json) {
    sayJson({ format: "sagerole.check/1", ok: !isBad, roleArn: compiled.roleArn, findings: compiled.findings, proof });
    return isBad ? 1 : 0;
  }
  say(text);
  for (const line of wrong) {
    say(
      `  ${line.expected === "allowed" ? "denied " : "allowed"} ${line.call.action} on ${line.call.resource}: ${line.step}`,
    );
  }
  say(compiled.findings.length === 0 ? "Findings: none." : findingsText(compiled.findings));
  return isBad ? 1 : 0;
}
