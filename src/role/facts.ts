import type { PolicyDocument } from "../policy/document.js";
import type { Quotas } from "../policy/quotas.js";

/** What is known about a bucket. */
export interface BucketFacts {
  region?: string;
  /** Account that owns it, 12 digits. */
  owner?: string;
  /** Default encryption; absent when it could not be read. */
  encryption?: { algorithm: "AES256" | "aws:kms" | "aws:kms:dsse"; keyArn?: string; bucketKey: boolean };
  /** Its bucket policy; absent when there is none, or it may not be read. */
  policy?: PolicyDocument;
}

/**
 * Whether IAM policies count for a key, from its key policy.
 * `delegated`: they do. `conditional`: only under conditions the key policy states. `not-delegated`: they do not.
 * `unreadable`: the key policy may not be read.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export type KeyDelegation = "delegated" | "conditional" | "not-delegated" | "unreadable";

/** What is known about a key. */
export interface KeyFacts {
  aliases: string[];
  description?: string;
  delegation: KeyDelegation;
}

/** Facts found in the account; plain data that can be saved and replayed. Compile works with none. */
export interface AccountFacts {
  buckets?: Record<string, BucketFacts>;
  /** By key ARN. */
  keys?: Record<string, KeyFacts>;
  /** By repository ARN. */
  repositories?: Record<string, { policy?: PolicyDocument }>;
  /** The text of the role's permissions boundary. */
  boundary?: PolicyDocument;
  quotas?: Partial<Quotas>;
}
