import type { ConditionBlock } from "../policy/document.js";
import type { RequestContext } from "../policy/request.js";
import type { Guardrails } from "./guardrail-options.js";

/** The ids of the use cases the catalog holds, in the order they are shown. */
export type UseCaseId = string;

/** A place in S3 that the role works with. */
export interface DataLocation {
  bucket: string;
  /** Key prefixes as typed, such as `raw/`; empty means the whole bucket. */
  prefixes: readonly string[];
  read: boolean;
  write: boolean;
  /** Account that owns the bucket, 12 digits; the role's own account unless another is named. */
  owner: string;
  /** ARN of the customer key that encrypts the objects, if known. */
  key?: string;
}

/** A KMS key and what it is for. */
export interface KeyUse {
  /** Key ARN, never an alias: an alias in `Resource` does not reach the key. */
  arn: string;
  data: boolean;
  volume: boolean;
}

/** Everything a use case may ask about the role it is to serve. Plain data, all names resolved. */
export interface GrantContext {
  partition: string;
  /** DNS suffix of the partition, such as `amazonaws.com`. */
  dnsSuffix: string;
  region: string;
  account: string;
  roleName: string;
  roleArn: string;
  /** The use cases chosen, with their options. */
  useCases: ReadonlyMap<UseCaseId, Readonly<Record<string, unknown>>>;
  data: readonly DataLocation[];
  /** ARNs of the user's own repositories. */
  repositories: readonly string[];
  /** Whether AWS's own training and inference images are used. */
  awsImages: boolean;
  keys: readonly KeyUse[];
  network: { vpc: boolean; subnets: readonly string[]; securityGroups: readonly string[] };
  guardrails: Guardrails;
}

/** A permission with its reason. Resources and conditions are as they go into the policy. */
export interface Grant {
  /**
   * What the statement does, as words in UpperCamelCase, such as `ReadInputData`: becomes the Sid.
   * Grants that belong to one subject share it.
   */
  topic: string;
  actions: readonly string[];
  resources: readonly string[];
  condition?: ConditionBlock;
  /** The user's input that asks for it, such as `bucket acme-train`, when one does. */
  input?: string;
  /** Why the role needs it, in one plain sentence. */
  why: string;
  /** URL of the AWS documentation that says so. */
  source: string;
}

/** One call made with the role (or by the person), concrete enough to be decided. */
export interface JourneyCall {
  action: string;
  resource: string;
  context: RequestContext;
  /** What happens at this point, in plain words. */
  step: string;
  source: string;
  /** Set where AWS says that the call fails when a policy names resources or conditions for it. */
  unscoped?: true;
}

/** A choice of a use case, as data: the role file, the wizard and the JSON Schema all derive from it. */
export type OptionSpec =
  | { kind: "flag"; title: string; help: string; when?: { option: string; value?: string } }
  | {
      kind: "choices";
      title: string;
      help: string;
      values: readonly { value: string; title: string; help: string }[];
      default: readonly string[];
      /** As for texts. */
      when?: { option: string; value?: string };
    }
  | {
      kind: "texts";
      title: string;
      help: string;
      /** What one entry must look like. */
      pattern: string;
      /** An example that fits, shown in messages and as a placeholder. */
      example: string;
      /** Only asked when this other option is on (a flag), or contains the value (choices). */
      when?: { option: string; value?: string };
    };

/** The value of an option, by its kind. An option that is not given is `false`, its default, or `[]`. */
export type OptionValue<S extends OptionSpec> = S extends { kind: "flag" }
  ? boolean
  : S extends { kind: "choices"; values: readonly { value: infer V }[] }
    ? readonly V[]
    : readonly string[];

/** All option values of a use case. */
export type OptionValues<O extends Record<string, OptionSpec>> = { readonly [K in keyof O]: OptionValue<O[K]> };

/** What SageMaker needs for one kind of work. One file per use case; the catalog lists them. */
export interface UseCase<O extends Record<string, OptionSpec> = Record<string, OptionSpec>> {
  id: UseCaseId;
  /** A few plain words: `Train models`. */
  title: string;
  /** One plain sentence for a person who does not know IAM. */
  summary: string;
  options: O;
  /** Does a job of this kind read the data places, write them, or both (under these options)? */
  dataUse(options: OptionValues<O>): { reads: boolean; writes: boolean };
  /** Does it run containers from the chosen repositories or AWS's images? Pull rights follow from it. */
  usesImages: boolean;
  /** AWS image families this use case pulls from, as named in the registry table. */
  imageFamilies: readonly string[];
  /** The permissions the role needs. */
  grants(context: GrantContext, options: OptionValues<O>): Grant[];
  /** The calls SageMaker makes with the role, in order: written from the documentation, apart from the grants. */
  journey(context: GrantContext, options: OptionValues<O>): JourneyCall[];
  /** What the person's own identity needs to start this kind of work with the role. */
  callerGrants(context: GrantContext, options: OptionValues<O>): Grant[];
  /** The calls the person makes to start and follow this work, in order: written apart from the grants. */
  callerJourney(context: GrantContext, options: OptionValues<O>): JourneyCall[];
  /**
   * Resource parts of `aws:SourceArn` for a role of this use case alone, such as `training-job/*`, where AWS names a
   * form for it. Source: https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
   */
  sourceArns?: readonly string[];
  /** How names begin that SageMaker gives by itself, where the role is held to them. */
  fixedNames?: readonly string[];
  /** Choices that cannot work together, said as soon as they are made. */
  conflicts?(context: GrantContext, options: OptionValues<O>): readonly Conflict[];
  /** Names of the AWS managed policies (managed-policies.ts) that people attach for this kind of work. */
  managedPolicies: readonly string[];
  /** AWS documentation a reader may want. */
  sources: readonly { title: string; url: string }[];
}

/** Choices that do not go together. */
export interface Conflict {
  /** What does not work, and why, in one sentence. */
  message: string;
  /** What to choose instead. */
  remedy: string;
  /** URL of the AWS documentation that says so. */
  source: string;
}

/** Declares a use case, giving its functions options typed by its own option specifications. */
export function defineUseCase<const O extends Record<string, OptionSpec>>(useCase: UseCase<O>): UseCase {
  return useCase as unknown as UseCase;
}
