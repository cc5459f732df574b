import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { documentChange } from "./diff-document.js";
import { below, counted, line, listChange, unchanged, valueChange } from "./diff-lines.js";
import type { DiffLine } from "./plan.js";

/**
 * What changes between two roles, in Terraform's notation: `+` is added, `-` removed, `~` changed within. What stays
 * is folded and counted. Empty for equal roles.
 * @param live the role as it is; undefined for a new one
 * @param desired the role as it is to be; undefined when it is to go
 */
export function diffRole(live: RoleDefinition | undefined, desired: RoleDefinition | undefined): DiffLine[] {
  const parts = [settings(live, desired), documents(live, desired), attached(live, desired)];
  const lines = parts.flatMap((part) => part.lines);
  if (lines.length === 0) return [];
  const same = parts.flatMap((part) => part.unchanged);
  return [
    line(live === undefined ? "+" : desired === undefined ? "-" : "~", `role ${(desired ?? live)?.name}`),
    ...below([...lines, ...(same.length === 0 ? [] : [unchanged(same.join(", "))])]),
  ];
}

/** The lines of one part of a role, and what of it stays, in words. */
interface Part {
  lines: DiffLine[];
  unchanged: string[];
}

function settings(live: RoleDefinition | undefined, desired: RoleDefinition | undefined): Part {
  const before = settingsOf(live);
  const after = settingsOf(desired);
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  const same = keys.filter((key) => before.get(key) === after.get(key)).length;
  return {
    lines: keys.flatMap((key) => valueChange(key, before.get(key), after.get(key))),
    unchanged: same === 0 ? [] : [counted(same, "setting")],
  };
}

/** What a role is besides its documents; what it does not have is left out. */
function settingsOf(role: RoleDefinition | undefined): Map<string, string> {
  if (role === undefined) return new Map();
  return new Map([
    ["path", role.path],
    ...(role.description === "" ? [] : [["description", role.description] as const]),
    ["session length", `${role.maxSessionSeconds} s`],
    ...(role.permissionsBoundary === undefined ? [] : [["permissions boundary", role.permissionsBoundary] as const]),
    ...Object.entries(role.tags).map(([key, value]) => [`tag ${key}`, value === "" ? "(empty)" : value] as const),
  ]);
}

function documents(live: RoleDefinition | undefined, desired: RoleDefinition | undefined): Part {
  const before = documentsOf(live);
  const after = documentsOf(desired);
  const names = [...new Set([...after.keys(), ...before.keys()])];
  const changes = names.map((name) => documentChange(name, before.get(name), after.get(name)));
  const same = changes.filter((lines) => lines.length === 0).length;
  return { lines: changes.flat(), unchanged: same === 0 ? [] : [counted(same, "document")] };
}

function documentsOf(role: RoleDefinition | undefined): Map<string, PolicyDocument> {
  if (role === undefined) return new Map();
  const title = ({ kind, name }: RolePolicy) => `${kind} policy ${name}`;
  return new Map([
    ["trust policy", role.trustPolicy],
    ...role.policies.map((policy) => [title(policy), policy.document] as const),
  ]);
}

function attached(live: RoleDefinition | undefined, desired: RoleDefinition | undefined): Part {
  const before = live?.attachedManagedPolicies ?? [];
  const after = desired?.attachedManagedPolicies ?? [];
  return { lines: listChange("attached policies", before, after), unchanged: [] };
}
