import { jobCallerGrants } from "./caller.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { defineUseCase } from "./use-case.js";

/** Training jobs: input, output, checkpoints, images, logs, metrics, volumes, VPC. */
export const training = defineUseCase({
  id: "training",
  title: "Train models",
  summary: "Training jobs read their input from S3 and write model artefacts and checkpoints back.",
  options: {},
  // Checkpoints go both ways, so that a bucket for them is chosen with read and write.
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: jobKinds.training.imageFamilies,
  grants: (context) => runtimeGrants(context, ["training"]),
  journey: (context) => jobJourney(context, "training"),
  callerGrants: (context) => jobCallerGrants(context, "training"),
  sourceArns: ["training-job/*"],
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Execution role permissions for CreateTrainingJob", url: docs.training },
    { title: "Checkpoints", url: docs.checkpoints },
    { title: "Training in a VPC", url: docs.vpcTraining },
  ],
});
