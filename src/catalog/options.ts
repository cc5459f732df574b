import type { OptionSpec, UseCase } from "./use-case.js";

/**
 * All options of a use case: those given, and the catalog's default for the rest. Choices come in the catalog's order,
 * so that the order in which they were written makes no difference.
 */
export function resolveOptions(useCase: UseCase, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(useCase.options).map(([name, spec]) => [name, resolveOption(spec, given[name])]),
  );
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
