import type { PolicyDocument } from "../policy/document.js";

/** A permissions policy of a role, with the document in it. */
export interface RolePolicy {
  name: string;
  kind: "inline" | "managed";
  document: PolicyDocument;
}

/** What IAM holds, or should hold, for one role. Read from IAM, compiled, exported, compared: always this type. */
export interface RoleDefinition {
  name: string;
  /** `/` or `/…/`. */
  path: string;
  description: string;
  /** 3,600 to 43,200 seconds. */
  maxSessionSeconds: number;
  /** ARN of the policy that bounds the role. */
  permissionsBoundary?: string;
  tags: Record<string, string>;
  trustPolicy: PolicyDocument;
  /** Inline policies, and managed policies whose documents belong to this role. */
  policies: RolePolicy[];
  /** ARNs of other managed policies, attached as they are. */
  attachedManagedPolicies: string[];
}

/** Why a compiled statement is there; travels beside the document, never inside it. */
export interface StatementProvenance {
  policy: string;
  sid: string;
  reasons: Reason[];
}

/** One reason for one statement. */
export interface Reason {
  useCase: string;
  /** The user's input that asks for it, such as `bucket acme-train`. */
  input?: string;
  actions: readonly string[];
  why: string;
  source: string;
}

/** Something a person should know about a role file or a role. */
export interface Finding {
  /** Stable id, such as `write-location-unused`. */
  id: string;
  severity: "error" | "warning" | "note";
  /** The part of the role file it is about, such as `data[1].key`. */
  place?: string;
  /** What was found, about what. */
  message: string;
  /** What to do about it. */
  remedy: string;
  source?: string;
}
