import { Problem } from "../base/problem.js";
import type { AwsAccount, Identity } from "./account.js";
import { authorizationDetails } from "./authorization-details.js";
import { type ClientSettings, type Clients, makeClients } from "./clients.js";
import { findCredentials, hasKeysInEnvironment } from "./credentials.js";
import { describeBucket, listBuckets } from "./discover-buckets.js";
import { describeKey, listKeys, resolveKey } from "./discover-keys.js";
import { listRepositories, repositoryPolicy } from "./discover-repositories.js";
import { endpointsOf } from "./endpoints.js";
import { lastAccessed } from "./last-accessed.js";
import { listProfiles, type Profile } from "./profiles.js";
import { readQuotas, readRoom } from "./quotas.js";
import { listRoles, listTrust, readPolicy, readPolicyVersion, readRole, readUniqueId } from "./read-role.js";
import { simulate, simulatedIdentity } from "./simulate.js";
import { validatePolicy } from "./validate.js";
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

/**
 * Opens an account: finds credentials as the AWS CLI does, the region, and who one is.
 * @throws Problem `no-credentials`, `expired-credentials`, `no-region`, `no-profile`, `endpoint`, `mfa`, `network`,
 * `access-denied`, `stopped`, …
 */
export async function openAccount(options: OpenOptions): Promise<AwsAccount> {
  // The SDK's notice about old Nodes would be drawn over the screen; the README says which Node is needed.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const { embedded, signal } = options;
  const { settings, endpoint } = embedded === undefined ? await settingsOf(options) : embeddedSettings(embedded);
  const { region } = settings;
  const clients = makeClients(settings);
  const identity = await identify(clients, signal);
  return {
    identity,
    region,
    sandbox: embedded !== undefined,
    ...(endpoint !== undefined && { endpoint }),
    listBuckets: (signal) => listBuckets(clients, signal),
    describeBucket: (name, signal) => describeBucket(clients, identity, region, name, signal),
    listRepositories: (signal) => listRepositories(clients, signal),
    listKeys: (signal) => listKeys(clients, signal),
    describeKey: (arn, signal) => describeKey(clients, identity, arn, signal),
    repositoryPolicy: (arn, signal) => repositoryPolicy(clients, identity, arn, signal),
    resolveKey: (key, signal) => resolveKey(clients, key, signal),
    listRoles: (signal) => listRoles(clients, signal),
    listTrust: (signal) => listTrust(clients, signal),
    roleDetails: (signal) => authorizationDetails(clients, "roles", signal),
    policyDetails: (signal) => authorizationDetails(clients, "policies", signal),
    lastAccessed: (arn, signal) => lastAccessed(clients, arn, signal),
    readRole: (name, signal) => readRole(clients, identity, name, signal),
    readUniqueId: (arn, signal) => readUniqueId(clients, arn, signal),
    readPolicy: (arn, signal) => readPolicy(clients, arn, signal),
    readPolicyVersion: (arn, version, signal) => readPolicyVersion(clients, arn, version, signal),
    readRoom: (signal) => readRoom(clients, signal),
    simulateSelf: async (calls, signal) => simulate(clients, await simulatedIdentity(clients, identity), calls, signal),
    simulateRole: (arn, calls, signal) => simulate(clients, arn, calls, signal),
    validatePolicy: (document, kind, signal) => validatePolicy(clients, document, kind, signal),
    readQuotas: (signal) => readQuotas(clients, signal),
    write: (call, signal) => write(clients, identity, call, signal),
  };
}

interface Settings {
  settings: ClientSettings;
  /** The endpoint to name to the person; IAM's, where several differ. */
  endpoint?: string;
}

function embeddedSettings({ requestHandler, region }: NonNullable<OpenOptions["embedded"]>): Settings {
  const credentials = async () => ({ accessKeyId: "EMBEDDED", secretAccessKey: "embedded" });
  return { settings: { region, credentials, endpoints: {}, requestHandler } };
}

async function settingsOf(options: OpenOptions): Promise<Settings> {
  const profile = await chosenProfile(options.profile);
  const endpoints = endpointsOf(options.endpointUrl, profile);
  const region = findRegion(options, profile);
  // Credentials are looked for first: without them, naming a region would be for nothing.
  const credentials = await findCredentials({
    ...(options.profile !== undefined && { profile: options.profile }),
    region: region ?? "us-east-1",
    ...(endpoints.sts !== undefined && { endpoint: endpoints.sts }),
    ...(options.mfaCode !== undefined && { mfaCode: options.mfaCode }),
    ...(options.signal && { signal: options.signal }),
  });
  if (region === undefined) {
    throw new Problem(
      "no-region",
      "No region is set.",
      "Name it (--region eu-west-1), set AWS_REGION, or put region = … into the profile.",
    );
  }
  const endpoint = endpoints.iam ?? Object.values(endpoints)[0];
  return {
    settings: { region, credentials, endpoints, ...(options.profile !== undefined && { profile: options.profile }) },
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The profile that applies, with what it says; one that is named and does not exist is refused. */
async function chosenProfile(named: string | undefined): Promise<Profile | undefined> {
  const profiles = await listProfiles().catch(() => []);
  const wanted = named ?? process.env.AWS_PROFILE ?? "default";
  const found = profiles.find((profile) => profile.name === wanted);
  const isNeeded = named !== undefined || (wanted !== "default" && !hasKeysInEnvironment(named));
  if (found !== undefined || !isNeeded) return found;
  const { didYouMean } = await import("../base/nearest.js");
  const names = profiles.map((profile) => profile.name);
  throw new Problem(
    "no-profile",
    `There is no profile ${wanted} in the AWS configuration.${didYouMean(wanted, names)}`,
    names.length === 0 ? "Make one with aws configure." : `There are: ${names.slice(0, 12).join(", ")}.`,
  );
}

/**
 * The option, then the environment, then the profile.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
function findRegion(options: OpenOptions, profile: Profile | undefined): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return options.region || AWS_REGION || AWS_DEFAULT_REGION || profile?.region || undefined;
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
    throw clients.problem(error, "find out who you are", "sts:GetCallerIdentity");
  }
}
