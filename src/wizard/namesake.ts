import { openedAccount, type WizardContext } from "./context.js";
import { currentFile } from "./recompile.js";

/** The role that IAM finds under a name, or that there is none. */
export type Namesake = { name: string; path: string } | "none";

/** Looks up whether a role has the name that the role is to get; where that may not be read, nothing is known. */
export async function learnNamesake({ store, roles, signal }: WizardContext): Promise<void> {
  const account = openedAccount(store.getState());
  const { name } = currentFile(store.getState()).role;
  if (account === undefined || name === "") return;
  const live = await roles.read(account, name, signal).catch(() => null);
  // Another account may have been chosen meanwhile.
  if (live === null || openedAccount(store.getState()) !== account) return;
  const found = live === undefined ? "none" : { name: live.definition.name, path: live.definition.path };
  store.setState(({ namesakes }) => ({ namesakes: { ...namesakes, [name]: found } }));
}

/**
 * What a role of that name means for the one that is made. IAM tells names apart neither by case nor by path
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html).
 */
export function namesakeWords(name: string, path: string, known: Namesake): string {
  if (known === "none") return "No role of this name exists yet.";
  if (known.name !== name) {
    return `It is taken: IAM has the role ${known.name}, and takes names that differ in case for one. Choose another, or write it as it is there.`;
  }
  if (known.path !== path) {
    return `It is taken by a role with the path ${known.path}, and a path cannot be changed. Choose another name, or set that path.`;
  }
  return "A role of this name exists: it would be changed, and Review shows how.";
}
