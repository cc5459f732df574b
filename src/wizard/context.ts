import type { StoreApi } from "zustand/vanilla";
import type { AwsAccount } from "../aws/account.js";
import type { LiveRoles } from "./live-roles.js";
import type { AccountChoice, StepId, WizardState } from "./state.js";

/** What the wizard knows and decides with; see `core.ts`. */
export type Core = typeof import("./core.js");

/** A profile of the AWS configuration files. */
export interface Profile {
  name: string;
  region?: string;
}

/** What the wizard needs from outside: how to reach accounts. */
export interface Services {
  /**
   * Opens an account.
   * @param mfaCode asks the person for the code of the device with this serial number or ARN
   * @throws Problem when there are no credentials, they are refused, or there is no region
   */
  openAccount(
    choice: Exclude<AccountChoice, { kind: "offline" }>,
    mfaCode: (serial: string) => Promise<string>,
    signal: AbortSignal,
  ): Promise<AwsAccount>;
  listProfiles(): Promise<readonly Profile[]>;
  /** The folder where role files and hand-overs are written. */
  folder: string;
}

/** What the wizard's actions share. */
export interface WizardContext {
  store: StoreApi<WizardState>;
  services: Services;
  /** Loads the core on first use. */
  loadCore(): Promise<Core>;
  /** The core, once it is loaded. */
  core(): Core | undefined;
  /** Roles of the account as IAM has them. */
  roles: LiveRoles;
  /** Ends with the wizard: stops what is under way. */
  signal: AbortSignal;
  /** Compiles again after a change of answers, account or facts. */
  recompile(): void;
  /** The same in a moment, once for all that comes until then: answers of the account come by the hundred. */
  recompileSoon(): void;
}

/** Goes to a step, with what is to be said there. */
export type Enter = (step: StepId, notice?: readonly string[]) => void;

/** The account that is open, or undefined. */
export function openedAccount(state: WizardState): AwsAccount | undefined {
  return state.account.status === "open" ? state.account.account : undefined;
}
