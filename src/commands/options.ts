import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";

/** The flags of every command that talks to AWS; their names are the AWS CLI's. */
export interface AccountFlags {
  profile?: string;
  region?: string;
  endpointUrl?: string;
  /** The embedded account in place of AWS. */
  sandbox?: boolean;
}

/** @throws Problem `usage` where IAM is to be asked of roles that are read from a file */
export function refuseUsageFromFile({ from, usage }: { from?: string; usage?: boolean }): void {
  if (from === undefined || !usage) return;
  throw new Problem("usage", "--usage asks IAM, and --from makes no AWS call.", "Leave one of them out.", {
    exitCode: 2,
  });
}

/**
 * Opens the account that flags and environment name.
 * @throws Problem as `openAccount` does
 */
export async function openFromFlags(
  flags: AccountFlags,
  more: { mfaCode?: (serial: string) => Promise<string>; signal?: AbortSignal } = {},
): Promise<AwsAccount> {
  const { openAccount } = await import("../aws/open.js");
  if (flags.sandbox) {
    const { openEmbedded } = await import("./embedded.js");
    const sandbox = openEmbedded();
    return openAccount({
      embedded: { requestHandler: sandbox.handler(), region: flags.region ?? sandbox.account.region },
      ...(more.signal && { signal: more.signal }),
    });
  }
  const { profile, region, endpointUrl } = flags;
  return openAccount({
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...more,
  });
}
