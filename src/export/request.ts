import type { Plan } from "../plan/plan.js";
import type { ProofLine } from "../role/prove.js";

/** What may go into a request besides the role. */
export interface RequestOptions {
  /** What would change in the account. */
  plan?: Plan;
  proof?: readonly ProofLine[];
  /** Name of the role file that the request comes with. */
  file?: string;
  /** ARN of whoever asks. */
  requester?: string;
}
