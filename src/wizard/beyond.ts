import type { WizardContext } from "./context.js";

/** Looks up what the AWS managed policies that fit the use cases would allow beyond the role as it is now. */
export async function learnBeyond(context: WizardContext): Promise<void> {
  const core = await context.loadCore();
  const { answers, lastCompiled } = context.store.getState();
  if (lastCompiled === undefined) return;
  const chosen = core.catalog.filter(({ id }) => id in answers.useCases);
  for (const name of new Set(chosen.flatMap((useCase) => useCase.managedPolicies))) {
    const text = await core.managedPolicyText(name);
    if (text === undefined || context.signal.aborted) continue;
    const words = core.beyondWords(name, await core.beyond(lastCompiled.definition, text));
    context.store.setState(({ beyond }) => ({ beyond: { ...beyond, [name]: words } }));
  }
}
