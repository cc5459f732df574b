import { catalog } from "../catalog/index.js";
import type { GrantContext, JourneyCall, OptionSpec, OptionValues, UseCase } from "../catalog/use-case.js";
import type { Piece } from "../policy/merge.js";
import type { Reason } from "./definition.js";
import type { AccountFacts } from "./facts.js";
import type { RoleFile } from "./role-file.js";

/** A use case that was chosen, with all its options. */
export interface ChosenUseCase {
  useCase: UseCase;
  options: OptionValues<Record<string, OptionSpec>>;
}

/** Everything a compilation knows, for its findings. */
export interface Compilation {
  file: RoleFile;
  facts: AccountFacts;
  context: GrantContext;
  chosen: readonly ChosenUseCase[];
  /** What the role's policies say. */
  pieces: readonly Piece<Reason>[];
  /** The calls SageMaker will make with the role. */
  journey: readonly JourneyCall[];
  /** What the caller's policy says. */
  callerPieces: readonly Piece<Reason>[];
}

/** The use cases of a context in the catalog's order. */
export function chosenUseCases(context: GrantContext): ChosenUseCase[] {
  return catalog.flatMap((useCase) => {
    const options = context.useCases.get(useCase.id);
    return options === undefined ? [] : [{ useCase, options: options as ChosenUseCase["options"] }];
  });
}
