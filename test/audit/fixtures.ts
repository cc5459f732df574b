import type { FindingAccount } from "../../src/audit/find.js";
import { findRoles } from "../../src/audit/find.js";
import type { FoundRole } from "../../src/audit/found-role.js";
import { type AuditedRole, judgeRole } from "../../src/audit/judge.js";
import type { PolicyDocument, Statement } from "../../src/policy/document.js";

export const NOW = Date.parse("2026-11-20T12:00:00Z");

/** A trust policy as it should be. */
export const GUARDED: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "sagemaker.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  ],
};

export function documentOf(...Statement: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement };
}

export function allow(
  Action: string | string[],
  Resource: string | string[],
  more: Partial<Statement> = {},
): Statement {
  return { Effect: "Allow", Action, Resource, ...more };
}

/** A role with one inline policy of these statements. */
export function roleWith(statements: Statement[], more: Partial<FoundRole["definition"]> = {}): FoundRole {
  return {
    arn: "arn:aws:iam::111122223333:role/tried",
    definition: {
      name: "tried",
      path: "/",
      description: "",
      maxSessionSeconds: 3600,
      tags: {},
      trustPolicy: GUARDED,
      policies: statements.length === 0 ? [] : [{ name: "p", kind: "inline", document: documentOf(...statements) }],
      attachedManagedPolicies: [],
      ...more,
    },
    texts: {},
  };
}

/** Findings as `severity code`, the gravest first. */
export function words({ findings }: AuditedRole): string[] {
  return findings.map(({ severity, id }) => `${severity} ${id}`);
}

/** The findings of a role with these statements. */
export async function findingsOf(statements: Statement[], more: Partial<FoundRole["definition"]> = {}) {
  return words(await judgeRole(roleWith(statements, more), NOW));
}

export async function allRoles(account: FindingAccount): Promise<FoundRole[]> {
  const roles: FoundRole[] = [];
  for await (const page of findRoles(account)) roles.push(...page.roles);
  return roles;
}
