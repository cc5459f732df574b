import { parse, validate } from "@aws-sdk/util-arn-parser";

/** The parts of an ARN. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  partition: string;
  service: string;
  region: string;
  account: string;
  resource: string;
}

/** The parts of an ARN, or undefined for a text that is none. */
export function parseArn(text: string): Arn | undefined {
  if (!validate(text)) return undefined;
  const { partition, service, region, accountId, resource } = parse(text);
  return { partition, service, region, account: accountId, resource };
}
