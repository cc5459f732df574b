import { loadSharedConfigFiles } from "@smithy/core/config";

/** A profile of the AWS configuration files, as far as it concerns a choice. */
export interface Profile {
  name: string;
  region?: string;
  endpointUrl?: string;
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
      };
    });
}
