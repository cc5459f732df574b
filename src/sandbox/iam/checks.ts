import type { PolicyDocument } from "../../policy/document.js";
import { documentSize } from "../../policy/size.js";
import { validateDocument } from "../../policy/validate.js";
import { AwsError } from "../protocol.js";

/** Patterns and lengths of the IAM API. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const RULES = {
  roleName: { pattern: "[\\w+=,.@-]+", longest: 64 },
  policyName: { pattern: "[\\w+=,.@-]+", longest: 128 },
  path: { pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", longest: 512 },
  policyPath: { pattern: "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/", longest: 512 },
  description: {
    pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    longest: 1000,
  },
  tagKey: { pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", longest: 128 },
  tagValue: { pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", longest: 256 },
} as const;

/** Checks a parameter as IAM does before it looks at anything else. */
export function check(rule: keyof typeof RULES, parameter: string, value: string): string {
  const { pattern, longest } = RULES[rule];
  const constraint = !new RegExp(`^(?:${pattern})$`, "u").test(value)
    ? `Member must satisfy regular expression pattern: ${pattern}`
    : value.length > longest
      ? `Member must have length less than or equal to ${longest}`
      : undefined;
  if (constraint === undefined) return value;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint: ${constraint}`,
  );
}

/** A parameter that must be there. */
export function required(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  const parameter = name.charAt(0).toLowerCase() + name.slice(1);
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value null at '${parameter}' failed to satisfy constraint: Member must not be null`,
  );
}

/** A parameter that may be missing. */
export function optional(input: Record<string, unknown>, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * Checks a policy document.
 * @returns its size as IAM counts it
 */
export function checkDocument(text: string, kind: "identity" | "trust"): number {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
  }
  if (/[^\t\n\r\u0020-\u00ff]/u.test(text)) {
    throw new AwsError("MalformedPolicyDocument", "The policy contains characters that are not allowed.");
  }
  const fault = validateDocument(document, kind);
  if (fault !== undefined) throw new AwsError("MalformedPolicyDocument", fault);
  return documentSize(document as PolicyDocument);
}

/** The tags of a request, checked. */
export function tagsOf(input: Record<string, unknown>): Record<string, string> {
  const list = Array.isArray(input.Tags) ? (input.Tags as { Key: string; Value?: string }[]) : [];
  const tags = new Map<string, string>();
  for (const { Key, Value = "" } of list) {
    check("tagKey", "tags.key", Key ?? "");
    check("tagValue", "tags.value", Value);
    if (/^aws:/i.test(Key)) throw new AwsError("InvalidInput", "Tag keys may not begin with aws:.");
    if ([...tags.keys()].some((known) => known.toLowerCase() === Key.toLowerCase())) {
      throw new AwsError("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    tags.set(Key, Value);
  }
  return Object.fromEntries(tags);
}

/** Refuses more than 50 tags. */
export function checkTagCount(tags: Record<string, string>): void {
  if (Object.keys(tags).length > 50) {
    throw new AwsError("LimitExceeded", "The number of tags has reached the maximum limit.", 409);
  }
}

/** A session length in seconds, checked. */
export function sessionSeconds(value: string): number {
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200) return seconds;
  const bound = seconds > 43_200 ? "less than or equal to 43200" : "greater than or equal to 3600";
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${value}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value ${bound}`,
  );
}
