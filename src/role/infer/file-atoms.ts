import { unlessProblem } from "../../base/problem.js";
import { guardrailDenials, guardrailRules } from "../../catalog/guardrails.js";
import { chosenUseCases } from "../compilation.js";
import { contextOf } from "../compile.js";
import type { RoleFile } from "../role-file.js";
import { type Atom, atomsOf } from "./atoms.js";

/** The atoms that a role file comes to; undefined where its choices do not go together. */
export type FileAtoms = (file: RoleFile) => ReadonlyMap<string, Atom> | undefined;

/**
 * Makes the atoms of role files that differ in their use cases and guardrails alone. What a use case asks for is worked
 * out once for the same options.
 */
export function rememberingAtoms(): FileAtoms {
  const known = new Map<string, readonly Atom[] | undefined>();
  const remembered = (key: string, make: () => readonly Atom[]) => {
    if (!known.has(key)) known.set(key, unlessProblem(make));
    return known.get(key);
  };
  return (file) => {
    const guardrails = JSON.stringify(file.guardrails);
    const parts = Object.entries(file.useCases).map(([id, options]) =>
      remembered(JSON.stringify([id, options, guardrails]), () => grantedBy({ ...file, useCases: { [id]: options } })),
    );
    if (parts.includes(undefined)) return undefined;
    const granted = parts.flatMap((part) => part ?? []);
    const denied = remembered(guardrails, () => deniedBy({ ...file, useCases: {} }));
    if (denied === undefined) return undefined;
    const given = new Set(granted.map(({ action }) => action));
    const held = file.attach.length > 0 ? denied : denied.filter(({ action }) => given.has(action));
    return new Map([...granted, ...held].map((one) => [one.key, one]));
  };
}

function grantedBy(file: RoleFile): Atom[] {
  const context = contextOf(file, {});
  return chosenUseCases(context).flatMap(({ useCase, options }) =>
    useCase
      .grants(context, options)
      .flatMap(({ actions, resources, condition }) =>
        actions.flatMap((action) => resources.flatMap((resource) => atomsOf("Allow", action, resource, condition))),
      ),
  );
}

function deniedBy(file: RoleFile): Atom[] {
  return guardrailDenials(guardrailRules(contextOf(file, {}))).flatMap(({ actions, resources, condition }) =>
    actions.flatMap((action) => resources.flatMap((resource) => atomsOf("Deny", action, resource, condition))),
  );
}
