import type { Effect, PolicyDocument } from "./document.js";

/** The context of a request: condition key → its value or values. Keys match regardless of case. */
export type RequestContext = Record<string, string | readonly string[]>;

/** One request as IAM sees it. */
export interface AccessRequest {
  /** ARN of the principal: the role (or its session). */
  principal?: string;
  /** The AWS service that asks by itself, such as `sagemaker.amazonaws.com`, where no role does. */
  service?: string;
  /** `service:Action`. */
  action: string;
  /** ARN of the resource, or `*` for actions without one. */
  resource: string;
  context?: RequestContext;
}

/** A document with the name under which its statements are reported. */
export interface NamedDocument {
  name: string;
  document: PolicyDocument;
}

/** What decides a request. Resource policies are those of the resource asked for (bucket, key, repository). */
export interface PolicySet {
  identity: readonly NamedDocument[];
  permissionsBoundary?: NamedDocument;
  resource?: readonly NamedDocument[];
  /** The account of the principal; with `resourceAccount` it tells whether access crosses accounts. */
  account?: string;
  resourceAccount?: string;
}

/** The statement that decided. */
export interface DecidingStatement {
  policy: string;
  /** Position in the document, from 0. */
  index: number;
  sid?: string;
  effect: Effect;
}

/** The answer to a request. */
export interface Decision {
  decision: "allowed" | "explicitDeny" | "implicitDeny";
  /** Absent for an implicit deny. */
  by?: DecidingStatement;
  /** For an implicit deny: why nothing allowed it, in one plain sentence. */
  reason?: string;
}
