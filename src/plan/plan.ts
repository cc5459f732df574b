import type { IamWrite } from "../aws/account.js";
import { nameInArn } from "../policy/arn.js";
import type { RoleDefinition } from "../role/definition.js";

/** One call of a plan, in the order it will be made. */
export interface PlanStep {
  /** `+` makes, `~` changes, `-` removes. */
  sign: "+" | "~" | "-";
  /** What it does, in plain words: `create the role churn-training`. */
  summary: string;
  call: IamWrite;
}

/** What would be done to IAM, and what was read before saying so. */
export interface Plan {
  format: "sagerole.plan/1";
  account: string;
  region: string;
  partition: string;
  roleArn: string;
  /** Where the account was read, in a saved plan; absent where that is AWS itself, or the embedded account. */
  endpoint?: string;
  /** The role that is wanted; absent when it is to go. */
  desired?: RoleDefinition;
  /** The role as it was read; absent when it does not exist. */
  live?: RoleDefinition;
  /** SHA-256 over the canonical form of what was read; `none` when the role does not exist. */
  fingerprint: string;
  steps: PlanStep[];
  /** What the steps do not say of themselves, in words. */
  notes?: string[];
}

/** One line of a diff in Terraform's notation. */
export interface DiffLine {
  sign: "+" | "-" | "~" | " ";
  /** Depth, in levels of two spaces. */
  indent: number;
  text: string;
}

/** What happens while a plan is applied. */
export type ApplyEvent =
  | { type: "step-started"; index: number; step: PlanStep }
  | { type: "step-done"; index: number; step: PlanStep }
  | ({ type: "step-failed"; index: number; step: PlanStep; problem: ApplyProblem } & StepsLeft)
  | { type: "reading-back" }
  | { type: "verified"; roleArn: string }
  | { type: "differs"; roleArn: string; lines: DiffLine[] }
  /** All steps were done, and the role could not be read back. */
  | { type: "unverified"; roleArn: string; problem: ApplyProblem };

/** A plan's steps, once one of them failed. */
interface StepsLeft {
  done: PlanStep[];
  /** The step that failed, where AWS did not say whether it carried it out. */
  unknown: PlanStep[];
  notDone: PlanStep[];
}

/** Why a step failed. */
export interface ApplyProblem {
  code: string;
  message: string;
  next: string;
}

/** Name of the role a plan is about. */
export function roleNameOf({ desired, live, roleArn }: Plan): string {
  return desired?.name ?? live?.name ?? nameInArn(roleArn);
}
