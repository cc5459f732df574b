import type { OptionSpec, UseCase } from "./use-case.js";

/**
 * All options of a use case: those given, and the catalog's default for the rest. Choices come in the catalog's order,
 * so that the order in which they were written makes no difference. What only counts with another option is off when
 * that one is.
 */
export function resolveOptions(useCase: UseCase, given: Record<string, unknown>): Record<string, unknown> {
  const all = Object.fromEntries(
    Object.entries(useCase.options).map(([name, spec]) => [name, resolveOption(spec, given[name])]),
  );
  return Object.fromEntries(
    Object.entries(useCase.options).map(([name, spec]) => [name, isAsked(spec, all) ? all[name] : off(spec)]),
  );
}

/** Whether the options as they stand make this one meaningful. */
export function isAsked({ when }: OptionSpec, options: Record<string, unknown>): boolean {
  if (when === undefined) return true;
  const other = options[when.option];
  if (when.value !== undefined) return Array.isArray(other) && other.includes(when.value);
  return other === true || (Array.isArray(other) && other.length > 0);
}

function off(spec: OptionSpec): false | [] {
  return spec.kind === "flag" ? false : [];
}

function resolveOption(spec: OptionSpec, given: unknown): unknown {
  switch (spec.kind) {
    case "flag":
      return given === true;
    case "choices": {
      const chosen = Array.isArray(given) ? given : spec.default;
      return spec.values.map(({ value }) => value).filter((value) => chosen.includes(value));
    }
    case "texts":
      return Array.isArray(given) ? given.toSorted() : [];
  }
}
