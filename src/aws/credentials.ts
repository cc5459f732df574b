import type { AwsCredentialIdentityProvider } from "@smithy/types";
import { Problem } from "../base/problem.js";
import { HANDLER, QUIET } from "./clients.js";
import { credentialsProblem, toProblem } from "./errors.js";

/** Milliseconds that the metadata service of an instance or container is given. */
const METADATA_TIMEOUT = 800;

/** What credentials are looked for with. */
export interface CredentialSettings {
  /** Named by the person; the environment's keys then do not count. */
  profile?: string;
  /** Where roles are assumed; which region gives credentials makes no difference to them. */
  region: string;
  /** STS, where it is not AWS's own. */
  endpoint?: string;
  mfaCode?: (serial: string) => Promise<string>;
  signal?: AbortSignal;
}

/** Whether the environment holds keys that count. */
export function hasKeysInEnvironment(profile: string | undefined): boolean {
  return profile === undefined && Boolean(process.env.AWS_ACCESS_KEY_ID && process.env.AWS_SECRET_ACCESS_KEY);
}

/**
 * Finds credentials as the AWS CLI does: keys in the environment, unless a profile was named outright; then the
 * profile (keys, SSO, assumed roles, a process); web identity; container and instance.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-quickstart.html#cli-configure-quickstart-precedence
 * @throws Problem `no-credentials`, `expired-credentials`, `mfa`, `network`, `access-denied` (to assume a role), `stopped`
 */
export async function findCredentials(settings: CredentialSettings): Promise<AwsCredentialIdentityProvider> {
  const provider = await makeProvider(settings);
  try {
    await orStopped(provider(), settings.signal);
  } catch (error) {
    throw problemOf(error, settings.profile);
  }
  return provider;
}

async function makeProvider(settings: CredentialSettings): Promise<AwsCredentialIdentityProvider> {
  const { profile, region, endpoint, mfaCode } = settings;
  const [{ fromEnv, fromNodeProviderChain }, { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity }] =
    await Promise.all([import("@aws-sdk/credential-providers"), import("@aws-sdk/client-sts")]);
  // The SDK would let AWS_PROFILE outweigh the keys, and work in another account than the AWS CLI beside it.
  if (hasKeysInEnvironment(profile)) return fromEnv();
  const clientConfig = { region, requestHandler: HANDLER, logger: QUIET };
  const sts = {
    ...clientConfig,
    ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
  };
  return fromNodeProviderChain({
    ...(profile !== undefined && { profile }),
    ...(mfaCode !== undefined && { mfaCodeProvider: mfaCode }),
    clientConfig,
    roleAssumer: getDefaultRoleAssumer(sts),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(sts),
    timeout: METADATA_TIMEOUT,
    maxRetries: 0,
    logger: QUIET,
    ignoreCache: true,
  });
}

/** A provider knows no abort signals: what it waits for is left behind, and ends with its own time-outs. */
async function orStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Problem("stopped", "Stopped: did not get credentials.", ""));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** An error of the provider chain: assuming a role may fail as any call does. */
function problemOf(error: unknown, profile: string | undefined): Problem {
  const message = (error as Error).message ?? "";
  // STS refuses a wrong code as if a permission were missing.
  if (/MultiFactorAuthentication|tokenCode/.test(message)) return credentialsProblem(error, profile);
  const problem = toProblem(error, "get credentials", "sts:AssumeRole", profile);
  // What AWS itself answered says more than that there are no credentials.
  const isAnswer = (error as { $metadata?: unknown }).$metadata !== undefined;
  return problem.code === "aws" && !isAnswer ? credentialsProblem(error, profile) : problem;
}
