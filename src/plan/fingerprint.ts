import { createHash } from "node:crypto";
import { comparableText } from "../policy/canonical.js";
import type { RoleDefinition } from "../role/definition.js";

/**
 * SHA-256 over all that a role is, in its canonical form: the same for two readings of an unchanged role, whatever
 * order AWS answers in. `none` for a role that does not exist.
 */
export function fingerprint(role: RoleDefinition | undefined): string {
  if (role === undefined) return "none";
  const parts = [
    role.name.toLowerCase(),
    role.path,
    role.description,
    role.maxSessionSeconds,
    role.permissionsBoundary ?? null,
    Object.entries(role.tags).sort(),
    comparableText(role.trustPolicy),
    role.policies.map((policy) => [policy.kind, policy.name, comparableText(policy.document)]).sort(),
    role.attachedManagedPolicies.toSorted(),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
