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

/** Whether a call was refused for want of a permission; a HEAD is refused without words. */
export function isDenied(error: unknown): boolean {
  const code = errorCode(error);
  if (/^(AccessDenied|UnauthorizedOperation|Forbidden|403)$/.test(code)) return true;
  const isForbidden = (error as AwsErrorLike).$metadata?.httpStatusCode === 403;
  return isForbidden && ["", "Unknown", "UnknownError"].includes(code);
}

const NETWORK = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "EPROTO",
  "ETIMEDOUT",
  "Timeout",
  "TimeoutError",
]);

/** What OpenSSL, through Node, says of a certificate it does not trust. */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT)/;

const WAIT = "AWS limits how fast this account may ask. Wait a minute and try again.";
const KEY = "Check the access key, or choose another profile.";
const SIGNATURE = "Check the secret access key, and that this machine's clock is right.";
const CLOCK = "Check that this machine's clock is right.";
const NOT_THERE = "Check its name, and that it is in this account and region.";
const AGAIN = "AWS could not answer just now. Try again in a minute.";

/** What to do about each error AWS is known to give; the message is AWS's own. */
const NEXT: Record<string, { code: string; next: string }> = {
  Throttling: { code: "throttled", next: WAIT },
  Throttled: { code: "throttled", next: WAIT },
  TooManyRequests: { code: "throttled", next: WAIT },
  RequestLimitExceeded: { code: "throttled", next: WAIT },
  SlowDown: { code: "throttled", next: WAIT },
  LimitExceeded: { code: "quota", next: "Remove what is no longer used, or ask AWS to raise the quota." },
  EntityAlreadyExists: { code: "exists", next: "Choose another name, or look at what has it now." },
  MalformedPolicyDocument: {
    code: "malformed-policy",
    next: "This is a defect of sagerole: please report it with the role file.",
  },
  UnmodifiableEntity: { code: "protected", next: "AWS alone may change this role. Choose another." },
  PolicyNotAttachable: { code: "protected", next: "AWS keeps this policy for its own roles. Choose another." },
  ConcurrentModification: {
    code: "concurrent",
    next: "Somebody is changing it right now. Wait a few minutes, then plan again.",
  },
  DeleteConflict: { code: "conflict", next: "Something still uses it. Plan again to see what." },
  NoSuchEntity: { code: "missing", next: "It may have been removed meanwhile. Plan again." },
  NotFound: { code: "missing", next: NOT_THERE },
  NoSuchBucket: { code: "missing", next: NOT_THERE },
  RepositoryNotFound: { code: "missing", next: NOT_THERE },
  InvalidClientTokenId: { code: "invalid-credentials", next: KEY },
  InvalidAccessKeyId: { code: "invalid-credentials", next: KEY },
  UnrecognizedClient: { code: "invalid-credentials", next: KEY },
  InvalidToken: { code: "invalid-credentials", next: "Check the session token, or log in again." },
  MissingAuthenticationToken: { code: "invalid-credentials", next: KEY },
  IncompleteSignature: { code: "invalid-credentials", next: SIGNATURE },
  InvalidSignature: { code: "invalid-credentials", next: SIGNATURE },
  SignatureDoesNotMatch: { code: "invalid-credentials", next: SIGNATURE },
  AuthorizationHeaderMalformed: { code: "invalid-credentials", next: "Check the region and any endpoint URL." },
  RequestExpired: { code: "clock", next: CLOCK },
  RequestInTheFuture: { code: "clock", next: CLOCK },
  RequestTimeTooSkewed: { code: "clock", next: CLOCK },
  RegionDisabled: { code: "region", next: "Turn the region on for this account, or choose another." },
  OptInRequired: { code: "region", next: "Turn the region on for this account, or choose another." },
  ServiceUnavailable: { code: "aws", next: AGAIN },
  ServiceFailure: { code: "aws", next: AGAIN },
  InternalFailure: { code: "aws", next: AGAIN },
  InternalError: { code: "aws", next: AGAIN },
};

/**
 * Any error of the SDK, of AWS or of the network as something a person can act on. Never holds a secret: where AWS
 * repeats the signed request, with its session token, that is left out.
 * @param doing what was being done, in plain words, such as `read the role churn`
 * @param action IAM's name of the permission it needs, such as `iam:GetRole`, unless AWS names another
 * @param profile the one that was named, if any
 */
