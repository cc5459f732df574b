import type { AwsAccount } from "../aws/account.js";
import type { SimulatedAnswer } from "../aws/answers.js";
import type { Compiled } from "../role/compile.js";
import { prove } from "../role/prove.js";
import { notice, progress } from "./output.js";

/**
 * Asks IAM's own policy simulator about every call that SageMaker will make with a role, and says what it answers:
 * yes, no, or that it cannot tell. Policies of buckets, keys and repositories are not part of it.
 * @returns whether nothing is refused
 */
export async function verify(compiled: Compiled, account: AwsAccount): Promise<boolean> {
  // The simulator looks at a role's permissions, not at who may assume it.
  const calls = prove(compiled).filter(({ expected, useCase }) => expected === "allowed" && useCase !== "trust");
  const answers = await account.simulateRole(
    compiled.roleArn,
    calls.map(({ call }) => call),
  );
  const unknown: SimulatedAnswer = { answer: "unknown" };
  const told = calls.map(({ step, call }, index) => ({ step, call, ...(answers[index] ?? unknown) }));
  const count = (answer: string) => told.filter((line) => line.answer === answer).length;
  progress(
    `Verify: of ${calls.length} calls SageMaker will make, IAM's simulator allows ${count("yes")}, refuses ${count("no")}, and cannot tell of ${count("unknown")}.`,
  );
  for (const { step, call, why } of told.filter(({ answer }) => answer === "no")) {
    notice(`✗ ${call.action} on ${call.resource} (${step}): ${why}`);
  }
  const reasons = new Set(told.flatMap(({ answer, why }) => (answer === "unknown" && why !== undefined ? [why] : [])));
  for (const why of reasons) progress(`? ${why}`);
  return count("no") === 0;
}
