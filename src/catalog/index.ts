import { autopilot } from "./autopilot.js";
import { batchTransform } from "./batch-transform.js";
import { canvas } from "./canvas.js";
import { clarify } from "./clarify.js";
import { endpoint } from "./endpoint.js";
import { featureStore } from "./feature-store.js";
import { groundTruth } from "./ground-truth.js";
import { hyperpod } from "./hyperpod.js";
import { mlflow } from "./mlflow.js";
import { modelMonitor } from "./model-monitor.js";
import { modelRegistry } from "./model-registry.js";
import { notebookInstance } from "./notebook-instance.js";
import { pipeline } from "./pipeline.js";
import { processing } from "./processing.js";
import { studioUser } from "./studio-user.js";
import { training } from "./training.js";
import { tuning } from "./tuning.js";
import type { UseCase } from "./use-case.js";

export { imageRegistries } from "./image-registries.js";

/** Every use case, in the order they are shown. A new one is a file of its own and a line here. */
export const catalog: readonly UseCase[] = [
  training,
  tuning,
  processing,
  batchTransform,
  endpoint,
  notebookInstance,
  studioUser,
  pipeline,
  modelRegistry,
  featureStore,
  modelMonitor,
  autopilot,
  clarify,
  groundTruth,
  mlflow,
  canvas,
  hyperpod,
];

/** The ids of the use cases, in order. */
export const useCaseIds: readonly string[] = catalog.map((entry) => entry.id);

/** The use case of this id, or undefined. */
export function useCase(id: string): UseCase | undefined {
  return catalog.find((entry) => entry.id === id);
}
