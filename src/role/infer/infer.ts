import { grouped } from "../../base/grouped.js";
import { trustPolicy } from "../../catalog/trust.js";
import { canonicalText } from "../../policy/canonical.js";
import { contextOf } from "../compile.js";
import { emptyRoleFile } from "../defaults.js";
import type { RoleDefinition } from "../definition.js";
import { withKeptParts } from "../kept.js";
import type { RoleFile } from "../role-file.js";
import { type Atom, type LiveAtom, liveAtoms } from "./atoms.js";
import { type FileAtoms, rememberingAtoms } from "./file-atoms.js";
import { nearestFile } from "./search.js";
import { surroundingsOf } from "./surroundings.js";

/** The nearest role file to a role, and where the two part. */
export interface Inferred {
  file: RoleFile;
  /** Of each use case, the statements of the role that speak for it. */
  evidence: { useCase: string; statements: string[] }[];
  /** What the role holds and the file does not ask for, by statement. */
  unfit: { policy: string; sid: string; actions: string[]; resources: string[] }[];
  /** Whether the trust policy is one that a role file can ask for. */
  trustFits: boolean;
}

/**
 * Finds the role file that comes nearest to a role: buckets, images, keys and the network are read off its statements;
 * use cases, their options and the guardrails are taken as long as each explains more of the role than it adds to it.
 * What only the caller's policy tells cannot be seen in a role.
 * @param place the account and region that the role is in; a region that its ARNs name is taken before that
 */
export function inferRoleFile(role: RoleDefinition, place: { account: string; region: string }): Inferred {
  const live = role.policies.flatMap(({ name, document }) => liveAtoms(name, document));
  const region = regionOf(live) ?? place.region;
  const base: RoleFile = {
    ...emptyRoleFile(role.name),
    role: {
      name: role.name,
      path: role.path,
      description: role.description,
      maxSessionSeconds: role.maxSessionSeconds,
      ...(role.permissionsBoundary !== undefined && { permissionsBoundary: role.permissionsBoundary }),
      tags: withKeptParts(role.tags, []),
    },
    account: place.account,
    region,
    ...surroundingsOf(live, place.account, region),
    attach: role.attachedManagedPolicies,
    delivery: role.policies.some(({ kind }) => kind === "managed") ? "managed" : "inline",
  };
  const atoms = rememberingAtoms();
  const found = nearestFile(base, { live, known: new Set(live.flatMap(({ key, bare }) => [key, bare])), atoms });
  const trust = trustOf(found, role);
  const file = { ...found, ...(trust && { trust }) };
  return {
    file,
    evidence: evidenceOf(file, live, atoms),
    unfit: unfitOf(file, live, atoms),
    trustFits: trust !== undefined,
  };
}

/** The region that most of the ARNs name. */
function regionOf(live: readonly LiveAtom[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { resource } of live) {
    const region = resource.split(":")[3];
    if (region && !region.includes("*")) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** The choice of a role file that has just this trust policy. */
function trustOf(file: RoleFile, role: RoleDefinition): RoleFile["trust"] | undefined {
  const { partition, region, account, useCases } = contextOf(file, {});
  const held = canonicalText(withoutSids(role));
  for (const sourceAccount of [true, false]) {
    for (const sourceArn of ["none", "account", "feature"] as const) {
      try {
        const trust = { sourceAccount, sourceArn };
        const asked = trustPolicy({ partition, region, account, ...trust, useCases: [...useCases.keys()] });
        if (canonicalText(withoutSids({ trustPolicy: asked })) === held) return trust;
      } catch {
        // Some use cases have no form of their own.
      }
    }
  }
  return undefined;
}

function withoutSids({ trustPolicy: document }: Pick<RoleDefinition, "trustPolicy">): RoleDefinition["trustPolicy"] {
  return { ...document, Statement: document.Statement.map(({ Sid: _, ...statement }) => statement) };
}

function evidenceOf(file: RoleFile, live: readonly LiveAtom[], atoms: FileAtoms): Inferred["evidence"] {
  const keysOf = (useCases: RoleFile["useCases"]) => atoms({ ...file, useCases }) ?? new Map();
  return Object.entries(file.useCases).map(([id, options]) => {
    const { [id]: _, ...others } = file.useCases;
    const alone = keysOf({ [id]: options });
    const rest = keysOf(others);
    const shared = live.filter(({ key }) => alone.has(key));
    const own = shared.filter(({ key }) => !rest.has(key));
    return { useCase: id, statements: [...new Set((own.length > 0 ? own : shared).map(({ sid }) => sid))] };
  });
}

function unfitOf(file: RoleFile, live: readonly LiveAtom[], atoms: FileAtoms): Inferred["unfit"] {
  const made = atoms(file) ?? new Map<string, Atom>();
  const missing = live.filter(({ key }) => !made.has(key));
  return [...grouped(missing, ({ policy, sid }) => `${policy}\n${sid}`).values()].map((atoms) => ({
    policy: atoms[0]?.policy ?? "",
    sid: atoms[0]?.sid ?? "",
    actions: [...new Set(atoms.map(({ action }) => action))],
    resources: [...new Set(atoms.map(({ resource }) => resource))],
  }));
}
