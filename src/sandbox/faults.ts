import { AwsError } from "./protocol.js";

/** What goes wrong on demand. */
export interface Faults {
  /** Each answer takes this many milliseconds. */
  slowMs?: number;
  /** One call in this many is throttled; 20 means 5 %. */
  throttleEvery?: number;
  /** The n-th call from now (from 1) fails with an internal error. */
  failAt?: number;
  /** With `failAt`: the call is carried out, and only its answer is lost. */
  answerLost?: boolean;
  /** Actions that are denied, such as `iam:CreateRole` or `s3:*`. */
  deny?: readonly string[];
  /** After a write, this many reads still see what was before. */
  lagReads?: number;
  /** For this many milliseconds after a write, reads still see what was before. */
  lagMs?: number;
  /** Every call is refused as one with expired credentials. */
  expired?: boolean;
}

/** Reads faults from JSON; what is not known is refused by name. */
export function parseFaults(text: string): Faults {
  const known = ["slowMs", "throttleEvery", "failAt", "answerLost", "deny", "lagReads", "lagMs", "expired"];
  const value = JSON.parse(text) as Record<string, unknown>;
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new SyntaxError(`"${unknown}" is not a fault; there are ${known.join(", ")}`);
  return value as Faults;
}

/** Counts calls and throws the faults that are due. */
export class FaultInjector {
  faults: Faults;
  #calls = 0;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /** Sets other faults; calls are counted anew. */
  set(faults: Faults): void {
    this.faults = faults;
    this.#calls = 0;
  }

  /** Whether an action is denied to whoever asks. */
  denies(action: string): boolean {
    return this.faults.deny?.some((pattern) => covers(pattern, action)) ?? false;
  }

  /**
   * Before a call is carried out.
   * @param action the IAM action that is asked for
   * @param resource ARN it is asked on
   * @returns whether its answer is to be lost
   */
  before(action: string, resource: string, caller: string): boolean {
    this.#calls += 1;
    const { throttleEvery, failAt, answerLost, expired } = this.faults;
    if (expired) throw new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
    if (throttleEvery !== undefined && this.#calls % throttleEvery === 0) {
      throw new AwsError("Throttling", "Rate exceeded", 400);
    }
    if (this.denies(action)) {
      throw new AwsError(
        "AccessDenied",
        `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
        403,
      );
    }
    if (failAt !== this.#calls) return false;
    if (answerLost) return true;
    throw new AwsError("ServiceFailure", "The request processing has failed because of an unknown error.", 500);
  }
}

function covers(pattern: string, action: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${expression}$`, "i").test(action);
}
