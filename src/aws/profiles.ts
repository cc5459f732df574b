import { loadSharedConfigFiles } from "@smithy/core/config";

/** A profile of the AWS configuration files, as far as it concerns a choice. */
export interface Profile {
  name: string;
  region?: string;
  /** For all services that `services` does not name. */
  endpointUrl?: string;
  /** Endpoints of its `services` section, by the service's name in lower case. */
  services?: Record<string, string>;
  /** Whether no endpoint counts that is configured, here or in the environment. */
  ignoresEndpoints?: true;
}

/** The profiles of `~/.aws/config` and `~/.aws/credentials` (or where the environment says), in the files' order. */
export async function listProfiles(): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])];
  return names
    .filter((name) => !/^(sso-session|services)[. ]/.test(name))
    .map((name) => {
      const values = { ...credentialsFile[name], ...configFile[name] };
      return {
        name,
        ...(values.region !== undefined && { region: values.region }),
        ...(values.endpoint_url !== undefined && { endpointUrl: values.endpoint_url }),
        ...(values.services !== undefined && { services: endpointsIn(configFile[`services.${values.services}`]) }),
        ...(values.ignore_configured_endpoint_urls?.toLowerCase() === "true" && { ignoresEndpoints: true as const }),
      };
    });
}

/** The endpoints of a `services` section, which the SDK reads as `s3.endpoint_url` and the like. */
function endpointsIn(section: Record<string, string | undefined> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(section).flatMap(([key, value]) => {
      const service = /^(.+)\.endpoint_url$/.exec(key)?.[1];
      return service === undefined || value === undefined ? [] : [[service, value]];
    }),
  );
}
