import type { PolicyDocument } from "../policy/document.js";

// Without the SDK's types: the library's own types lead here, and are read where the SDK is not installed.

/** When a role was last used. Without a time it was not, in the 400 days or so that IAM looks back. */
export interface LastUse {
  /** ISO 8601. */
  at?: string;
  region?: string;
}

/** A role, as GetAccountAuthorizationDetails tells it, with its documents read. */
export interface RoleDetail {
  name: string;
  path: string;
  arn: string;
  /** ISO 8601. */
  created?: string;
  lastUsed?: LastUse;
  trustPolicy: PolicyDocument;
  inline: { name: string; document: PolicyDocument }[];
  /** ARNs. */
  attached: string[];
  permissionsBoundary?: string;
  tags: Record<string, string>;
}

/** A managed policy with the document that is in force. */
export interface PolicyDetail {
  name: string;
  arn: string;
  attachments: number;
  document: PolicyDocument;
}

/** What IAM knows of the last time a role tried to use a service that its policies allow. */
export interface ServiceAccess {
  /** Its prefix, such as `s3`. */
  service: string;
  /** Its name for people. */
  name: string;
  /** ISO 8601; absent where there was no attempt in the time IAM looks back. */
  at?: string;
  /** The actions of the service that IAM tracks, each with its last attempt. */
  actions: { name: string; at?: string }[];
}

/** One call to ask IAM's policy simulator about. */
export interface SimulatedCall {
  action: string;
  resource: string;
  context?: Readonly<Record<string, string | readonly string[]>>;
}

/** What the simulator says: it may not be able to tell. */
export interface SimulatedAnswer {
  answer: "yes" | "no" | "unknown";
  /** Why not, or why it cannot be told, in a few words. */
  why?: string;
}

/** How grave a finding is, as Access Analyzer classes it; the gravest first. */
export const VALIDATION_TYPES = ["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"] as const;
export type ValidationType = (typeof VALIDATION_TYPES)[number];

/** One thing that Access Analyzer says of a document. */
export interface ValidationFinding {
  type: ValidationType;
  /** AWS's name of the check, such as `PASS_ROLE_WITH_STAR_IN_RESOURCE`. */
  code: string;
  message: string;
  /** Where AWS explains the check. */
  source: string;
}

/** What Access Analyzer says of a document, or why that is not known. */
export type Validation = { findings: ValidationFinding[] } | { unknown: string };
