/** An AWS managed policy that people attach to SageMaker roles. */
export interface ManagedPolicy {
  name: string;
  /** What follows `arn:<partition>:iam::aws:policy/`. */
  path: string;
  /** What it is for, in one sentence. */
  what: string;
  /** Whether it is far wider than one role's work needs. */
  wide: boolean;
}

/** Source: https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol.html */
export const managedPolicies: readonly ManagedPolicy[] = [
  {
    name: "AmazonSageMakerFullAccess",
    path: "AmazonSageMakerFullAccess",
    what: "Nearly all of SageMaker, and passing any role to it; yet not your buckets, unless their names hold “sagemaker”.",
    wide: true,
  },
  {
    name: "AmazonSageMakerReadOnly",
    path: "AmazonSageMakerReadOnly",
    what: "Looking at everything in SageMaker, changing nothing.",
    wide: false,
  },
  {
    name: "AmazonSageMakerPipelinesIntegrations",
    path: "AmazonSageMakerPipelinesIntegrations",
    what: "Pipeline steps that call Lambda, SQS and EMR; may change functions and pass any role to them.",
    wide: true,
  },
];
