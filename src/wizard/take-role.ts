import type { RoleSummary } from "../aws/account.js";
import { type Enter, openedAccount, type WizardContext } from "./context.js";
import { asProblem } from "./listing.js";
import { describe } from "./open-file.js";

/** Takes over name, path, description, tags and bounds of a role that exists, and goes on to the use cases. */
export async function takeRole(context: WizardContext, enter: Enter, role: RoleSummary): Promise<void> {
  const account = openedAccount(context.store.getState());
  if (account === undefined) return;
  try {
    const core = await context.loadCore();
    const live = await account.readRole(role.name, context.signal);
    if (live === undefined) {
      context.store.setState({ fault: `No role is named ${role.name} any more. Choose another.` });
      return;
    }
    const { name, path, description, maxSessionSeconds, tags, permissionsBoundary } = live.definition;
    context.store.setState((state) => ({
      named: true,
      answers: {
        ...state.answers,
        role: {
          name,
          path,
          description,
          maxSessionSeconds,
          // What is kept of others is told anew by each plan.
          tags: core.withKeptParts(tags, []),
          ...(permissionsBoundary && { permissionsBoundary }),
        },
        attach: live.definition.attachedManagedPolicies.filter((arn) => !core.isKeptArn(live.definition, arn)),
      },
    }));
    context.recompile();
    enter("use-cases", [
      `Name, path, tags, boundary and attached policies are taken from ${name}; say what it is for, and Review shows what would change.`,
    ]);
  } catch (error) {
    context.store.setState({ fault: describe(asProblem(error)) });
  }
}
