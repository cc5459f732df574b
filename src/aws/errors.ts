import { Problem } from "../base/problem.js";

interface AwsErrorLike {
  name?: string;
  Code?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number; attempts?: number };
  cause?: unknown;
  errors?: readonly unknown[];
}

/** The error's code without the `Exception` that some services put behind it. */
export function errorCode(error: unknown): string {
  const { Code, name, code } = (error ?? {}) as AwsErrorLike;
  return (Code ?? (name !== undefined && name !== "Error" ? name : code) ?? "").replace(/Exception$/, "");
}

/** How often the call was tried before it failed. */
export function attemptsOf(error: unknown): number {
  return (error as AwsErrorLike).$metadata?.attempts ?? 1;
}

const NETWORK = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "ETIMEDOUT",
  "Timeout",
  "TimeoutError",
]);

/** What to do about each error AWS is known to give; the message is AWS's own. */
const NEXT: Record<string, { code: string; next: string }> = {
  Throttling: { code: "throttled", next: "AWS limits how fast this account may ask. Wait a minute and try again." },
  TooManyRequests: {
    code: "throttled",
    next: "AWS limits how fast this account may ask. Wait a minute and try again.",
  },
  LimitExceeded: { code: "quota", next: "Remove what is no longer used, or ask AWS to raise the quota." },
  EntityAlreadyExists: { code: "exists", next: "Choose another name, or look at what has it now." },
  MalformedPolicyDocument: {
    code: "malformed-policy",
    next: "This is a defect of sagerole: please report it with the role file.",
  },
  UnmodifiableEntity: { code: "protected", next: "AWS alone may change this role. Choose another." },
  ConcurrentModification: {
    code: "concurrent",
    next: "Somebody is changing it right now. Wait a few minutes, then plan again.",
  },
  DeleteConflict: { code: "conflict", next: "Something still uses it. Plan again to see what." },
  NoSuchEntity: { code: "missing", next: "It may have been removed meanwhile. Plan again." },
  InvalidClientTokenId: { code: "invalid-credentials", next: "Check the access key, or choose another profile." },
  UnrecognizedClient: { code: "invalid-credentials", next: "Check the access key, or choose another profile." },
  SignatureDoesNotMatch: {
    code: "invalid-credentials",
    next: "Check the secret access key, and that this machine's clock is right.",
  },
  RequestExpired: { code: "clock", next: "Check that this machine's clock is right." },
  RequestTimeTooSkewed: { code: "clock", next: "Check that this machine's clock is right." },
};

/**
 * Any error of the SDK, of AWS or of the network as something a person can act on. Never holds a secret: AWS's
 * messages name principals, actions and resources only.
 * @param doing what was being done, in plain words, such as `read the role churn`
 * @param action IAM's name of the permission it needs, such as `iam:GetRole`, unless AWS names another
 */
export function toProblem(error: unknown, doing: string, action: string): Problem {
  if (error instanceof Problem) return error;
  const code = errorCode(error);
  const message = ((error as AwsErrorLike).message ?? "").trim();
  const make = (kind: string, what: string, next: string) => new Problem(kind, what, next, { cause: error });

  if (/^(AccessDenied|UnauthorizedOperation|Forbidden|403)$/.test(code) || isForbidden(error)) {
    // Where several calls are made for one purpose, AWS says which of them it was.
    const missing = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? action;
    return make(
      "access-denied",
      `AWS does not let you ${doing}: ${missing} is missing.`,
      deniedAdvice(message, missing),
    );
  }
  if (/^ExpiredToken/.test(code) || /token.*expired|expired.*token|session.*expired/i.test(message)) {
    return make("expired-credentials", `Your AWS session has expired: could not ${doing}.`, loginAdvice(message));
  }
  const network = networkCode(error);
  if (network !== undefined) {
    return make(
      "network",
      `AWS could not be reached: could not ${doing} (${network}).`,
      "Check the network, the region and any endpoint URL, then try again.",
    );
  }
  if (code === "AbortError") return make("stopped", `Stopped: did not ${doing}.`, "");
  if (/^CredentialsProvider|^TokenProvider/.test(code)) return credentialsProblem(error);
  const known = NEXT[code];
  if (known !== undefined) return make(known.code, `Could not ${doing}: ${message || code}`, known.next);
  return make(
    "aws",
    `Could not ${doing}: ${message || code || "unknown error"}`,
    "Try again; if it stays, look at what AWS says above.",
  );
}

/** Why there are no credentials, and how to get some. */
export function credentialsProblem(error: unknown): Problem {
  const message = (error as AwsErrorLike).message ?? "";
  const profile = /profile[ :=']+([^'\s]+)/i.exec(message)?.[1];
  if (/sso|token/i.test(message) && /expired|refresh|not found|login|invalid/i.test(message)) {
    return new Problem("expired-credentials", "The SSO session has ended.", loginAdvice(message), { cause: error });
  }
  if (/mfa|MultiFactor/i.test(message)) {
    return new Problem("mfa", "AWS did not take the MFA code.", "Wait for the next code of the device and try again.", {
      cause: error,
    });
  }
  if (profile !== undefined && /could not be found|could not resolve|not found/i.test(message)) {
    return new Problem(
      "no-credentials",
      `The profile ${profile} has no credentials that can be used.`,
      "Check ~/.aws/config and ~/.aws/credentials, or choose another profile.",
      { cause: error },
    );
  }
  return new Problem(
    "no-credentials",
    "There are no AWS credentials here.",
    "Log in (aws sso login, aws configure), set AWS_PROFILE, or try sagerole on its embedded account: --sandbox.",
    { cause: error },
  );
}

function isForbidden(error: unknown): boolean {
  return (
    (error as AwsErrorLike).$metadata?.httpStatusCode === 403 &&
    ["", "Unknown", "UnknownError"].includes(errorCode(error))
  );
}

/** AWS says which kind of policy stopped the call: it is not always the caller's own. */
function deniedAdvice(message: string, action: string): string {
  if (/service control policy/i.test(message))
    return "Your organisation forbids it (service control policy). Ask whoever runs it.";
  if (/permissions boundary/i.test(message))
    return `Your permissions boundary does not allow ${action}. Ask an administrator.`;
  if (/session policy/i.test(message))
    return `The policy of your session does not allow ${action}. Log in with another role.`;
  if (/explicit deny/i.test(message)) return `A policy denies you ${action}. Ask an administrator.`;
  return `Ask an administrator for ${action}, or hand the role over to somebody who may.`;
}

function loginAdvice(message: string): string {
  const profile = /profile[ :=']+([^'\s]+)/i.exec(message)?.[1] ?? process.env.AWS_PROFILE;
  const login = profile === undefined ? "aws sso login" : `aws sso login --profile ${profile}`;
  return `Log in again, for example with ${login}, then try again. Your answers are kept.`;
}

function networkCode(error: unknown): string | undefined {
  for (let at = error; at !== undefined && at !== null; at = (at as AwsErrorLike).cause) {
    const { name, code, errors } = at as AwsErrorLike;
    const found = [code, name].find((word) => word !== undefined && NETWORK.has(word));
    if (found !== undefined) return found;
    const inner = errors?.map(networkCode).find((word) => word !== undefined);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
