import { jobCallerGrants, jobCallerJourney } from "./caller.js";
import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { exampleRepositories, jobJourney } from "./job-journey.js";
import { runtimeGrants } from "./job-kinds.js";
import { shadowEndpointGrants, shadowEndpointJourney } from "./shadow-endpoint.js";
import { defineUseCase } from "./use-case.js";

const IMAGES = ["clarify"];

/** Clarify: bias and explanations, as processing jobs of AWS's own image. */
export const clarify = defineUseCase({
  id: "clarify",
  title: "Explain models and find bias",
  summary: "Clarify jobs look for bias in data and models, and explain what a model's predictions depend on.",
  options: {
    asksModel: {
      kind: "flag",
      title: "Asks the model",
      help: "Explanations and bias after training ask the model: Clarify makes an endpoint for it and removes it again.",
    },
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: IMAGES,
  grants: (context, { asksModel }) => [
    ...runtimeGrants(context, ["processing"]),
    ...imageGrants({ ...context, repositories: [] }, IMAGES),
    ...(asksModel ? shadowEndpointGrants(context) : []),
  ],
  journey: (context, { asksModel }) => [
    ...callsOf(context).pull(exampleRepositories({ ...context, repositories: [] }, IMAGES)),
    ...(asksModel ? shadowEndpointJourney(context) : []),
    ...jobJourney(context, "processing"),
  ],
  callerGrants: (context) => jobCallerGrants(context, "processing"),
  callerJourney: (context) => jobCallerJourney(context, "processing"),
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Clarify processing jobs", url: docs.clarify },
    { title: "Permissions of the role", url: docs.clarifyRole },
  ],
});
