import { setTimeout as sleep } from "node:timers/promises";
import { openAccount } from "../../src/aws/open.js";
import { Problem } from "../../src/base/problem.js";
import type { Faults } from "../../src/sandbox/faults.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { toggleUseCase } from "../../src/wizard/answers.js";
import { createWizard, type Wizard } from "../../src/wizard/wizard.js";

/**
 * A wizard over the embedded account, as the screens would have it.
 * @param options with `endpoint` the account is one that is reached there, whose lists are kept
 */
export function startIn(
  folder: string,
  options: {
    faults?: Faults;
    sandbox?: Sandbox;
    file?: string;
    noCredentials?: boolean;
    /** Whether the person chooses the embedded account before the wizard has begun. */
    choosesFirst?: boolean;
    /** Where the account is reached. */
    endpoint?: string;
  } = {},
) {
  const sandbox = options.sandbox ?? new Sandbox({ faults: options.faults ?? {} });
  const { endpoint } = options;
  const requests: string[] = [];
  const wizard = createWizard(
    {
      openAccount: async (choice) => {
        if (options.noCredentials && choice.kind !== "sandbox") {
          throw new Problem("no-credentials", "There are no AWS credentials here.", "Log in.");
        }
        const requestHandler = recording(sandbox.handler(), requests);
        const account = await openAccount({ embedded: { requestHandler, region: "eu-west-1" } });
        return endpoint === undefined ? account : { ...account, sandbox: false, endpoint };
      },
      listProfiles: async () => [],
      folder,
    },
    { choice: { kind: "default" }, ...(options.file !== undefined && { file: options.file }) },
  );
  if (options.choosesFirst) void wizard.connect({ kind: "sandbox" });
  wizard.begin();
  return { wizard, sandbox, requests, state: () => wizard.store.getState() };
}

/** Writes down what is asked for, with its parameters, such as `kms {"KeyId":"…"}`. */
function recording(handler: ReturnType<Sandbox["handler"]>, requests: string[]): typeof handler {
  return {
    ...handler,
    handle(request, options) {
      const { method, hostname, path, query, headers, body } = request;
      const operation = headers["x-amz-target"]?.split(".").at(-1) ?? `${method} ${path} ${JSON.stringify(query)}`;
      const text = typeof body === "string" ? body : new TextDecoder().decode((body ?? new Uint8Array()) as Uint8Array);
      requests.push(`${hostname.split(".")[0]} ${operation} ${text}`.trim());
      return handler.handle(request, options);
    },
  };
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
