import { Problem } from "../base/problem.js";
import { Sandbox, sandboxFile } from "../sandbox/sandbox.js";
import { serveSandbox } from "../sandbox/serve.js";
import { faultsFrom, openEmbedded } from "./embedded.js";
import { say } from "./output.js";

interface ServeFlags {
  port?: string;
  faults?: string;
  buckets?: string;
  repositories?: string;
  keys?: string;
}

/** `sagerole sandbox serve`: the embedded account over HTTP, on loopback, until it is stopped. */
export async function serve(flags: ServeFlags): Promise<number> {
  const port = wholeNumber("port", flags.port) ?? 0;
  const generate = {
    ...sizeOf("buckets", flags.buckets),
    ...sizeOf("repositories", flags.repositories),
    ...sizeOf("keys", flags.keys),
  };
  const isGenerated = Object.keys(generate).length > 0;
  const sandbox = new Sandbox({
    // A generated account is another one: what it holds is not kept with the example account's.
    ...(isGenerated ? { generate } : { file: sandboxFile() }),
    faults: faultsFrom(flags.faults ?? process.env.SAGEROLE_SANDBOX_FAULTS),
  });
  const served = await serveSandbox(sandbox, { port });
  say(`The embedded account answers at ${served.url}. In another terminal:`);
  say(`  export AWS_ENDPOINT_URL=${served.url}`);
  say("  export AWS_ACCESS_KEY_ID=embedded AWS_SECRET_ACCESS_KEY=embedded");
  say(`  export AWS_REGION=${sandbox.account.region}`);
  say("ctrl-c stops it.");
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await served.close();
  return 0;
}

/** `sagerole sandbox reset`: the embedded account as it was at first. */
export function reset(): number {
  openEmbedded().reset();
  say("The embedded account is as it was at first.");
  return 0;
}

/** `sagerole sandbox show`: what it holds. */
export function show(): number {
  const { account, iam } = openEmbedded();
  say(`Account ${account.account}, region ${account.region}; IAM is kept in ${sandboxFile()}`);
  say(`${account.buckets.length} buckets, ${account.repositories.length} repositories, ${account.keys.length} keys`);
  say("Roles:");
  for (const role of Object.values(iam.roles)) {
    const policies = Object.keys(role.inline).length;
    say(`  ${role.arn}  ${policies} inline, ${role.attached.length} attached`);
  }
  return 0;
}

function sizeOf(name: "buckets" | "repositories" | "keys", value: string | undefined) {
  const size = wholeNumber(name, value);
  return size === undefined ? {} : { [name]: size };
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,7}$/.test(value)) return Number(value);
  throw new Problem("usage", `--${name} takes a whole number, not "${value}".`, `For example --${name} 4000.`, {
    exitCode: 2,
  });
}
