import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import { imageGrants } from "./ecr.js";
import { eksClusterArn } from "./hyperpod-caller.js";
import { imageRegistries } from "./image-registries.js";
import { exampleRepositories } from "./job-journey.js";
import type { Conflict, Grant, GrantContext, JourneyCall } from "./use-case.js";

/** AWS's images that pods run. */
export const IMAGES = ["dlc"];
/** What every node runs: without the network plug-in of EKS it does not join the cluster. */
const NODE_IMAGES = ["eks-addons", "hyperpod-health"];

/** What the choices for EKS say. */
interface EksUse {
  eksClusters: readonly string[];
  podIdentity: boolean;
}

/** Whether AWS's images for jobs are used or not, the nodes pull what EKS and HyperPod run on them. */
export function eksGrants(context: GrantContext, { eksClusters, podIdentity }: EksUse): Grant[] {
  const nodeImages = imageGrants({ ...context, awsImages: true, repositories: [] }, NODE_IMAGES);
  return [
    ...imageGrants(context, IMAGES),
    ...nodeImages.map((grant) => ({ ...grant, source: docs.eksImages })),
    ...(podIdentity
      ? [
          {
            topic: "GivePodsRoles",
            actions: ["eks-auth:AssumeRoleForPodIdentity"],
            resources: (eksClusters.length > 0 ? eksClusters : ["*"]).map((name) => eksClusterArn(context, name)),
            input: "option podIdentity",
            why: "The node fetches the credentials of its pods.",
            source: docs.hyperpodRole,
          },
        ]
      : []),
  ];
}

/** Pulling them, and giving pods their roles. */
export function eksJourney(context: GrantContext, { eksClusters, podIdentity }: EksUse): JourneyCall[] {
  const { partition, region, account } = context;
  const calls = callsOf(context);
  const addOns = { ...context, awsImages: true, repositories: [] };
  return [
    ...calls.pull(exampleRepositories(addOns, ["eks-addons", "hyperpod-health"])),
    ...calls.pull(exampleRepositories(context, IMAGES)),
    ...(podIdentity ? (eksClusters.length > 0 ? eksClusters : ["training"]) : []).map((name) =>
      calls.call(
        "give a pod its role",
        "eks-auth:AssumeRoleForPodIdentity",
        `arn:${partition}:eks:${region}:${account}:cluster/${name}`,
        docs.hyperpodRole,
      ),
    ),
  ];
}

/** What stands against nodes of EKS. */
export function eksConflicts({ region, network }: GrantContext): Conflict[] {
  return [
    ...(network.vpc
      ? []
      : [
          {
            message: "The nodes of an EKS cluster are in its VPC, and the network is not set to one.",
            remedy: "Set network.vpc: true.",
            source: docs.hyperpodRole,
          },
        ]),
    ...(imageRegistries(region, ["eks-addons"]).length > 0
      ? []
      : [
          {
            message: `No account is known from which EKS gives the images of its add-ons in ${region}.`,
            remedy: "Copy the images of the add-ons into a repository of your own, and name that.",
            source: docs.eksImages,
          },
        ]),
  ];
}
