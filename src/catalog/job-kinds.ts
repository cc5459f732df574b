import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { dataKeyGrants, volumeKeyGrants } from "./kms.js";
import { s3Grants } from "./s3.js";
import { logGrants, metricGrants } from "./telemetry.js";
import type { Grant, GrantContext } from "./use-case.js";
import { vpcGrants } from "./vpc.js";

/** Frameworks and algorithms that AWS ships as images both for training and for inference. */
const ML_IMAGES = [
  "algorithms-core",
  "algorithms-deepar",
  "algorithms-lda",
  "algorithms-vision-text",
  "dlc",
  "sklearn",
  "xgboost",
  "xgboost-v1-legacy",
  "frameworks-legacy",
] as const;

/** What one kind of job is called, and what it needs while it runs. */
export interface JobKind {
  /** Plain words for one: `training job`. */
  words: string;
  /** Type in its ARN: `training-job`. */
  resourceType: string;
  /** The API that makes one, without the service. */
  create: string;
  /** The APIs that follow and stop it. */
  follow: readonly string[];
  logGroup: string;
  namespace: string;
  imageFamilies: readonly string[];
  /** Whether network rights may be narrowed to the named subnets. */
  narrowNetwork: boolean;
  source: string;
}

/** Sources: the pages for roles, logs and metrics (docs.ts). */
export const jobKinds = {
  training: {
    words: "training job",
    resourceType: "training-job",
    create: "CreateTrainingJob",
    follow: ["DescribeTrainingJob", "StopTrainingJob"],
    logGroup: "/aws/sagemaker/TrainingJobs",
    namespace: "/aws/sagemaker/TrainingJobs",
    imageFamilies: [...ML_IMAGES, "debugger", "pytorch-smp", "rl-coach-ray-vw", "sagemaker-base-python"],
    narrowNetwork: true,
    source: docs.training,
  },
  processing: {
    words: "processing job",
    resourceType: "processing-job",
    create: "CreateProcessingJob",
    follow: ["DescribeProcessingJob", "StopProcessingJob"],
    logGroup: "/aws/sagemaker/ProcessingJobs",
    namespace: "/aws/sagemaker/ProcessingJobs",
    imageFamilies: ["dlc", "sklearn", "spark-processing", "sagemaker-base-python"],
    narrowNetwork: false,
    source: docs.processing,
  },
  transform: {
    words: "batch transform job",
    resourceType: "transform-job",
    create: "CreateTransformJob",
    follow: ["DescribeTransformJob", "StopTransformJob"],
    logGroup: "/aws/sagemaker/TransformJobs",
    namespace: "/aws/sagemaker/TransformJobs",
    imageFamilies: [...ML_IMAGES, "djl-lmi", "sparkml-serving"],
    narrowNetwork: true,
    source: docs.model,
  },
  tuning: {
    words: "tuning job",
    resourceType: "hyper-parameter-tuning-job",
    create: "CreateHyperParameterTuningJob",
    follow: [
      "DescribeHyperParameterTuningJob",
      "StopHyperParameterTuningJob",
      "ListTrainingJobsForHyperParameterTuningJob",
    ],
    // Tuning runs training jobs: their logs and metrics are those of training.
    logGroup: "/aws/sagemaker/TrainingJobs",
    namespace: "/aws/sagemaker/TrainingJobs",
    imageFamilies: [...ML_IMAGES, "debugger", "sagemaker-base-python"],
    narrowNetwork: true,
    source: docs.tuning,
  },
} as const satisfies Record<string, JobKind>;

/** The kinds of jobs known here. */
export type JobKindId = keyof typeof jobKinds;

/** What endpoints pull beside the images that train. */
export const INFERENCE_IMAGES: readonly string[] = [
  ...ML_IMAGES,
  "djl-lmi",
  "huggingface-tei",
  "neo",
  "sparkml-serving",
];

/** What the role needs while jobs of these kinds run: data, images, logs, metrics, keys and network. */
export function runtimeGrants(context: GrantContext, ids: readonly JobKindId[]): Grant[] {
  const kinds: readonly JobKind[] = ids.map((id) => jobKinds[id]);
  const both = { reads: true, writes: true };
  return [
    ...s3Grants(context, both),
    ...dataKeyGrants(context, both),
    ...kinds.flatMap((kind) => [
      ...imageGrants(context, kind.imageFamilies),
      ...logGrants(context, kind.logGroup),
      ...metricGrants(kind.namespace),
    ]),
    ...(kinds.length > 0 ? volumeKeyGrants(context) : []),
    ...(kinds.length > 0 ? vpcGrants(context, { narrow: kinds.every((kind) => kind.narrowNetwork) }) : []),
  ];
}

/** ARN pattern of the jobs of a kind whose names begin with `prefix`. */
export function jobArn({ partition, region, account }: GrantContext, kind: JobKind, prefix = ""): string {
  return `arn:${partition}:sagemaker:${region}:${account}:${kind.resourceType}/${prefix}*`;
}

/** Making, following and stopping jobs of a kind. AddTags goes along: pipelines and SDKs tag what they make. */
export function startJobGrants(context: GrantContext, id: JobKindId, prefixes: readonly string[] = [""]): Grant[] {
  const kind: JobKind = jobKinds[id];
  return [
    {
      topic: `Start${inWords(kind.words)}s`,
      actions: [kind.create, ...kind.follow, "AddTags"].map((action) => `sagemaker:${action}`),
      resources: prefixes.map((prefix) => jobArn(context, kind, prefix)),
      why: `Makes, follows, stops and tags each ${kind.words}.`,
      source: docs.apiPermissions,
    },
  ];
}

function inWords(words: string): string {
  return words.replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
}
