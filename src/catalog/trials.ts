import { docs } from "./docs.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/** Looking up the training jobs that a tuning job has run: the best model lies where its training job says. */
export function trialGrants(context: GrantContext): Grant[] {
  return sagemakerGrants(context, [
    {
      topic: "LookAtTrials",
      actions: ["DescribeTrainingJob"],
      resources: ["training-job/*"],
      why: "The best model lies where its training job says.",
      source: docs.tuningMonitor,
    },
  ]);
}

/** The lookup of the best of them. */
export function trialJourney(context: GrantContext): JourneyCall[] {
  return sagemakerCalls(context, "training-job/example-job-001-abc", ["DescribeTrainingJob"], docs.tuningMonitor);
}
