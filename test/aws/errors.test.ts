import { afterEach, describe, expect, it } from "vitest";
import { credentialsProblem, errorCode, toProblem } from "../../src/aws/errors.js";

const profile = process.env.AWS_PROFILE;
afterEach(() => {
  if (profile === undefined) delete process.env.AWS_PROFILE;
  else process.env.AWS_PROFILE = profile;
});

/** An error as the SDK throws it. */
function awsError(name: string, message = "", more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

const problem = (error: unknown) => toProblem(error, "read the role churn", "iam:GetRole");

describe("an error of AWS or of the network", () => {
  it.each<[string, Error, string, RegExp]>([
    ["a denied call", awsError("AccessDenied"), "access-denied", /Ask an administrator for iam:GetRole/],
    ["a denied call of a JSON service", awsError("AccessDeniedException"), "access-denied", /iam:GetRole/],
    [
      "a denied HEAD, which has no body",
      awsError("Unknown", "UnknownError", { $metadata: { httpStatusCode: 403 } }),
      "access-denied",
      /iam:GetRole/,
    ],
    ["an expired session", awsError("ExpiredTokenException"), "expired-credentials", /aws sso login/],
    ["an expired session of SSO", awsError("Err", "Token is expired."), "expired-credentials", /aws sso login/],
    ["a wrong access key", awsError("InvalidClientTokenId"), "invalid-credentials", /access key/],
    [
      "a wrong access key, in KMS's words",
      awsError("UnrecognizedClientException"),
      "invalid-credentials",
      /access key/,
    ],
    ["a wrong secret", awsError("SignatureDoesNotMatch"), "invalid-credentials", /secret access key.*clock/],
    ["a clock that is wrong", awsError("RequestTimeTooSkewed"), "clock", /clock/],
    ["throttling", awsError("ThrottlingException", "Rate exceeded"), "throttled", /Wait a minute/],
    ["throttling, in ECR's words", awsError("TooManyRequestsException"), "throttled", /Wait a minute/],
    ["a full quota", awsError("LimitExceededException"), "quota", /quota/],
    ["a name that is taken", awsError("EntityAlreadyExistsException"), "exists", /Choose another name/],
    ["what is not there", awsError("NoSuchEntityException"), "missing", /Plan again/],
    ["what somebody changes", awsError("ConcurrentModificationException"), "concurrent", /Plan again|plan again/],
    ["a role of AWS's", awsError("UnmodifiableEntityException"), "protected", /Choose another/],
    ["a document IAM does not take", awsError("MalformedPolicyDocumentException"), "malformed-policy", /report/],
    ["no such host", awsError("Error", "x", { code: "ENOTFOUND" }), "network", /network.*region.*endpoint/],
    ["a timeout", awsError("TimeoutError"), "network", /network/],
    [
      "a refused connection on all addresses, deep inside",
      awsError("E", "", { cause: { errors: [{ code: "EHOSTUNREACH" }, { code: "ECONNREFUSED" }] } }),
      "network",
      /network/,
    ],
    [
      "a certificate nobody here trusts",
      awsError("Error", "self-signed certificate in certificate chain", { code: "SELF_SIGNED_CERT_IN_CHAIN" }),
      "network",
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      "a log-in page in between",
      awsError("Error", "unexpected content.\n  Deserialization error: to see the raw response, inspect it."),
      "network",
      /endpoint URL.*log-in page/,
    ],
    [
      "a key that is not there",
      awsError("NotFoundException", "Alias x is not found."),
      "missing",
      /account and region/,
    ],
    ["a region that is off", awsError("RegionDisabledException"), "region", /Turn the region on/],
    ["being stopped", awsError("AbortError"), "stopped", /^$/],
    ["anything else", awsError("InternalFailure", "We broke."), "aws", /Try again/],
  ])("is told apart: %s", (_, error, code, next) => {
    const told = problem(error);
    expect(told.code).toBe(code);
    expect(told.next).toMatch(next);
    expect(told.message).toContain("read the role churn");
    expect(told.cause).toBe(error);
  });

  it.each([
    ["with an explicit deny in a resource control policy", /organisation.*resource control policy/],
    ["with an explicit deny in a service control policy", /organisation.*service control policy/],
    ["because no permissions boundary allows the iam:GetRole action", /permissions boundary/],
    ["because no session policy allows the iam:GetRole action", /policy of your session/],
    ["with an explicit deny in an identity-based policy", /A policy denies you iam:GetRole/],
    ["because no identity-based policy allows the iam:GetRole action", /Ask an administrator for iam:GetRole/],
  ])("that denies says which policy stops it: %s", (words, next) => {
    const message = `User: arn:aws:iam::111122223333:user/sam is not authorized to perform: iam:GetRole on resource: role churn ${words}`;
    const told = problem(awsError("AccessDenied", message));
    expect(told.next).toMatch(next);
    expect(told.message).toContain("iam:GetRole is missing on role churn.");
  });

  it.each([
    ['on resource: "arn:aws:s3:::acme" because no identity-based policy allows it', " on arn:aws:s3:::acme."],
    ["on resource: arn:aws:kms:eu-west-1:1:key/2", " on arn:aws:kms:eu-west-1:1:key/2."],
    ["on resource: *", "iam:GetRole is missing."],
    ["because no identity-based policy allows it", "iam:GetRole is missing."],
  ])("that is denied is denied on what AWS names: %s", (words, end) => {
    const told = problem(awsError("AccessDenied", `User: x is not authorized to perform: iam:GetRole ${words}`));
    expect(told.message.endsWith(end)).toBe(true);
  });

  it.each([
    [
      "SignatureDoesNotMatch",
      "The signature does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\nx-amz-security-token:SECRET'",
    ],
    ["InvalidSignatureException", "The signature does not match. x-amz-security-token:SECRET"],
    ["IncompleteSignature", "Authorization=AWS4-HMAC-SHA256 Credential=SECRET/2026/iam, Signature=SECRET"],
  ])("never shows what a request was signed with: %s", (name, message) => {
    const told = problem(awsError(name, message));
    expect(told.code).toBe("invalid-credentials");
    expect(`${told.message} ${told.next}`).not.toMatch(/SECRET|Canonical/);
  });

  it("is kept as it is where it was told already, and never empty where AWS says nothing", () => {
    const told = problem(awsError("AccessDenied"));
    expect(toProblem(told, "do something else", "iam:PassRole")).toBe(told);
    expect(problem(awsError("InternalFailure")).message).toBe("Could not read the role churn: InternalFailure");
    expect(errorCode({ name: "Error", code: "ECONNRESET" })).toBe("ECONNRESET");
  });

  it("names the profile to log in with, and no word of AWS's for one", () => {
    const ended = awsError("CredentialsProviderError", "The SSO session associated with this profile is invalid.");
    delete process.env.AWS_PROFILE;
    expect(problem(ended).next).toContain("aws sso login, then");
    expect(toProblem(ended, "look", "a:b", "corp").next).toContain("aws sso login --profile corp, then");
    expect(credentialsProblem(awsError("E", "please re-authenticate using aws login"), "dev").next).toContain(
      "aws login --profile dev, then",
    );
    process.env.AWS_PROFILE = "ml";
    expect(problem(awsError("ExpiredToken")).next).toContain("aws sso login --profile ml");
    delete process.env.AWS_PROFILE;
    expect(problem(awsError("ExpiredToken")).next).toContain("aws sso login, then");
  });
});

describe("credentials that cannot be had", () => {
  it.each([
    ["The SSO session associated with this profile is invalid. To refresh it run aws sso login", "expired-credentials"],
    ["MultiFactorAuthentication failed with invalid MFA one time pass code.", "mfa"],
    ["Profile ml could not be found or parsed in shared credentials file.", "no-credentials"],
    ["Could not load credentials from any providers", "no-credentials"],
    ["Command failed: /opt/get-keys --password hunter2", "no-credentials"],
  ])("are told apart: %s", (message, code) => {
    const told = credentialsProblem(awsError("CredentialsProviderError", message), "ml");
    expect(told.code).toBe(code);
    expect(told.next).not.toBe("");
    expect(told.message).not.toContain("hunter2");
  });
});
