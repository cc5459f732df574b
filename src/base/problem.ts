/**
 * Something the person can act on: what happened, to what, and what to do next.
 * Every message a user may see comes from one of these; anything else is a defect.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  /** A stable word for programs, such as `role-file` or `access-denied`. */
  readonly code: string;
  /** What to do next: one or more plain sentences. */
  readonly next: string;
  /** More lines, such as one per faulty entry of a file. */
  readonly details: readonly string[];
  /** The process exit code when this ends a command (see README, exit codes). */
  readonly exitCode: number;

  /**
   * @param code stable word for programs
   * @param message what happened, to what
   * @param next what to do next
   */
  constructor(
    code: string,
    message: string,
    next: string,
    options: { details?: readonly string[]; exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = next;
    this.details = options.details ?? [];
    this.exitCode = options.exitCode ?? 1;
  }
}

/** What work comes to, or undefined where it ends in a problem. */
export function unlessProblem<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
