import { resolve } from "node:path";
import { Problem } from "../base/problem.js";
import { readText, sharedReader } from "../base/read-text.js";
import type { Connect } from "./connect.js";
import { openedAccount, type WizardContext } from "./context.js";
import { asProblem } from "./listing.js";
import { ownAnswers } from "./shelf.js";
import type { AccountChoice } from "./state.js";

/** Starts from a role file: its answers are the person's, and its region is the account's from then on. */
export async function openFile(context: WizardContext, connect: Connect, path: string): Promise<void> {
  const { store, services } = context;
  const core = await context.loadCore();
  try {
    const full = resolve(services.folder, path);
    if (path.trim() === "") throw new Problem("file", "No file is named.", "Type its path, such as churn.role.yaml.");
    const text = readText(path, services.folder);
    const read = sharedReader(services.folder);
    const answers = core.parseRoleFile(text, path, read);
    const here = openedAccount(store.getState());
    if (answers.account !== undefined && here !== undefined && answers.account !== here.identity.account) {
      throw new Problem(
        "other-account",
        `${path} is for account ${answers.account}, but these are credentials of ${here.identity.account}.`,
        "Go back and choose a profile of that account, or change `account` in the file.",
      );
    }
    store.setState((state) => ({
      ...ownAnswers(state),
      goal: "file",
      answers,
      named: true,
      source: { path: full, text, name: path, read },
      fault: undefined,
    }));
    if (here !== undefined && answers.region !== undefined && answers.region !== here.region) {
      const { account } = store.getState();
      if (account.status === "open" && account.choice.kind !== "sandbox")
        await connect.connect({ ...account.choice, region: answers.region } as AccountChoice);
    }
    context.recompile();
  } catch (error) {
    store.setState({ fault: describe(asProblem(error)) });
  }
}

/** A problem in one paragraph, for a place with room for one. */
export function describe(problem: Problem): string {
  return [problem.message, ...problem.details, problem.next].filter((part) => part !== "").join(" ");
}
