import * as z from "zod";
import { guardrailOptions } from "../catalog/guardrail-options.js";
import { catalog } from "../catalog/index.js";
import type { OptionSpec } from "../catalog/use-case.js";

/** Where editors find the JSON Schema of role files. */
export const SCHEMA_URL = "https://unpkg.com/sagerole@0.1/schema/role-file.schema.json";

/** Where editors find the JSON Schema of what role files extend. */
export const SHARED_SCHEMA_URL = "https://unpkg.com/sagerole@0.1/schema/shared-defaults.schema.json";

/** The size of a role file that is still read, in bytes: far more than a role can hold. */
export const LARGEST_FILE = 1_000_000;

const account = z.string().meta({ pattern: "^[0-9]{12}$", examples: ["111122223333"] });
const keyArn = z.string().meta({ pattern: "^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$" });
const policyArn = z.string().meta({ pattern: "^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$" });

function textList({ title, help, pattern, example }: Extract<OptionSpec, { kind: "texts" }>) {
  return z
    .array(z.string().meta({ pattern: `^(?:${pattern})$`, examples: [example] }))
    .meta({ title, description: help });
}

function option(spec: OptionSpec) {
  const words = { title: spec.title, description: spec.help };
  if (spec.kind === "flag") return z.boolean().meta(words).optional();
  if (spec.kind === "texts") return textList(spec).optional();
  const choice = z.enum(spec.values.map(({ value }) => value));
  const help = spec.values.map(({ title, help }) => `${title}: ${help}`);
  return z
    .array(choice.meta({ enumDescriptions: help }))
    .meta({ ...words, default: spec.default })
    .optional();
}

function guard({ title, help }: { title: string; help: string }) {
  return z.boolean().default(false).meta({ title, description: help });
}

/** Each guardrail is off, or an empty list, unless given. */
const guardrails = z.strictObject({
  vpcOnly: guard(guardrailOptions.vpcOnly),
  volumeKey: guard(guardrailOptions.volumeKey),
  outputKey: guard(guardrailOptions.outputKey),
  networkIsolation: guard(guardrailOptions.networkIsolation),
  noRootAccess: guard(guardrailOptions.noRootAccess),
  noDirectInternet: guard(guardrailOptions.noDirectInternet),
  instanceTypes: textList(guardrailOptions.instanceTypes).default([]),
});

/** Use case → its options; nothing after the colon means none. */
const useCases = z.strictObject(
  Object.fromEntries(
    catalog.map((useCase) => [
      useCase.id,
      z
        .strictObject(Object.fromEntries(Object.entries(useCase.options).map(([name, spec]) => [name, option(spec)])))
        .nullable()
        .meta({ title: useCase.title, description: useCase.summary })
        .optional(),
    ]),
  ),
);

const role = z
  .strictObject({
    name: z
      .string()
      .meta({ pattern: "^[\\w+=,.@-]{1,64}$" })
      .describe("The role's name. IAM names are unique in an account regardless of case and path."),
    path: z
      .string()
      .meta({ pattern: "^/([!-~]+/)?$" })
      .default("/")
      .describe("Starts and ends with a slash. Cannot be changed once the role exists."),
    description: z.string().default("").describe("What the role is for, at most 1,000 characters."),
    maxSessionSeconds: z
      .number()
      .meta({ type: "integer", minimum: 3600, maximum: 43_200 })
      .default(3600)
      .describe("Longest session, 3600 (1 hour) to 43200 (12 hours)."),
    permissionsBoundary: policyArn.optional().describe("ARN of the managed policy that bounds the role."),
    tags: z.record(z.string(), z.string()).default({}).describe("Tags of the role: key: value."),
  })
  .describe("The IAM role.");

const dataEntry = z.strictObject({
  bucket: z.string().describe("The bucket's name, without s3://."),
  access: z.enum(["read", "write", "read-write"]).describe("What the role may do with the objects."),
  prefixes: z
    .array(z.string())
    .default([])
    .describe("Key prefixes such as raw/. Without any, the whole bucket is meant."),
  owner: account.optional().describe("The account that owns the bucket, when it is not the role's. In quotes."),
  key: keyArn.optional().describe("ARN of the KMS key that encrypts the objects, when it is not the bucket's default."),
});

/** The shape of a role file; what the values may be is in `check-file.ts`. */
export const roleFileSchema = z.strictObject({
  sagerole: z.literal(1).describe("Version of the format."),
  extends: z
    .string()
    .meta({ pattern: "\\.ya?ml$", examples: ["../ml.defaults.yaml"] })
    .optional()
    .describe("A file with what several role files share, by its path from here. What stands here goes before it."),
  role,
  account: account.optional().describe("The role's account, in quotes. Without it, the credentials decide."),
  region: z
    .string()
    .optional()
    .describe("The region SageMaker works in. Without it, the credentials' profile decides."),
  useCases: useCases.default({}).describe("What the role is for. Options go below each use case."),
  data: z.array(dataEntry).default([]).describe("The buckets the jobs read and write."),
  images: z
    .strictObject({
      repositories: z
        .array(z.string().meta({ pattern: "^arn:[a-z-]+:ecr:[a-z0-9-]+:[0-9]{12}:repository/.+$" }))
        .default([])
        .describe("ARNs of your own ECR repositories."),
      awsProvided: z.boolean().default(true).describe("Whether AWS's own training and inference images are used."),
    })
    .prefault({})
    .describe("The containers the jobs run."),
  keys: z
    .array(
      z.strictObject({
        key: keyArn.describe("The key's ARN; an alias does not reach the key in a policy."),
        for: z
          .array(z.enum(["data", "volume"]))
          .min(1)
          .describe("data: objects in S3. volume: the storage of instances."),
      }),
    )
    .default([])
    .describe("KMS keys beyond those of the buckets."),
  network: z
    .strictObject({
      vpc: z.boolean().default(false).describe("Whether jobs run in your VPC."),
      subnets: z.array(z.string().meta({ pattern: "^subnet-[0-9a-f]{8,17}$" })).default([]),
      securityGroups: z.array(z.string().meta({ pattern: "^sg-[0-9a-f]{8,17}$" })).default([]),
    })
    .prefault({})
    .describe("The network the jobs run in."),
  guardrails: guardrails
    .prefault({})
    .describe("What whoever starts work with the role is denied, through SageMaker's condition keys."),
  trust: z
    .strictObject({
      sourceAccount: z
        .boolean()
        .default(true)
        .describe("Let SageMaker use the role for this account only (aws:SourceAccount)."),
      sourceArn: z
        .enum(["none", "account", "feature"])
        .default("none")
        .describe("Also hold SageMaker to resources of the account, or to those of one feature (aws:SourceArn)."),
    })
    .prefault({})
    .describe("Who may use the role."),
  attach: z.array(policyArn).default([]).describe("ARNs of managed policies to attach as they are."),
  delivery: z
    .enum(["inline", "managed", "auto"])
    .default("inline")
    .describe("How the permissions are kept: in the role, as managed policies, or inline while they fit."),
});
