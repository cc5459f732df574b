import { jobCallerGrants, jobCallerJourney } from "./caller.js";
import { docs } from "./docs.js";
import { jobJourney } from "./job-journey.js";
import { jobKinds, runtimeGrants } from "./job-kinds.js";
import { trialGrants, trialJourney } from "./trials.js";
import { defineUseCase } from "./use-case.js";

/** Tuning jobs and the training jobs they run, which have the same role. */
export const tuning = defineUseCase({
  id: "tuning",
  title: "Tune models",
  summary: "Tuning jobs run many training jobs with different settings, and keep the best model.",
  options: {},
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: jobKinds.tuning.imageFamilies,
  // AWS's page: the same as for a training job; the tuning job itself does nothing with the role.
  grants: (context) => runtimeGrants(context, ["tuning"]),
  journey: (context) => jobJourney(context, "tuning"),
  callerGrants: (context) => [...jobCallerGrants(context, "tuning"), ...trialGrants(context)],
  callerJourney: (context) => [...jobCallerJourney(context, "tuning"), ...trialJourney(context)],
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [{ title: "Execution role permissions for CreateHyperParameterTuningJob", url: docs.tuning }],
});
