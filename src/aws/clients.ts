import type { ECRClient } from "@aws-sdk/client-ecr";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentityProvider } from "@smithy/types";

/** The modules of the SDK, each loaded when it is first needed. */
const modules = {
  iam: () => import("@aws-sdk/client-iam"),
  sts: () => import("@aws-sdk/client-sts"),
  s3: () => import("@aws-sdk/client-s3"),
  ecr: () => import("@aws-sdk/client-ecr"),
  kms: () => import("@aws-sdk/client-kms"),
};

/** What every client is made with. */
export interface ClientSettings {
  region: string;
  credentials: AwsCredentialIdentityProvider;
  profile?: string;
  /** An endpoint of one's own for all services. */
  endpoint?: string;
  /** Whether S3 is asked by path, as endpoints other than AWS's want it. */
  pathStyle: boolean;
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
  kms(): Promise<{ client: KMSClient; sdk: typeof import("@aws-sdk/client-kms") }>;
}

/** Milliseconds until a connection must stand, and until an answer must be there. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 20_000;

/** Makes clients on first need, and keeps them. */
export function makeClients(settings: ClientSettings): Clients {
  const { region, credentials, profile, endpoint, pathStyle } = settings;
  const config = {
    region,
    credentials,
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: settings.requestHandler ?? {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
    // Its own warnings would be drawn over the screen.
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  };
  const s3Clients = new Map<string, Promise<{ client: S3Client; sdk: typeof import("@aws-sdk/client-s3") }>>();
  return {
    iam: once(async () => {
      const sdk = await modules.iam();
      return { client: new sdk.IAMClient(config), sdk };
    }),
    sts: once(async () => {
      const sdk = await modules.sts();
      return { client: new sdk.STSClient(config), sdk };
    }),
    ecr: once(async () => {
      const sdk = await modules.ecr();
      return { client: new sdk.ECRClient(config), sdk };
    }),
    kms: once(async () => {
      const sdk = await modules.kms();
      return { client: new sdk.KMSClient(config), sdk };
    }),
    s3(wanted = region) {
      let made = s3Clients.get(wanted);
      if (made === undefined) {
        made = modules.s3().then((sdk) => ({
          client: new sdk.S3Client({
            ...config,
            region: wanted,
            forcePathStyle: pathStyle,
            followRegionRedirects: true,
          }),
          sdk,
        }));
        s3Clients.set(wanted, made);
      }
      return made;
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function nothing(): void {}