export function toProblem(error: unknown, doing: string, action: string, profile?: string): Problem {
  if (error instanceof Problem) return error;
  const code = errorCode(error);
  const message = textOf(error);
  const make = (kind: string, what: string, next: string) => new Problem(kind, what, next, { cause: error });

  if (isDenied(error)) {
    // Where several calls are made for one purpose, AWS says which of them it was, and on what.
    const said = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)(?: on resource: (.+?)(?=,? because |,? with |$))?/;
    const [, missing = action, resource] = said.exec(message) ?? [];
    const where = resource === undefined || resource === "*" ? "" : ` on ${resource.replaceAll('"', "")}`;
    return make(
      "access-denied",
      `AWS does not let you ${doing}: ${missing} is missing${where}.`,
      deniedAdvice(message, missing),
    );
  }
  if (/^ExpiredToken/.test(code) || /token.*expired|expired.*token|session.*expired/i.test(message)) {
    return make(
      "expired-credentials",
      `Your AWS session has expired: could not ${doing}.`,
      loginAdvice(message, profile),
    );
  }
  const network = networkCode(error);
  if (network !== undefined) {
    return make(
      "network",
      `AWS could not be reached: could not ${doing} (${network}).`,
      CERTIFICATE.test(network)
        ? "Its certificate is not trusted. Behind a proxy that opens TLS, name its authority in NODE_EXTRA_CA_CERTS."
        : "Check the network, the region and any endpoint URL, then try again.",
    );
  }
  if (code === "AbortError") return make("stopped", `Stopped: did not ${doing}.`, "");
  if (/^CredentialsProvider|^TokenProvider/.test(code)) return credentialsProblem(error, profile);
  if (/^Invalid principal in policy/.test(message)) {
    return make(
      "invalid-principal",
      `Could not ${doing}: ${message}`,
      "IAM takes only roles and users that are there. Make it first, or take it out.",
    );
  }
  const known = NEXT[code];
  if (known !== undefined) return make(known.code, `Could not ${doing}: ${message || code}`, known.next);
  if (/Deserialization error/.test(message)) {
    return make(
      "network",
      `What answered is not AWS: could not ${doing}.`,
      "Check any endpoint URL, and whether a proxy or a log-in page stands between.",
    );
  }
  return make(
    "aws",
    `Could not ${doing}: ${message || code || "unknown error"}`,
    "Try again; if it stays, look at what AWS says above.",
  );
}

/**
 * Why there are no credentials, and how to get some.
 * @param profile the one that was named, if any
 */
export function credentialsProblem(error: unknown, profile = process.env.AWS_PROFILE): Problem {
  const message = textOf(error);
  const make = (kind: string, what: string, next: string) => new Problem(kind, what, next, { cause: error });
  if (/no MFA code callback/i.test(message)) {
    return make(
      "mfa",
      `The profile ${profile ?? "default"} needs an MFA code, and nobody is asked for one here.`,
      "Use the wizard, which asks for it, or get credentials for a session first (aws sts get-session-token).",
    );
  }
  if (/mfa|MultiFactor|tokenCode/i.test(message)) {
    return make("mfa", "AWS did not take the MFA code.", "Wait for the next code of the device and try again.");
  }
  if (/sso|token|session|aws login/i.test(message) && /expired|refresh|not found|log ?in|invalid/i.test(message)) {
    return make("expired-credentials", "The session you logged in to has ended.", loginAdvice(message, profile));
  }
  if (profile !== undefined) {
    // What a credential_process printed is not for the screen.
    const reason = /^(Could not|Command failed)/.test(message) || message === "" ? "" : ` (${message})`;
    return make(
      "no-credentials",
      `The profile ${profile} has no credentials that can be used${reason}.`,
      "Check ~/.aws/config and ~/.aws/credentials, or choose another profile.",
    );
  }
  return make(
    "no-credentials",
    "There are no AWS credentials here.",
    "Log in (aws sso login, aws configure), set AWS_PROFILE, or try sagerole on its embedded account: --sandbox.",
  );
}

/** What an error says, without the signed request that AWS repeats when a signature is wrong. */
function textOf(error: unknown): string {
  const [first = ""] = ((error as AwsErrorLike).message ?? "").trim().split(/\n\s*\n/);
  return first.replace(/\b(Credential=|Signature=|x-amz-security-token[:=])[^\s,'"]+/gi, "$1…").trim();
}

/** AWS says which kind of policy stopped the call: it is not always the caller's own. */
function deniedAdvice(message: string, action: string): string {
  if (/(service|resource) control policy/i.test(message))
    return `Your organisation forbids it (${/resource control/i.test(message) ? "resource" : "service"} control policy). Ask whoever runs it.`;
  if (/permissions boundary/i.test(message))
    return `Your permissions boundary does not allow ${action}. Ask an administrator.`;
  if (/session policy/i.test(message))
    return `The policy of your session does not allow ${action}. Log in with another role.`;
  if (/explicit deny/i.test(message)) return `A policy denies you ${action}. Ask an administrator.`;
  return `Ask an administrator for ${action}, or hand the role over to somebody who may.`;
}

function loginAdvice(message: string, profile = process.env.AWS_PROFILE): string {
  const command = /aws login/.test(message) ? "aws login" : "aws sso login";
  const login = profile === undefined ? command : `${command} --profile ${profile}`;
  return `Log in again, for example with ${login}, then try again. Your answers are kept.`;
}

function networkCode(error: unknown): string | undefined {
  for (let at = error; at !== undefined && at !== null; at = (at as AwsErrorLike).cause) {
    const { name, code, errors } = at as AwsErrorLike;
    const found = [code, name].find((word) => word !== undefined && (NETWORK.has(word) || CERTIFICATE.test(word)));
    if (found !== undefined) return found;
    const inner = errors?.map(networkCode).find((word) => word !== undefined);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
