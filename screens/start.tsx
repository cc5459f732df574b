import { render } from "ink";
import type { Services } from "../src/wizard/context.js";
import { createWizard, type WizardOptions } from "../src/wizard/wizard.js";
import { App } from "./App.js";
import { oneKeyAtATime } from "./parts/typed.js";

/**
 * Runs the wizard in this terminal until the person leaves.
 * The terminal is given back as it was, whatever ends the run; the answers are kept as a draft.
 * @returns the exit code: 0, or 130 when it was left before its end
 */
export async function startWizard(services: Services, options: WizardOptions): Promise<number> {
  const stdin = oneKeyAtATime(process.stdin);
  // Before anything is drawn: Ink asks for keys some turns after the first frame, and one pressed meanwhile would be lost.
  stdin.setRawMode(true);
  const end = () => app.unmount();
  process.on("SIGTERM", end);
  process.on("SIGHUP", end);
  const wizard = createWizard(services, options);
  const app = render(<App wizard={wizard} onLeave={() => app.unmount()} />, {
    stdin,
    alternateScreen: true,
    exitOnCtrlC: false,
    maxFps: 60,
    incrementalRendering: true,
    // A terminal is one wherever it is: development containers and cloud shells set CI too.
    interactive: true,
  });
  await app.waitUntilRenderFlush();
  wizard.begin();
  await app.waitUntilExit();
  await wizard.close();
  const { outcome, answers } = wizard.store.getState();
  if (outcome !== undefined) {
    const words = { applied: "Role ready", saved: "Role file written", "handed-over": "Ready to hand over" };
    process.stdout.write(
      `${words[outcome.kind]}: ${outcome.kind === "applied" ? outcome.roleArn : (outcome.folder ?? outcome.file)}\n`,
    );
    if (outcome.kind === "applied") process.stdout.write(`Role file: ${outcome.file}\n`);
    return 0;
  }
  if (Object.keys(answers.useCases).length > 0)
    process.stdout.write("Your answers are kept. Run sagerole again to go on.\n");
  return 130;
}
