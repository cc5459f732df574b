import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startIn, toReview, until } from "../wizard/fixtures.js";

/** What one run of the wizard asks of the example account, from the first screen to the role that is made. */
export interface Calls {
  /** Each call with its parameters, in order. */
  all: readonly string[];
  /** Those that had been made before: up to Review, and while applying, which looks whether all is as it was shown. */
  againBefore: readonly string[];
  againApplying: readonly string[];
}

/** Makes a training role on one bucket, with its key, as a person would, and counts the calls. */
export async function measureCalls(): Promise<Calls> {
  const folder = mkdtempSync(join(tmpdir(), "sagerole-calls-"));
  process.env.XDG_STATE_HOME = folder;
  try {
    const { wizard, requests, state } = startIn(folder);
    await toReview(wizard);
    // A screen shows all twelve keys in the Keys step, and so they are looked up.
    wizard.viewKeys(state().keys.items.map(({ arn }) => arn));
    await until(() => {
      const { plan, keys, facts, unusableKeys } = state();
      const known = { ...facts.keys, ...unusableKeys };
      return plan.status === "ready" && plan.preflight !== undefined && keys.items.every(({ arn }) => arn in known);
    });
    const reviewed = requests.length;
    wizard.next();
    await wizard.apply();
    await wizard.close();
    const isAgain = requests.map((call, at) => requests.indexOf(call) < at);
    return {
      all: requests,
      againBefore: requests.filter((_, at) => isAgain[at] && at < reviewed),
      againApplying: requests.filter((_, at) => isAgain[at] && at >= reviewed),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The counts, in words. */
export async function callFigures(): Promise<Record<string, number>> {
  const { all, againBefore, againApplying } = await measureCalls();
  return {
    "AWS calls of a run of the wizard on the example account": all.length,
    "of them made before with the same parameters, up to Review": againBefore.length,
    "of them made before with the same parameters, by applying": againApplying.length,
  };
}
