import { batchTransform } from "./batch-transform.js";
import { endpoint } from "./endpoint.js";
import { notebookInstance } from "./notebook-instance.js";
import { pipeline } from "./pipeline.js";
import { processing } from "./processing.js";
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
  pipeline,
];

/** The ids of the use cases, in order. */
export const useCaseIds: readonly string[] = catalog.map((entry) => entry.id);

/** The use case of this id, or undefined. */
export function useCase(id: string): UseCase | undefined {
  return catalog.find((entry) => entry.id === id);
}
