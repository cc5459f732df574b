import { expect } from "vitest";
import type { Terminal } from "./terminal.js";

/** Waits for each of some screens, and goes on from it with enter. */
export async function goOn(terminal: Terminal, screens: readonly string[]): Promise<void> {
  for (const screen of screens) {
    await terminal.waitFor(screen);
    await terminal.press("enter");
  }
}

/** From the account step to the buckets of a role for training. */
export async function toData(terminal: Terminal): Promise<void> {
  await goOn(terminal, ["Go on with this account", "What do you want to do?"]);
  await terminal.waitFor("Train models");
  await terminal.press("space", "enter");
}

/** From the account step to the role on the screen of Done: the keys a stranger would press. */
export async function makeRole(terminal: Terminal, name: string): Promise<void> {
  await toData(terminal);
  await terminal.waitFor("Which S3 buckets");
  await terminal.waitFor("60 buckets");
  await terminal.press("/");
  await terminal.press(..."acme-train");
  await terminal.waitFor(/\[ \] acme-train/);
  await terminal.press("space");
  await terminal.waitFor("[x] acme-train");
  await terminal.press("enter", "escape", "enter");
  await terminal.waitFor("How is each bucket used?");
  await terminal.press("down", "space");
  await terminal.press(..."raw/");
  await terminal.press("enter");
  await terminal.waitFor(/only under\s+raw\//);
  await terminal.press("enter");
  await terminal.waitFor("Which container images");
  await terminal.waitFor("churn-serving");
  await terminal.press("enter");
  await terminal.waitFor("Which KMS keys");
  await terminal.waitFor("[x] alias/ml-data");
  await terminal.press("enter");
  await terminal.waitFor("Name and guardrails");
  await terminal.press("space", "ctrlU");
  await terminal.press(...name);
  await terminal.press("enter");
  await terminal.waitFor(new RegExp(`Name\\s+${name}`));
  await terminal.press("enter");
  await terminal.waitFor("Summary");
  await terminal.press("right", "right");
  await terminal.waitFor(`+ role ${name}`);
  await terminal.press("enter");
  await terminal.waitFor("Apply now: 2 calls");
  await terminal.press("enter");
  await terminal.waitFor("The role is there");
  // The ARN may be broken over two lines of a narrow screen.
  expect(terminal.text().replace(/\s+/g, "")).toContain(`:role/${name}`);
}
