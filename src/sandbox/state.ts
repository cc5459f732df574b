import { readFileSync, statSync } from "node:fs";
import { writePrivateFileNow } from "../base/private-file.js";
import { Problem } from "../base/problem.js";

/** A role as IAM keeps it. Documents are kept as they were sent. */
export interface RoleState {
  name: string;
  path: string;
  id: string;
  arn: string;
  created: string;
  description: string;
  maxSessionSeconds: number;
  boundary?: string;
  tags: Record<string, string>;
  trust: string;
  /** Inline policies by name. */
  inline: Record<string, string>;
  /** ARNs of attached managed policies, in the order they were attached. */
  attached: string[];
  /** How many days ago it was last used; absent for one that was not. */
  lastUsedDaysAgo?: number;
  /** What it used of what IAM tracks, such as `s3:CreateBucket` (or `glue` alone), and how many days ago. */
  used?: Record<string, number>;
}

/** A managed policy and its versions. */
export interface PolicyState {
  name: string;
  path: string;
  id: string;
  arn: string;
  created: string;
  updated: string;
  description: string;
  tags: Record<string, string>;
  defaultVersion: string;
  /** The number of the next version; numbers are never used again. */
  nextVersion: number;
  versions: Record<string, { document: string; created: string }>;
}

export interface BucketState {
  name: string;
  region: string;
  created: string;
  /** Default encryption; AES256 unless said otherwise. A key may be an ARN, an id or an alias, as S3 keeps it. */
  encryption?: { algorithm: "AES256" | "aws:kms" | "aws:kms:dsse"; key?: string; bucketKey: boolean };
  policy?: string;
}

export interface RepositoryState {
  name: string;
  created: string;
  key?: string;
  policy?: string;
}

export interface KeyState {
  id: string;
  description: string;
  aliases: string[];
  policy: string;
  manager: "CUSTOMER" | "AWS";
  state: "Enabled" | "Disabled" | "PendingDeletion";
  spec: string;
  usage: string;
}

/** What IAM holds: all that calls can change. */
export interface IamState {
  /** By name in lower case: IAM's names are unique whatever their case. */
  roles: Record<string, RoleState>;
  /** By ARN. */
  policies: Record<string, PolicyState>;
  /** Counts up, for ids. */
  serial: number;
}

/** An account. All but `iam` stays as it was made. */
export interface AccountState {
  account: string;
  region: string;
  partition: string;
  /** ARN of whoever calls. */
  caller: string;
  iam: IamState;
  buckets: readonly BucketState[];
  repositories: readonly RepositoryState[];
  keys: readonly KeyState[];
  /** Aliases that AWS predefines and that have no key yet. */
  emptyAliases: readonly string[];
}

/** Keeps what IAM holds in a file that only its owner may read, and sees what another process wrote to it. */
export class IamStore {
  readonly #file: string | undefined;
  #seen = "";
  #state: IamState;

  /** @param file where it is kept; undefined keeps it in memory */
  constructor(file: string | undefined, initial: IamState) {
    this.#file = file;
    this.#state = initial;
  }

  /** What IAM holds now. */
  read(): IamState {
    if (this.#file === undefined) return this.#state;
    const stamp = stampOf(this.#file);
    if (stamp === "" || stamp === this.#seen) return this.#state;
    this.#state = parse(this.#file);
    this.#seen = stamp;
    return this.#state;
  }

  /** Keeps a change: whole or not at all. */
  write(state: IamState): void {
    if (this.#file !== undefined) {
      writePrivateFileNow(this.#file, `${JSON.stringify({ format: "sagerole.sandbox/1", ...state })}\n`);
      this.#seen = stampOf(this.#file);
    }
    this.#state = state;
  }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}

function parse(file: string): IamState {
  try {
    const { format, roles, policies, serial } = JSON.parse(readFileSync(file, "utf8"));
    if (format === "sagerole.sandbox/1") return { roles, policies, serial };
  } catch {
    // Told below, as a file of another format is.
  }
  throw new Problem(
    "sandbox-state",
    `The state of the embedded account in ${file} cannot be read.`,
    "Run `sagerole sandbox reset` to begin with a fresh one.",
  );
}
