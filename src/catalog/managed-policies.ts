import type { PolicyDocument } from "../policy/document.js";

/** An AWS managed policy that people attach to SageMaker roles. */
export interface ManagedPolicy {
  name: string;
  /** What it is for, in one sentence. */
  what: string;
  /** Whether it is far wider than one role's work needs. */
  wide: boolean;
}

/** Source: https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol.html */
export const managedPolicies: readonly ManagedPolicy[] = [
  {
    name: "AmazonSageMakerFullAccess",
    what: "Nearly all of SageMaker, and passing any role to it; yet not your buckets, unless their names hold “sagemaker”.",
    wide: true,
  },
  {
    name: "AmazonSageMakerReadOnly",
    what: "Looking at everything in SageMaker, changing nothing.",
    wide: false,
  },
  {
    name: "AmazonSageMakerPipelinesIntegrations",
    what: "Pipeline steps that call Lambda, SQS and EMR; may change functions and pass any role to them.",
    wide: true,
  },
  {
    name: "AmazonSageMakerFeatureStoreAccess",
    what: "The offline store of feature groups, in every bucket with “sagemaker” in its name.",
    wide: false,
  },
  {
    name: "AmazonSageMakerGroundTruthExecution",
    what: "Labelling jobs, with every bucket and function whose name says so.",
    wide: false,
  },
  {
    name: "AmazonSageMakerModelRegistryFullAccess",
    what: "All of the model registry, and passing any role to SageMaker.",
    wide: true,
  },
  {
    name: "AmazonSageMakerClusterInstanceRolePolicy",
    what: "The instances of HyperPod clusters, with every bucket whose name begins with “sagemaker-”.",
    wide: false,
  },
  {
    name: "AmazonSageMakerCanvasFullAccess",
    what: "All of Canvas, with buckets, secrets and databases whose names hold “sagemaker”.",
    wide: true,
  },
  {
    name: "AmazonSageMakerCanvasAIServicesAccess",
    what: "AWS's ready-to-use models for Canvas: texts, pictures, documents and Bedrock.",
    wide: false,
  },
];

/** ARN of an AWS managed policy. */
export function managedPolicyArnOf(name: string, partition: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** The text of an AWS managed policy, as it stood on a day. */
export interface ManagedPolicyText {
  version: string;
  /** When AWS made this version, as `2026-02-12`. */
  date: string;
  document: PolicyDocument;
}

/**
 * The text of an AWS managed policy, or undefined for one that is not shipped. Loaded when it is first asked for.
 * Source: https://github.com/zoph-io/MAMIP at 0387244 (2026-03-07), which copies what IAM answers
 */
export async function managedPolicyText(name: string): Promise<ManagedPolicyText | undefined> {
  const { default: texts } = await import("./managed-policy-texts.json", { with: { type: "json" } });
  return (texts as unknown as Record<string, ManagedPolicyText | undefined>)[name];
}
