import { guardrailOptions } from "../../catalog/guardrail-options.js";
import { catalog } from "../../catalog/index.js";
import { isAsked, resolveOptions } from "../../catalog/options.js";
import type { OptionSpec } from "../../catalog/use-case.js";
import type { RoleFile } from "../role-file.js";
import type { Atom, LiveAtom } from "./atoms.js";
import type { FileAtoms } from "./file-atoms.js";

/** What is sought: the role file that comes to these atoms. */
export interface Sought {
  live: readonly LiveAtom[];
  /** Their keys, with and without conditions. */
  known: ReadonlySet<string>;
  atoms: FileAtoms;
}

/** What a role file does not come to yet. */
interface Lack {
  missing: readonly LiveAtom[];
  atoms: FileAtoms;
}

/** A change of a role file, as the search tries them. */
type Move = (file: RoleFile) => RoleFile;

/** The changes that a role file is tried with. */
export function movesFrom(file: RoleFile, sought: Sought): Move[] {
  const { live, atoms } = sought;
  const made = atoms(file) ?? new Map<string, Atom>();
  const missing = live.filter(({ key }) => !made.has(key));
  const lack = { missing, atoms };
  return [
    ...catalog.flatMap(({ id, options }): Move[] => {
      const chosen = file.useCases[id];
      if (chosen === undefined) return startsOf(file, id, options, lack);
      const { [id]: _, ...others } = file.useCases;
      return [(from) => ({ ...from, useCases: others }), ...optionMoves(file, id, options, lack)];
    }),
    ...guardrailMoves(file, missing),
  ];
}

/** A use case is taken with its defaults, with nothing chosen, with all, with one choice, or with names alone. */
function startsOf(file: RoleFile, id: string, options: Record<string, OptionSpec>, lack: Lack): Move[] {
  const take =
    (given: Record<string, unknown>): Move =>
    (from) => ({ ...from, useCases: { ...from.useCases, [id]: given } });
  const specs = Object.entries(options);
  const every = Object.fromEntries(
    specs.flatMap(([name, spec]) =>
      spec.kind === "texts" ? [] : [[name, spec.kind === "flag" ? true : spec.values.map(({ value }) => value)]],
    ),
  );
  const none = Object.fromEntries(specs.flatMap(([name, { kind }]) => (kind === "choices" ? [[name, []]] : [])));
  const textsWith = (given: Record<string, unknown>) =>
    specs.flatMap(([name, spec]) => {
      if (spec.kind !== "texts") return [];
      const values = capturedTexts(take({ ...given, [name]: [spec.example] })(file), file, spec, lack);
      return values.length === 0 ? [] : [[name, values] as const];
    });
  return [
    take({}),
    take(none),
    take({ ...every, ...Object.fromEntries(textsWith(every)) }),
    ...textsWith({}).map(([name, values]) => take({ [name]: values })),
    ...specs.flatMap(([name, spec]) =>
      spec.kind === "choices" ? spec.values.map(({ value }) => take({ [name]: [value] })) : [],
    ),
  ];
}

function optionMoves(file: RoleFile, id: string, options: Record<string, OptionSpec>, lack: Lack): Move[] {
  const useCase = catalog.find((one) => one.id === id);
  if (useCase === undefined) return [];
  const given = file.useCases[id] ?? {};
  const all = resolveOptions(useCase, given);
  const set =
    (name: string, value: unknown): Move =>
    (from) => ({ ...from, useCases: { ...from.useCases, [id]: { ...given, [name]: value } } });
  return Object.entries(options).flatMap(([name, spec]): Move[] => {
    if (!isAsked(spec, all)) return [];
    if (spec.kind === "flag") return [set(name, all[name] !== true)];
    const chosen = all[name] as readonly string[];
    if (spec.kind === "choices") {
      return spec.values.map(({ value }) =>
        set(name, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]),
      );
    }
    const values = capturedTexts(set(name, [spec.example])(file), file, spec, lack);
    return values.length === 0 ? [] : [set(name, [...new Set([...chosen, ...values])].sort())];
  });
}

/**
 * The texts that stand in the role where the example would in what the option adds: names and ARNs that a person would
 * have given.
 */
function capturedTexts(
  withExample: RoleFile,
  without: RoleFile,
  { example, pattern }: Extract<OptionSpec, { kind: "texts" }>,
  { missing, atoms }: Lack,
): string[] {
  const before = atoms(without) ?? new Map<string, Atom>();
  const fits = new RegExp(`^(?:${pattern})$`);
  const texts = [...(atoms(withExample)?.values() ?? [])]
    .filter(({ key, resource }) => !before.has(key) && resource.includes(example))
    .flatMap(({ action, resource, condition }) => {
      const form = new RegExp(`^${resource.split(example).map(escaped).join("(.+?)")}$`);
      const alike = missing.filter((one) => one.action.toLowerCase() === action.toLowerCase());
      // The same action under another condition may be there for something else.
      const under = alike.filter((one) => one.condition === condition);
      return (under.length > 0 ? under : alike).flatMap((one) => form.exec(one.resource)?.[1] ?? []);
    });
  // The role hands on itself as well, which no option asks for.
  const itself = `:role${without.role.path}${without.role.name}`;
  return [...new Set(texts)].filter((text) => fits.test(text) && !text.endsWith(itself));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function guardrailMoves(file: RoleFile, missing: readonly LiveAtom[]): Move[] {
  if (!missing.some(({ effect }) => effect === "Deny")) return [];
  const set =
    (name: string, value: unknown): Move =>
    (from) => ({ ...from, guardrails: { ...from.guardrails, [name]: value } });
  const types = missing.flatMap(({ condition }) => {
    const list = /"sagemaker:InstanceTypes",(\[[^\]]*\])/.exec(condition)?.[1];
    return list === undefined ? [] : (JSON.parse(list) as string[]).filter((type) => type.startsWith("ml."));
  });
  return Object.entries(guardrailOptions).flatMap(([name, spec]): Move[] =>
    spec.kind === "flag"
      ? [set(name, !file.guardrails[name as "vpcOnly"])]
      : types.length === 0
        ? []
        : [set(name, [...new Set(types)].sort())],
  );
}
