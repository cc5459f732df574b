import { actionGroup } from "../policy/action-reference.js";
import type { PolicyDocument } from "../policy/document.js";
import type { RoleDefinition } from "../role/definition.js";
import { accessReport } from "./access.js";

/** What an AWS managed policy allows that a role does not need. */
export interface Beyond {
  /** Actions that it allows beyond the role's policies; on some resource at least. */
  actions: number;
  /** The worst of them, in words. */
  worst: string[];
  /** The version of its text that was looked at, as `v29 of 2026-02-12`. */
  version: string;
}

/** A managed policy, as it stood on a day. */
export interface PolicyText {
  version: string;
  date: string;
  document: PolicyDocument;
}

/** What a managed policy would add to what a role's own policies allow. */
export async function beyond(role: RoleDefinition, text: PolicyText): Promise<Beyond> {
  const arn = "the policy";
  const bare = { ...role, attachedManagedPolicies: [] };
  const { items } = await accessReport(bare, { ...bare, attachedManagedPolicies: [arn] }, { [arn]: text.document });
  const names = new Set(items.flatMap(({ actions }) => actions));
  const groups = await Promise.all([...names].map(actionGroup));
  const worst = [
    // Rights on rights first.
    ...items
      .flatMap(({ escalates }) => escalates)
      .toSorted((a, b) => Number(/^(iam|sts):/.test(b)) - Number(/^(iam|sts):/.test(a))),
    ...items.filter(({ wide, escalates }) => wide && escalates.length === 0).flatMap(({ what }) => what),
  ];
  return {
    actions: groups.reduce((sum, { count }) => sum + (count ?? 0), 0),
    worst: [...new Set(worst)].slice(0, 3),
    version: `${text.version} of ${text.date}`,
  };
}

/** The same in one sentence. */
export function beyondWords(name: string, { actions, worst, version }: Beyond): string {
  if (actions === 0) return `${name} (${version}) allows nothing beyond this role.`;
  const examples = worst.length === 0 ? "" : `, among them ${worst.join("; ")}`;
  return `${name} (${version}) allows ${actions} actions beyond this role${examples}.`;
}
