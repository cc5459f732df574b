import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition } from "../role/definition.js";
import type { AccountFacts, BucketFacts, KeyDelegation } from "../role/facts.js";
import type {
  LastUse,
  PolicyDetail,
  RoleDetail,
  ServiceAccess,
  SimulatedAnswer,
  SimulatedCall,
  Validation,
} from "./answers.js";

/** Who is calling. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export interface Identity {
  account: string;
  /** ARN of the user or role session. */
  arn: string;
  /** From the ARN, never guessed from a region's name. */
  partition: string;
}

export interface BucketSummary {
  name: string;
  region?: string;
}

export interface RepositorySummary {
  name: string;
  arn: string;
}

export interface KeySummary {
  id: string;
  arn: string;
  /** Without the `alias/` prefix removed: as KMS names them. */
  aliases: string[];
}

/** What a key is, and whether IAM policies count for it. */
export interface KeyDescription {
  description: string;
  delegation: KeyDelegation;
  /** Why data cannot be encrypted with it, if so; its key policy is then not looked at. */
  unusable?: string;
}

export interface RoleSummary {
  name: string;
  path: string;
  arn: string;
  description: string;
}

/** A role as IAM holds it now. */
export interface LiveRole {
  arn: string;
  definition: RoleDefinition;
  /** ISO 8601. */
  created?: string;
  lastUsed?: LastUse;
  /**
   * Version ids of each managed policy that belongs to the role, and which one is in force; by policy ARN. One that is
   * named after the role and attached to nothing is here too: it is left of a role that was not finished.
   */
  versions: Record<string, { versions: string[]; defaultVersion: string }>;
}

/**
 * An AWS account as the product sees it. Every method may throw a `Problem`; a call that IAM denies throws one
 * with the code `access-denied` whose message names the missing permission.
 */
export interface AwsAccount {
  readonly identity: Identity;
  readonly region: string;
  /** True for the embedded account. */
  readonly sandbox: boolean;
  /** The endpoint, when it is not AWS's own. */
  readonly endpoint?: string;
  /** Pages of buckets the account owns. */
  listBuckets(signal?: AbortSignal): AsyncIterable<BucketSummary[]>;
  describeBucket(name: string, signal?: AbortSignal): Promise<BucketFacts>;
  listRepositories(signal?: AbortSignal): AsyncIterable<RepositorySummary[]>;
  /** Pages of keys. A later page may name a key again, with more aliases. */
  listKeys(signal?: AbortSignal): AsyncIterable<KeySummary[]>;
  /** One key; undefined where it may not be looked at, or is another account's. */
  describeKey(arn: string, signal?: AbortSignal): Promise<KeyDescription | undefined>;
  /** A repository's own policy; undefined where there is none, or it may not be read. */
  repositoryPolicy(arn: string, signal?: AbortSignal): Promise<PolicyDocument | undefined>;
  /** Turns a key id, alias or ARN into the key's ARN. */
  resolveKey(key: string, signal?: AbortSignal): Promise<string>;
  listRoles(signal?: AbortSignal): AsyncIterable<RoleSummary[]>;
  /** Pages of the names of all roles, each with its trust policy. */
  listTrust(signal?: AbortSignal): AsyncIterable<{ name: string; path: string; trustPolicy: PolicyDocument }[]>;
  /** Pages of all roles whole, but for descriptions and session lengths, which IAM does not tell here. */
  roleDetails(signal?: AbortSignal): AsyncIterable<RoleDetail[]>;
  /** Pages of all managed policies, with the documents in force. */
  policyDetails(signal?: AbortSignal): AsyncIterable<PolicyDetail[]>;
  /** When a role last tried to use what its policies allow; see `src/aws/last-accessed.ts`. */
  lastAccessed(arn: string, signal?: AbortSignal): Promise<ServiceAccess[]>;
  /** The role, or undefined when no role has that name (in any spelling). */
  readRole(name: string, signal?: AbortSignal): Promise<LiveRole | undefined>;
  /** The unique id of a role or user of this account; undefined when nothing has that ARN. */
  readUniqueId(arn: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The document of a managed policy that is in force; undefined when it is not there or may not be read. */
  readPolicy(arn: string, signal?: AbortSignal): Promise<PolicyDocument | undefined>;
  /** The document of one version of a managed policy; undefined when it is not there. */
  readPolicyVersion(arn: string, version: string, signal?: AbortSignal): Promise<PolicyDocument | undefined>;
  /** The account's own quotas; an empty object when they may not be read. */
  readQuotas(signal?: AbortSignal): Promise<NonNullable<AccountFacts["quotas"]>>;
  /** How many more roles and managed policies the account may have; what is not known is left out. */
  readRoom(signal?: AbortSignal): Promise<{ roles?: number; policies?: number }>;
  /** Asks IAM's policy simulator whether this identity may make these calls; see `src/aws/simulate.ts`. */
  simulateSelf(calls: readonly SimulatedCall[], signal?: AbortSignal): Promise<SimulatedAnswer[]>;
  /** The same of a role. @param arn the role's ARN */
  simulateRole(arn: string, calls: readonly SimulatedCall[], signal?: AbortSignal): Promise<SimulatedAnswer[]>;
  /** Has Access Analyzer check a document; see `src/aws/validate.ts`. */
  validatePolicy(document: string, kind: "identity" | "trust", signal?: AbortSignal): Promise<Validation>;
  /** Sends one IAM write; see `src/aws/write.ts` for the calls it knows. */
  write(call: IamWrite, signal?: AbortSignal): Promise<void>;
}

/** The IAM writes a plan is made of: the API's name and its input, as the SDK takes it (documents as JSON text). */
export type IamWrite =
  | { api: "CreateRole"; input: CreateRoleInput }
  | { api: "UpdateRole"; input: { RoleName: string; Description: string; MaxSessionDuration: number } }
  | { api: "UpdateAssumeRolePolicy"; input: { RoleName: string; PolicyDocument: string } }
  | { api: "PutRolePolicy"; input: { RoleName: string; PolicyName: string; PolicyDocument: string } }
  | { api: "DeleteRolePolicy"; input: { RoleName: string; PolicyName: string } }
  | { api: "CreatePolicy"; input: { PolicyName: string; Path: string; PolicyDocument: string; Description?: string } }
  | { api: "CreatePolicyVersion"; input: { PolicyArn: string; PolicyDocument: string; SetAsDefault: true } }
  /** `holds` is the text of that version's document, as it was read; it is not sent. */
  | { api: "SetDefaultPolicyVersion"; input: { PolicyArn: string; VersionId: string }; holds: string }
  | { api: "DeletePolicyVersion"; input: { PolicyArn: string; VersionId: string } }
  | { api: "DeletePolicy"; input: { PolicyArn: string } }
  | { api: "DeleteRole"; input: { RoleName: string } }
  | { api: "AttachRolePolicy"; input: { RoleName: string; PolicyArn: string } }
  | { api: "DetachRolePolicy"; input: { RoleName: string; PolicyArn: string } }
  | { api: "PutRolePermissionsBoundary"; input: { RoleName: string; PermissionsBoundary: string } }
  | { api: "DeleteRolePermissionsBoundary"; input: { RoleName: string } }
  | { api: "TagRole"; input: { RoleName: string; Tags: { Key: string; Value: string }[] } }
  | { api: "UntagRole"; input: { RoleName: string; TagKeys: string[] } };

interface CreateRoleInput {
  RoleName: string;
  Path: string;
  AssumeRolePolicyDocument: string;
  Description?: string;
  MaxSessionDuration: number;
  PermissionsBoundary?: string;
  Tags?: { Key: string; Value: string }[];
}
