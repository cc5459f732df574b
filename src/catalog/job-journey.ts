import { callsOf, readAll, writeAll } from "./calls.js";
import { imageRegistries } from "./image-registries.js";
import { type JobKindId, jobKinds } from "./job-kinds.js";
import type { GrantContext, JourneyCall } from "./use-case.js";

/**
 * Images of each family that people name in their jobs.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
 */
const EXAMPLE_IMAGES: Record<string, readonly string[] | undefined> = {
  "algorithms-core": ["kmeans", "linear-learner"],
  "algorithms-deepar": ["forecasting-deepar"],
  "algorithms-lda": ["lda"],
  "algorithms-vision-text": ["blazingtext", "object-detection"],
  clarify: ["sagemaker-clarify-processing"],
  "model-monitor": ["sagemaker-model-monitor-analyzer"],
  debugger: ["sagemaker-debugger-rules"],
  "djl-lmi": ["djl-inference"],
  dlc: ["pytorch-training", "pytorch-inference", "tensorflow-training", "huggingface-pytorch-inference"],
  "eks-addons": ["amazon-k8s-cni", "eks/coredns"],
  "frameworks-legacy": ["sagemaker-chainer"],
  "huggingface-tei": ["tei", "tei-cpu"],
  "hyperpod-health": ["hyperpod-health-monitoring-agent"],
  neo: ["sagemaker-inference-pytorch"],
  "pytorch-smp": ["smdistributed-modelparallel"],
  "rl-coach-ray-vw": ["sagemaker-rl-coach-container", "sagemaker-rl-ray-container", "sagemaker-rl-vw-container"],
  "sagemaker-base-python": ["sagemaker-base-python-310"],
  sklearn: ["sagemaker-scikit-learn"],
  "spark-processing": ["sagemaker-spark-processing"],
  "sparkml-serving": ["sagemaker-sparkml-serving"],
  xgboost: ["sagemaker-xgboost"],
  "xgboost-v1-legacy": ["xgboost"],
};

/** Repositories an image might be pulled from: the chosen ones, and some in each of AWS's registries. */
export function exampleRepositories(context: GrantContext, families: readonly string[]): string[] {
  const { partition, region, repositories, awsImages } = context;
  const registries = awsImages ? imageRegistries(region, families) : [];
  const names = registries.flatMap(({ account, families: held }) =>
    held.flatMap((family) =>
      (EXAMPLE_IMAGES[family] ?? []).map((name) => `arn:${partition}:ecr:${region}:${account}:repository/${name}`),
    ),
  );
  return [...new Set([...repositories, ...names])];
}

/** What SageMaker does with the role from the start of a job of this kind to its end. */
export function jobJourney(context: GrantContext, id: JobKindId): JourneyCall[] {
  const calls = callsOf(context);
  const kind = jobKinds[id];
  return [
    ...calls.connectToVpc({ narrow: kind.narrowNetwork }),
    ...context.keys.filter((key) => key.volume).flatMap((key) => calls.encryptVolume(key.arn)),
    ...calls.pull(exampleRepositories(context, kind.imageFamilies)),
    ...readAll(context),
    ...calls.log(kind.logGroup, `example-${kind.resourceType}/algo-1-1700000000`),
    ...calls.metric(kind.namespace),
    ...writeAll(context, id === "training" ? "example-training-job/output/model.tar.gz" : "result.csv"),
  ];
}

/** What whoever starts such a job calls: make, follow, stop, tag. */
export function startJourney(context: GrantContext, id: JobKindId, name: string): JourneyCall[] {
  const kind = jobKinds[id];
  const arn = `arn:${context.partition}:sagemaker:${context.region}:${context.account}:${kind.resourceType}/${name}`;
  return [kind.create, "AddTags", ...kind.follow].map((action) =>
    callsOf(context).call(`${action} for a ${kind.words}`, `sagemaker:${action}`, arn, kind.source),
  );
}
