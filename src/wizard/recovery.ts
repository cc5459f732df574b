import type { Direction, JournalRecord } from "../plan/journal-record.js";
import { openedAccount, type WizardContext } from "./context.js";
import { asProblem } from "./listing.js";

/** The actions on applies that were cut short. */
export interface Recovery {
  /** Looks whether applies to this account were cut short. */
  findUnfinished(): Promise<void>;
  /** Leads one to its end, or back to where it began. @returns whether all calls were done */
  recover(record: JournalRecord, direction: Direction): Promise<boolean>;
  /** Forgets one, and leaves the role as it is now. */
  forgetApply(record: JournalRecord): void;
}

/** Makes the actions on applies that were cut short. */
export function recoveryActions(context: WizardContext): Recovery {
  const { store } = context;

  const actions: Recovery = {
    async findUnfinished() {
      const core = await context.loadCore();
      const account = openedAccount(store.getState());
      store.setState({ unfinished: account === undefined ? [] : core.unfinishedApplies(account) });
    },

    async recover(record, direction) {
      const core = await context.loadCore();
      const account = openedAccount(store.getState());
      if (account === undefined) return false;
      const role = core.roleNameOf(record.plan);
      const show = (change: Partial<NonNullable<ReturnType<typeof store.getState>["recovery"]>>) =>
        store.setState(({ recovery }) => ({
          recovery: { role, direction, status: "running", done: [], ...recovery, ...change },
        }));
      store.setState({ recovery: undefined });
      show({});
      context.roles.forget();
      try {
        const live = await account.readRole(role, context.signal);
        const plan = direction === "forward" ? core.forwardPlan(record, live) : core.backPlan(record, live);
        const events = core.applyPlan(plan, account, {
          signal: context.signal,
          journal: () => core.Journal.resume(record, direction, plan),
        });
        for await (const event of events) {
          if (event.type === "step-done") {
            show({ done: [...(store.getState().recovery?.done ?? []), event.step.summary] });
          }
          if (event.type === "step-failed") {
            show({ status: "stopped", problem: event.problem });
            return false;
          }
        }
        show({ status: "done" });
        const outcome = direction === "back" ? "as it was before" : "as it was to be";
        store.setState({ notice: [`The role ${role} is ${outcome}.`] });
        return true;
      } catch (error) {
        show({ status: "stopped", problem: asProblem(error) });
        return false;
      } finally {
        await actions.findUnfinished();
      }
    },

    forgetApply(record) {
      context.core()?.forget(record);
      void actions.findUnfinished();
    },
  };
  return actions;
}
