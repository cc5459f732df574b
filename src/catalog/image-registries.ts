import table from "./image-registries.json" with { type: "json" };

/** A registry of AWS's own images. */
export interface ImageRegistry {
  /** AWS's account that owns the registry, 12 digits. */
  account: string;
  /** The image families it holds. */
  families: string[];
  /** Names of the repositories these families are pulled from; `*` where AWS keeps adding to them. */
  repositories: string[];
}

/**
 * The repositories of a family. Those not listed here are many and grow (deep learning containers, algorithms): they
 * are left to `*`, within AWS's account, where only AWS can push.
 * Source: `repository` in the same files as the registries; base-python's end in a Python version.
 */
const REPOSITORIES: Record<string, readonly string[] | undefined> = {
  "algorithms-deepar": ["forecasting-deepar"],
  "algorithms-lda": ["lda"],
  clarify: ["sagemaker-clarify-processing"],
  debugger: ["sagemaker-debugger-rules"],
  "huggingface-tei": ["tei", "tei-cpu"],
  "hyperpod-health": ["hyperpod-health-monitoring-agent"],
  "model-monitor": ["sagemaker-model-monitor-analyzer"],
  "pytorch-smp": ["smdistributed-modelparallel"],
  "rl-coach-ray-vw": ["sagemaker-rl-coach-container", "sagemaker-rl-ray-container", "sagemaker-rl-vw-container"],
  "sagemaker-base-python": ["sagemaker-base-python-*"],
  sklearn: ["sagemaker-scikit-learn"],
  "spark-processing": ["sagemaker-spark-processing"],
  "sparkml-serving": ["sagemaker-sparkml-serving"],
  xgboost: ["sagemaker-xgboost"],
  "xgboost-v1-legacy": ["xgboost"],
};

const REGISTRIES: Record<string, Record<string, string | undefined>> = table;

/**
 * The registries that hold these image families in a region, by account, in a fixed order. A region or family that is
 * not in the table gives none: it may still exist.
 * Source: `image_uri_config/*.json` of https://github.com/aws/sagemaker-python-sdk (a2481266, 2026-08-21); of EKS's
 * add-ons https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html; of HyperPod's health agent the Helm chart
 * in https://github.com/aws/sagemaker-hyperpod-cli
 */
export function imageRegistries(region: string, families: readonly string[]): ImageRegistry[] {
  const byAccount = new Map<string, string[]>();
  for (const family of families.toSorted()) {
    const account = REGISTRIES[region]?.[family];
    if (account !== undefined) byAccount.set(account, [...(byAccount.get(account) ?? []), family]);
  }
  return [...byAccount]
    .map(([account, held]) => ({ account, families: held, repositories: repositoriesOf(held) }))
    .sort((a, b) => (a.account < b.account ? -1 : 1));
}

/**
 * What is known of a repository in one of AWS's registries of a region, by its ARN; nothing where it is in none.
 * `isListed`: the families of it are pulled from repositories that are named one by one; `isPattern`: by how their names
 * begin.
 */
export function awsRepository(
  region: string,
  arn: string,
): { name: string; isListed: boolean; isPattern: boolean } | undefined {
  const [, account, name] = /^arn:[^:]+:ecr:[^:]+:(\d{12}):repository\/(.+)$/.exec(arn) ?? [];
  const families = Object.entries(REGISTRIES[region] ?? {}).flatMap(([family, held]) =>
    held === account ? [family] : [],
  );
  if (name === undefined || families.length === 0) return undefined;
  const listed = families.flatMap((family) => REPOSITORIES[family] ?? []);
  const fits = listed.find((one) => one === name || (one.endsWith("*") && name.startsWith(one.slice(0, -1))));
  return { name, isListed: fits !== undefined, isPattern: fits?.endsWith("*") === true };
}

function repositoriesOf(families: readonly string[]): string[] {
  const names = families.flatMap((family) => REPOSITORIES[family] ?? ["*"]);
  return names.includes("*") ? ["*"] : [...new Set(names)].sort();
}
