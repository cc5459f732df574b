import { jobCallerGrants, jobCallerJourney } from "./caller.js";
import { docs } from "./docs.js";
import { manageModelGrants } from "./endpoint.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { sagemakerCalls } from "./sagemaker.js";
import { defineUseCase } from "./use-case.js";

/** Batch transform: a model over a whole dataset. The job has no role of its own: it works with the model's. */
export const batchTransform = defineUseCase({
  id: "batch-transform",
  title: "Predict in batches",
  summary:
    "Batch transform jobs run a model over files in S3 and write the predictions back. They use the model's role.",
  options: {},
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: jobKinds.transform.imageFamilies,
  grants: (context) => runtimeGrants(context, ["transform"]),
  journey: (context) => jobJourney(context, "transform"),
  callerGrants: (context) => [...manageModelGrants(context), ...jobCallerGrants(context, "transform")],
  sourceArns: ["transform-job/*"],
  callerJourney: (context) => [
    ...sagemakerCalls(
      context,
      "model/example-model",
      ["CreateModel", "AddTags", "DescribeModel", "DeleteModel"],
      docs.model,
    ),
    ...jobCallerJourney(context, "transform"),
  ],
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Execution role permissions for CreateModel", url: docs.model },
    { title: "Batch transform", url: docs.batchTransform },
  ],
});
