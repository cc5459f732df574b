import { StandardRetryStrategy } from "@smithy/core/retry";
import type { RetryErrorInfo, RetryStrategyV2, StandardRetryToken } from "@smithy/types";
import { errorCode } from "./errors.js";

/** Milliseconds of the first pause, and of the longest. */
const FIRST = 250;
const LONGEST = 10_000;

/** How often a call that AWS throttles is sent; each further time after a longer wait. */
const PATIENCE = 6;

/**
 * A gate that all calls pass. Once one is throttled it closes for everybody, and opens for each at a moment of its
 * own. Pauses double while AWS goes on throttling, and shrink with every call that gets through.
 */
export class Backoff {
  #opensAt = 0;
  #pause = 0;

  /** Waits until the gate is open. */
  async pass(): Promise<void> {
    for (let now = Date.now(); now < this.#opensAt; now = Date.now()) {
      const wait = this.#opensAt - now + Math.random() * this.#pause;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Closes the gate after a throttled call. Calls that were on their way when it closed say nothing new. */
  throttled(): void {
    const now = Date.now();
    if (now < this.#opensAt) return;
    this.#pause = Math.min(LONGEST, Math.max(FIRST, this.#pause * 2));
    this.#opensAt = now + this.#pause;
  }

  /** A call got through. */
  succeeded(): void {
    this.#pause *= 0.9;
  }
}

/**
 * The SDK's standard retries behind a gate. The SDK's adaptive mode could be shared between clients too, but where one of
 * the first calls is throttled, it begins again at a call in two seconds.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class SharedRetries implements RetryStrategyV2 {
  readonly #gate = new Backoff();
  readonly #standard = new StandardRetryStrategy(async () => Number(process.env.AWS_MAX_ATTEMPTS) || 3);
  readonly #patient = new StandardRetryStrategy(PATIENCE);

  async acquireInitialRetryToken(scope: string): Promise<StandardRetryToken> {
    const token = await this.#standard.acquireInitialRetryToken(scope);
    await this.#gate.pass();
    return token;
  }

  async refreshRetryTokenForRetry(token: StandardRetryToken, error: RetryErrorInfo): Promise<StandardRetryToken> {
    // The SDK takes a quota that is used up for a rate; waiting does not help there.
    const isThrottled = error.errorType === "THROTTLING" && errorCode(error.error) !== "LimitExceeded";
    if (isThrottled) this.#gate.throttled();
    const next = await (isThrottled ? this.#patient : this.#standard).refreshRetryTokenForRetry(token, error);
    await this.#gate.pass();
    return next;
  }

  recordSuccess(token: StandardRetryToken): void {
    this.#gate.succeeded();
    this.#standard.recordSuccess(token);
    this.#patient.recordSuccess(token);
  }
}

/** What all clients of the process wait with: AWS limits an account, not a client. */
export const sharedRetries = new SharedRetries();
