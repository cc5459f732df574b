import { Problem } from "../base/problem.js";
import { readText } from "../base/read-text.js";
import { type AccountFlags, openFromFlags } from "./options.js";

/**
 * `sagerole`: the wizard.
 * @returns its exit code
 * @throws Problem `no-terminal` (exit code 2) where there is no terminal to draw on
 */
export async function wizard(flags: AccountFlags & { file?: string }): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Problem(
      "no-terminal",
      "The wizard needs a terminal: input or output is not one.",
      "Without a screen use `sagerole check|plan|apply|export FILE` with a role file; see sagerole --help.",
      { exitCode: 2 },
    );
  }
  if (flags.file !== undefined) readText(flags.file);
  const { startWizard } = await import("../../screens/start.js");
  const { profile, region, endpointUrl } = flags;
  return startWizard(
    {
      openAccount: (choice, mfaCode, signal) =>
        openFromFlags(
          {
            ...(choice.kind === "sandbox" ? { sandbox: true } : endpointUrl !== undefined && { endpointUrl }),
            ...(choice.kind === "profile" && { profile: choice.profile }),
            ...(choice.kind !== "sandbox" && choice.region !== undefined && { region: choice.region }),
          },
          { mfaCode, signal },
        ),
      listProfiles: async () => (await import("../aws/profiles.js")).listProfiles(),
      folder: process.cwd(),
    },
    {
      choice: flags.sandbox
        ? { kind: "sandbox" }
        : {
            ...(profile === undefined ? { kind: "default" } : { kind: "profile", profile }),
            ...(region !== undefined && { region }),
          },
      ...(flags.file !== undefined && { file: flags.file }),
    },
  );
}
