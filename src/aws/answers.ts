// Without the SDK's types: the library's own types lead here, and are read where the SDK is not installed.

/** One call to ask IAM's policy simulator about. */
export interface SimulatedCall {
  action: string;
  resource: string;
  context?: Readonly<Record<string, string | readonly string[]>>;
}

/** What the simulator says: it may not be able to tell. */
export interface SimulatedAnswer {
  answer: "yes" | "no" | "unknown";
  /** Why not, or why it cannot be told, in a few words. */
  why?: string;
}

/** How grave a finding is, as Access Analyzer classes it; the gravest first. */
export const VALIDATION_TYPES = ["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"] as const;
export type ValidationType = (typeof VALIDATION_TYPES)[number];

/** One thing that Access Analyzer says of a document. */
export interface ValidationFinding {
  type: ValidationType;
  /** AWS's name of the check, such as `PASS_ROLE_WITH_STAR_IN_RESOURCE`. */
  code: string;
  message: string;
  /** Where AWS explains the check. */
  source: string;
}

/** What Access Analyzer says of a document, or why that is not known. */
export type Validation = { findings: ValidationFinding[] } | { unknown: string };
