import { Problem } from "../base/problem.js";
import type { Profile } from "./profiles.js";

const SERVICES = ["iam", "sts", "s3", "ecr", "kms", "accessanalyzer"] as const;

/** A service that is asked, as the AWS CLI names it. */
export type AwsService = (typeof SERVICES)[number];

/** Where services are asked that are not asked at AWS's own endpoints. */
export type Endpoints = Partial<Record<AwsService, string>>;

/**
 * Where each service is asked, as the AWS CLI decides it: the option; nothing where configured endpoints are to be
 * ignored; then the environment and the profile, what is said of the service before what is said of all.
 * The SDK itself reads endpoints only from the profile that the environment names, never from the one that is chosen.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @throws Problem `endpoint` for what is not an HTTP URL
 */
export function endpointsOf(option: string | undefined, profile: Profile | undefined): Endpoints {
  const { env } = process;
  const isIgnored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true" || profile?.ignoresEndpoints;
  const endpoints: Endpoints = {};
  for (const service of SERVICES) {
    const configured = isIgnored
      ? undefined
      : env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
        env.AWS_ENDPOINT_URL ||
        profile?.services?.[service] ||
        profile?.endpointUrl;
    const endpoint = option ?? configured;
    if (endpoint !== undefined && endpoint !== "") endpoints[service] = checked(endpoint);
  }
  return endpoints;
}

function checked(endpoint: string): string {
  if (/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)) return endpoint;
  throw new Problem(
    "endpoint",
    `${endpoint} is not an endpoint URL.`,
    "Write it with http:// or https://, such as http://localhost:4566; it comes from --endpoint-url, AWS_ENDPOINT_URL or the profile's endpoint_url.",
  );
}
