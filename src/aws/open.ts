import type { AwsCredentialIdentityProvider } from "@smithy/types";
import { Problem } from "../base/problem.js";
import type { AwsAccount, Identity } from "./account.js";
import { type Clients, makeClients } from "./clients.js";
import { describeBucket, listBuckets } from "./discover-buckets.js";
import { listKeys, resolveKey } from "./discover-keys.js";
import { listRepositories } from "./discover-repositories.js";
import { credentialsProblem, toProblem } from "./errors.js";
import { listProfiles, type Profile } from "./profiles.js";
import { readQuotas } from "./quotas.js";
import { listRoles, readRole } from "./read-role.js";
import { write } from "./write.js";

/** Which account, and how it is reached. */
export interface OpenOptions {
  profile?: string;
  region?: string;
  /** In place of AWS's own endpoints, for all services. */
  endpointUrl?: string;
  /** Asks the person for the code of an MFA device. */
  mfaCode?: (serial: string) => Promise<string>;
  signal?: AbortSignal;
  /** The embedded account in place of AWS. */
  embedded?: { requestHandler: unknown; region: string };
}

/** Milliseconds that the metadata service of an instance or container is given. */
const METADATA_TIMEOUT = 800;

/**
 * Opens an account: finds credentials as the AWS CLI does, the region, and who one is.
 * @throws Problem `no-credentials`, `expired-credentials`, `no-region`, `mfa`, `network`, `access-denied`, …
 */
export async function openAccount(options: OpenOptions): Promise<AwsAccount> {
  // The SDK's notice about old Nodes would be drawn over the screen; the README says which Node is needed.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const { embedded } = options;
  const profile = embedded === undefined ? await chosenProfile(options.profile) : undefined;
  // Credentials are looked for first: without them, naming a region would be for nothing.
  const credentials = embedded === undefined ? await realCredentials(options, profile) : embeddedCredentials;
  const region = embedded?.region ?? regionOf(options, profile);
  const endpoint = embedded === undefined ? endpointOf(options, profile) : undefined;
  // Endpoints of the environment, and of the profile it names, the SDK finds by itself; those of another profile not.
  const isNamed = options.profile !== undefined && endpoint === profile?.endpointUrl;
  const given = isNamed ? endpoint : options.endpointUrl;
  const clients = makeClients({
    region,
    credentials,
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(given !== undefined && { endpoint: given }),
    pathStyle: endpoint !== undefined || embedded !== undefined,
    ...(embedded !== undefined && { requestHandler: embedded.requestHandler }),
  });
  const identity = await identify(clients, options.signal);
  return {
    identity,
    region,
    sandbox: embedded !== undefined,
    ...(endpoint !== undefined && { endpoint }),
    listBuckets: (signal) => listBuckets(clients, signal),
    describeBucket: (name, signal) => describeBucket(clients, identity, region, name, signal),
    listRepositories: (signal) => listRepositories(clients, signal),
    listKeys: (signal) => listKeys(clients, identity, signal),
    resolveKey: (key, signal) => resolveKey(clients, key, signal),
    listRoles: (signal) => listRoles(clients, signal),
    readRole: (name, signal) => readRole(clients, identity, name, signal),
    readQuotas: (signal) => readQuotas(clients, signal),
    write: (call, signal) => write(clients, identity, call, signal),
  };
}

/** The profile that applies, with what it says; one that is named and does not exist is refused. */
async function chosenProfile(named: string | undefined): Promise<Profile | undefined> {
  const profiles = await listProfiles().catch(() => []);
  const wanted = named ?? process.env.AWS_PROFILE ?? "default";
  const found = profiles.find((profile) => profile.name === wanted);
  if (found !== undefined || named === undefined) return found;
  const { didYouMean } = await import("../base/nearest.js");
  const names = profiles.map((profile) => profile.name);
  throw new Problem(
    "no-profile",
    `There is no profile ${named} in the AWS configuration.${didYouMean(named, names)}`,
    names.length === 0 ? "Make one with aws configure." : `There are: ${names.slice(0, 12).join(", ")}.`,
  );
}

function findRegion(options: OpenOptions, profile: Profile | undefined): string | undefined {
  return (
    options.region ??
    (options.profile === undefined ? (process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION) : undefined) ??
    profile?.region ??
    process.env.AWS_REGION ??
    process.env.AWS_DEFAULT_REGION
  );
}

function regionOf(options: OpenOptions, profile: Profile | undefined): string {
  const region = findRegion(options, profile);
  if (region !== undefined && region !== "") return region;
  throw new Problem(
    "no-region",
    "No region is set.",
    "Name it (--region eu-west-1), set AWS_REGION, or put region = … into the profile.",
  );
}

function endpointOf({ endpointUrl }: OpenOptions, profile: Profile | undefined): string | undefined {
  if (endpointUrl !== undefined) return endpointUrl;
  if (process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") return undefined;
  return process.env.AWS_ENDPOINT_URL_IAM ?? process.env.AWS_ENDPOINT_URL ?? profile?.endpointUrl;
}

const embeddedCredentials: AwsCredentialIdentityProvider = async () => ({
  accessKeyId: "EMBEDDED",
  secretAccessKey: "embedded",
});

/** Finds credentials, and says why where there are none. Which region asks for them makes no difference to them. */
async function realCredentials(
  options: OpenOptions,
  profile: Profile | undefined,
): Promise<AwsCredentialIdentityProvider> {
  const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  const provider = fromNodeProviderChain({
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(options.mfaCode !== undefined && { mfaCodeProvider: options.mfaCode }),
    clientConfig: { region: findRegion(options, profile) ?? "us-east-1" },
    timeout: METADATA_TIMEOUT,
    maxRetries: 0,
    // Its warnings would be drawn over the screen.
    logger: new (class NoOpLogger {
      debug() {}
      info() {}
      warn() {}
      error() {}
    })(),
  });
  try {
    await provider();
  } catch (error) {
    throw networkOrCredentials(error);
  }
  return provider;
}

/** An error of the provider chain: assuming a role may fail as any call does. */
function networkOrCredentials(error: unknown): Problem {
  const problem = toProblem(error, "get credentials", "sts:AssumeRole");
  return problem.code === "aws" ? credentialsProblem(error) : problem;
}

async function identify(clients: Clients, signal: AbortSignal | undefined): Promise<Identity> {
  try {
    const { client, sdk } = await clients.sts();
    const { Account, Arn } = await client.send(new sdk.GetCallerIdentityCommand({}), {
      ...(signal && { abortSignal: signal }),
    });
    if (Account === undefined || Arn === undefined) throw new Error("STS did not say who is calling");
    return { account: Account, arn: Arn, partition: Arn.split(":")[1] ?? "aws" };
  } catch (error) {
    throw toProblem(error, "find out who you are", "sts:GetCallerIdentity");
  }
}
