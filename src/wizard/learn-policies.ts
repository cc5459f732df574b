import type { AwsAccount } from "../aws/account.js";
import type { WizardContext } from "./context.js";

/** Reads the policies of the chosen repositories and of the boundary, those that are not known yet. */
export async function learnPolicies(context: WizardContext, account: AwsAccount): Promise<void> {
  const { answers, facts } = context.store.getState();
  const { permissionsBoundary } = answers.role;
  const repositories = answers.images.repositories.filter((arn) => facts.repositories?.[arn] === undefined);
  const isNew = permissionsBoundary !== undefined && facts.boundary === undefined;
  if (repositories.length === 0 && !isNew) return;
  const unlessFailing = <T>(call: Promise<T>) => call.catch(() => undefined);
  const policies = await Promise.all(
    repositories.map(async (arn) => {
      const policy = await unlessFailing(account.repositoryPolicy(arn, context.signal));
      return [arn, { ...(policy && { policy }) }] as const;
    }),
  );
  const boundary = isNew ? await unlessFailing(account.readPolicy(permissionsBoundary, context.signal)) : undefined;
  context.store.setState((state) => ({
    facts: {
      ...state.facts,
      repositories: { ...state.facts.repositories, ...Object.fromEntries(policies) },
      ...(boundary && { boundary }),
    },
  }));
  if (boundary !== undefined || policies.some(([, { policy }]) => policy !== undefined)) context.recompileSoon();
}
