import type { RoleFile } from "../../src/role/role-file.js";
import { contexts } from "../catalog/contexts.js";

/** The surroundings of the catalog's tests as role files without use cases. */
export const roleFiles: readonly Partial<RoleFile>[] = contexts.map(({ context }) => ({
  data: context.data.map(({ bucket, prefixes, read, write, owner, key }) => ({
    bucket,
    access: read && write ? ("read-write" as const) : read ? ("read" as const) : ("write" as const),
    prefixes: [...prefixes],
    ...(owner !== context.account && { owner }),
    ...(key !== undefined && { key }),
  })),
  keys: context.keys.map(({ arn, data, volume }) => ({
    key: arn,
    for: [...(data ? (["data"] as const) : []), ...(volume ? (["volume"] as const) : [])],
  })),
  images: { repositories: [...context.repositories], awsProvided: true },
  network: {
    vpc: context.network.vpc,
    subnets: context.network.subnets.map((id) => `subnet-0000000${id.at(-1)}`),
    securityGroups: context.network.securityGroups.map((id) => `sg-0000000${id.at(-1)}`),
  },
}));
