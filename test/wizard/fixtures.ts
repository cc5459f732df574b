import { setTimeout as sleep } from "node:timers/promises";
import { openAccount } from "../../src/aws/open.js";
import { Problem } from "../../src/base/problem.js";
import type { Faults } from "../../src/sandbox/faults.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { toggleUseCase } from "../../src/wizard/answers.js";
import { createWizard, type Wizard } from "../../src/wizard/wizard.js";

/** A wizard over the embedded account, as the screens would have it. */
export function startIn(
  folder: string,
  options: {
    faults?: Faults;
    sandbox?: Sandbox;
    file?: string;
    noCredentials?: boolean;
    /** Whether the person chooses the embedded account before the wizard has begun. */
    choosesFirst?: boolean;
  } = {},
) {
  const sandbox = options.sandbox ?? new Sandbox({ faults: options.faults ?? {} });
  const wizard = createWizard(
    {
      openAccount: (choice) => {
        if (options.noCredentials && choice.kind !== "sandbox") {
          throw new Problem("no-credentials", "There are no AWS credentials here.", "Log in.");
        }
        return openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
      },
      listProfiles: async () => [],
      folder,
    },
    { choice: { kind: "default" }, ...(options.file !== undefined && { file: options.file }) },
  );
  if (options.choosesFirst) void wizard.connect({ kind: "sandbox" });
  wizard.begin();
  return { wizard, sandbox, state: () => wizard.store.getState() };
}

export async function until(is: () => boolean): Promise<void> {
  for (let tries = 0; !is(); tries++) {
    if (tries > 500) throw new Error(`waited for ${is}`);
    await sleep(10);
  }
}

/** Goes to Review with a training role on one bucket. */
export async function toReview(wizard: Wizard): Promise<void> {
  const { store } = wizard;
  await until(() => store.getState().account.status === "open" && wizard.core() !== undefined);
  wizard.next();
  wizard.next();
  wizard.update((file) => toggleUseCase(file, "training"));
  wizard.next();
  await until(() => store.getState().buckets.status === "done");
  wizard.chooseBuckets(["acme-train"], true);
  // The bucket's key has come, and the role is compiled with it.
  await until(() => store.getState().policyLines.join("\n").includes("kms:GenerateDataKey"));
  for (const _ of ["data", "data-access", "images", "keys", "guardrails"]) wizard.next();
  await until(() => store.getState().plan.status === "ready" || store.getState().plan.status === "blind");
}
