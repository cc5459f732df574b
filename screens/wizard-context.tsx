import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { WizardState } from "../src/wizard/state.js";
import type { Wizard } from "../src/wizard/wizard.js";

/** The wizard that the screens below draw. */
export const WizardContext = createContext<Wizard | undefined>(undefined);

/** The wizard: its actions. */
export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (wizard === undefined) throw new Error("screens need a WizardContext");
  return wizard;
}

/** A part of the wizard's state; draws again only when that part changes. */
export function useWizardState<T>(select: (state: WizardState) => T): T {
  return useStore(useWizard().store, select);
}

/** What each step's screen is given. */
export interface ScreenProps {
  width: number;
  height: number;
  /** False while an overlay has the keys. */
  isActive: boolean;
}
