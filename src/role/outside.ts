import type { GrantContext } from "../catalog/use-case.js";

/** An account that is not the role's. */
export function foreignAccount(account: string): string {
  return account === "999999999999" ? "888888888888" : "999999999999";
}

/** Two regions of each partition: one of them is another one. */
const REGIONS: Record<string, readonly [string, string] | undefined> = {
  aws: ["us-west-2", "us-east-1"],
  "aws-cn": ["cn-northwest-1", "cn-north-1"],
  "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
  "aws-eusc": ["eusc-de-east-2", "eusc-de-east-1"],
};

/** A region of the partition that is not the role's. */
export function foreignRegion({ partition, region }: Pick<GrantContext, "partition" | "region">): string {
  const [one, other] = REGIONS[partition] ?? ["us-west-2", "us-east-1"];
  return region === one ? other : one;
}

/** Whether a key is the object that a prefix names, or lies in it; without prefixes all do. */
export function isUnder(name: string, prefixes: readonly string[]): boolean {
  return (
    prefixes.length === 0 ||
    prefixes.some((prefix) => name === prefix || name.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`))
  );
}
