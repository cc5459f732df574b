/** One event of CloudTrail, as far as it is looked at. */
export interface TrailEvent {
  /** The service's prefix, such as `s3`. */
  service: string;
  /** The call, such as `CreateTrainingJob`. */
  name: string;
  /** ISO 8601. */
  time: string;
  region: string;
  account: string;
  partition: string;
  /** ARN of the role whose session made the call. */
  caller: string | undefined;
  parameters: Record<string, unknown>;
  /** ARNs. */
  resources: string[];
  error: string | undefined;
}

/** Whether a call was refused or failed: it is no use of anything. */
export function didNothing({ error }: TrailEvent): boolean {
  return error !== undefined;
}

/**
 * Reads a record. Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @returns undefined for what is no record
 */
export function readEvent(value: unknown): TrailEvent | undefined {
  const record = asObject(value);
  const { eventSource, eventName, eventTime, awsRegion, recipientAccountId, errorCode } = record;
  if (typeof eventSource !== "string" || typeof eventName !== "string" || typeof eventTime !== "string")
    return undefined;
  const issuer = asObject(asObject(asObject(record.userIdentity).sessionContext).sessionIssuer);
  const caller = issuer.type === "Role" && typeof issuer.arn === "string" ? issuer.arn : undefined;
  const region = typeof awsRegion === "string" ? awsRegion : "";
  const resources = Array.isArray(record.resources) ? record.resources : [];
  return {
    service: eventSource.split(".")[0] ?? "",
    name: eventName,
    time: eventTime,
    region,
    account: typeof recipientAccountId === "string" ? recipientAccountId : "",
    partition: region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws",
    caller,
    parameters: asObject(record.requestParameters),
    resources: resources.flatMap((resource) => {
      const { ARN } = asObject(resource);
      return typeof ARN === "string" ? [ARN] : [];
    }),
    error: typeof errorCode === "string" ? errorCode : undefined,
  };
}

/** ARNs of the roles that a call hands over, wherever they stand in its parameters. */
export function handedOver({ parameters }: TrailEvent): string[] {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (typeof value === "string") {
      if (/^arn:[a-z-]+:iam::\d{12}:role\/[^\s"]+$/.test(value)) found.add(value);
    } else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(parameters);
  return [...found];
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
