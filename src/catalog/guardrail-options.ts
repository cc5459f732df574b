import type { OptionSpec, OptionValues } from "./use-case.js";

/** What may be forbidden to whoever starts work with the role, as data: role file, wizard and schema derive from it. */
export const guardrailOptions = {
  vpcOnly: {
    kind: "flag",
    title: "Only in your VPC",
    help: "Denies jobs, models, clusters and notebooks outside the subnets and security groups named for the network.",
  },
  volumeKey: {
    kind: "flag",
    title: "Disks encrypted with your key",
    help: "Denies instances whose disk has none of the keys for volumes. Instances with local disks take no key: they are denied too.",
  },
  outputKey: {
    kind: "flag",
    title: "Results encrypted with your key",
    help: "Denies jobs that do not name one of the keys for data for their results.",
  },
  networkIsolation: {
    kind: "flag",
    title: "Containers without network",
    help: "Denies jobs and models whose containers could call out. SageMaker still brings their data and takes the results.",
  },
  noRootAccess: {
    kind: "flag",
    title: "No root in notebook instances",
    help: "Denies notebook instances in which people are root.",
  },
  noDirectInternet: {
    kind: "flag",
    title: "No direct internet in notebook instances",
    help: "Denies notebook instances that reach the internet past your VPC.",
  },
  instanceTypes: {
    kind: "texts",
    title: "Only these instance types",
    help: "Denies all others, where SageMaker says which are asked for; Autopilot does not. * stands for any letters.",
    pattern: "ml\\.[a-z0-9*?-]+(\\.[a-z0-9*?-]+)?|ml\\.\\*|system",
    example: "ml.m5.*",
  },
} as const satisfies Record<string, OptionSpec>;

/** The guardrails of a role. */
export type Guardrails = OptionValues<typeof guardrailOptions>;

/** The guardrail of this name. */
export type GuardrailId = keyof Guardrails;

/** No guardrail at all. */
export const noGuardrails: Guardrails = {
  vpcOnly: false,
  volumeKey: false,
  outputKey: false,
  networkIsolation: false,
  noRootAccess: false,
  noDirectInternet: false,
  instanceTypes: [],
};
