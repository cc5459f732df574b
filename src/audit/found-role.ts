import type { LastUse } from "../aws/answers.js";
import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition } from "../role/definition.js";

/** A role that exists, with all that an audit judges it by. */
export interface FoundRole {
  arn: string;
  /** Where IAM was asked for whole pages, it did not tell the description and the session length. */
  definition: RoleDefinition;
  /** ISO 8601. */
  created?: string;
  lastUsed?: LastUse;
  /** Texts of the attached managed policies and of the boundary, by ARN; undefined where they could not be read. */
  texts: Readonly<Record<string, PolicyDocument | undefined>>;
}

/** A role that is there and could not be read. */
export interface UnreadRole {
  name: string;
  /** Why not, in a sentence. */
  why: string;
}

/** A part of the roles that were found. */
export interface FoundPage {
  roles: FoundRole[];
  unread: UnreadRole[];
}

/** The account of a role: 12 digits. */
export function accountOf({ arn }: Pick<FoundRole, "arn">): string {
  return arn.split(":")[4] ?? "";
}
