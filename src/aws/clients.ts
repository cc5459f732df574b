import type { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentityProvider } from "@smithy/types";
import type { Problem } from "../base/problem.js";
import { sharedRetries } from "./backoff.js";
import type { AwsService, Endpoints } from "./endpoints.js";
import { toProblem } from "./errors.js";

/** The modules of the SDK, each loaded when it is first needed. */
const modules = {
  iam: () => import("@aws-sdk/client-iam"),
  sts: () => import("@aws-sdk/client-sts"),
  s3: () => import("@aws-sdk/client-s3"),
  ecr: () => import("@aws-sdk/client-ecr"),
  kms: () => import("@aws-sdk/client-kms"),
  accessAnalyzer: () => import("@aws-sdk/client-accessanalyzer"),
};

/** What every client is made with. */
export interface ClientSettings {
  region: string;
  credentials: AwsCredentialIdentityProvider;
  /** The profile that was named, for the advice to log in with it again. */
  profile?: string;
  endpoints: Endpoints;
  /** Answers without a network: the embedded account. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own type of it differs between clients
  requestHandler?: any;
}

/** The clients, and their modules for the commands. */
export interface Clients {
  iam(): Promise<{ client: IAMClient; sdk: typeof import("@aws-sdk/client-iam") }>;
  sts(): Promise<{ client: STSClient; sdk: typeof import("@aws-sdk/client-sts") }>;
  /** S3 of one region; the settings' region unless another is named. */
  s3(region?: string): Promise<{ client: S3Client; sdk: typeof import("@aws-sdk/client-s3") }>;
  ecr(): Promise<{ client: ECRClient; sdk: typeof import("@aws-sdk/client-ecr") }>;
  /** KMS of one region; the settings' region unless another is named. */
  kms(region?: string): Promise<{ client: KMSClient; sdk: typeof import("@aws-sdk/client-kms") }>;
  accessAnalyzer(): Promise<{
    client: AccessAnalyzerClient;
    sdk: typeof import("@aws-sdk/client-accessanalyzer");
  }>;
  /** What a call failed with, as `toProblem` tells it. */
  problem(error: unknown, doing: string, action: string): Problem;
}

/**
 * Milliseconds until a connection must stand, until an answer must begin, and that it may stall for.
 * Without `throwOnRequestTimeout` the SDK only warns.
 */
export const HANDLER = {
  connectionTimeout: 5_000,
  requestTimeout: 20_000,
  socketTimeout: 20_000,
  throwOnRequestTimeout: true,
};

/** The SDK's own warnings would be drawn over the screen. */
export const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** Makes clients on first need, and keeps them. */
export function makeClients(settings: ClientSettings): Clients {
  const { endpoints, requestHandler } = settings;
  const configOf = (service: AwsService, region = settings.region) => ({
    region,
    credentials: settings.credentials,
    // Where none was found, the SDK may not look for one in another profile.
    ...(endpoints[service] === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint: endpoints[service] }),
    requestHandler: requestHandler ?? HANDLER,
    retryStrategy: sharedRetries,
    logger: QUIET,
  });
  return {
    iam: once(async () => {
      const sdk = await modules.iam();
      return { client: new sdk.IAMClient(configOf("iam")), sdk };
    }),
    sts: once(async () => {
      const sdk = await modules.sts();
      return { client: new sdk.STSClient(configOf("sts")), sdk };
    }),
    ecr: once(async () => {
      const sdk = await modules.ecr();
      return { client: new sdk.ECRClient(configOf("ecr")), sdk };
    }),
    kms: oncePer(settings.region, async (region) => {
      const sdk = await modules.kms();
      return { client: new sdk.KMSClient(configOf("kms", region)), sdk };
    }),
    s3: oncePer(settings.region, async (region) => {
      const sdk = await modules.s3();
      // Endpoints other than AWS's seldom know buckets as hosts.
      const forcePathStyle = endpoints.s3 !== undefined || requestHandler !== undefined;
      return {
        client: new sdk.S3Client({ ...configOf("s3", region), forcePathStyle, followRegionRedirects: true }),
        sdk,
      };
    }),
    accessAnalyzer: once(async () => {
      const sdk = await modules.accessAnalyzer();
      return { client: new sdk.AccessAnalyzerClient(configOf("accessanalyzer")), sdk };
    }),
    problem: (error, doing, action) => toProblem(error, doing, action, settings.profile),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function oncePer<T>(usual: string, make: (region: string) => Promise<T>): (region?: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (region = usual) => {
    const kept = made.get(region) ?? make(region);
    made.set(region, kept);
    return kept;
  };
}
