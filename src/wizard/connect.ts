import { NO_AUDIT } from "./audit.js";
import type { WizardContext } from "./context.js";
import { asProblem, IDLE } from "./listing.js";
import type { AccountChoice, AccountState } from "./state.js";

/** The actions of the Account step. */
export interface Connect {
  /** Opens the account that was chosen; what was being opened is dropped. */
  connect(choice: AccountChoice): Promise<void>;
  /** Gives the code of the MFA device that was asked for. */
  giveMfaCode(code: string): void;
  /** Stops opening. */
  stopConnecting(): void;
}

/** Makes the actions of the Account step. */
export function connectActions(context: WizardContext): Connect {
  const { store, services } = context;
  let attempt: AbortController | undefined;
  let answerMfa: ((code: string) => void) | undefined;

  function set(account: AccountState): void {
    store.setState({ account, notice: [], fault: undefined });
  }

  return {
    async connect(choice) {
      attempt?.abort();
      const mine = new AbortController();
      attempt = mine;
      forget(context);
      if (choice.kind === "offline") {
        set({ status: "offline", choice, account: choice.account, region: choice.region });
        context.recompile();
        return;
      }
      set({ status: "opening", choice });
      try {
        const account = await services.openAccount(
          choice,
          (serial) =>
            new Promise((resolve) => {
              answerMfa = resolve;
              if (!mine.signal.aborted) set({ status: "mfa", choice, serial });
            }),
          AbortSignal.any([mine.signal, context.signal]),
        );
        if (mine.signal.aborted) return;
        set({ status: "open", choice, account });
        context.recompile();
      } catch (error) {
        if (!mine.signal.aborted) set({ status: "failed", choice, problem: asProblem(error) });
      }
    },
    giveMfaCode(code) {
      const { account } = store.getState();
      if (account.status === "mfa") set({ status: "opening", choice: account.choice });
      answerMfa?.(code);
    },
    stopConnecting() {
      attempt?.abort();
      set({ status: "none" });
    },
  };
}

/** What was found in one account says nothing about another. */
function forget(context: WizardContext): void {
  context.store.setState({
    buckets: IDLE,
    repositories: IDLE,
    keys: IDLE,
    roles: IDLE,
    audit: NO_AUDIT,
    rolePage: undefined,
    lookedUp: undefined,
    unusableKeys: {},
    namesakes: {},
    facts: {},
    plan: { status: "idle" },
    proof: [],
  });
}
