import { docs } from "./docs.js";
import { imageRegistries } from "./image-registries.js";
import type { Grant, GrantContext } from "./use-case.js";

const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];

/** Pulling images: from the chosen repositories, and from exactly AWS's registries of the region. */
export function imageGrants(context: GrantContext, families: readonly string[]): Grant[] {
  const registries = context.awsImages ? imageRegistries(context.region, families) : [];
  const pulls: Grant[] = [
    ...context.repositories.map((arn) => ({
      topic: "PullImages",
      actions: PULL,
      resources: [arn],
      input: `repository ${arn.split(":repository/")[1]}`,
      why: "The containers are started from images of this repository.",
      source: docs.roles,
    })),
    ...registries.map((registry) => ({
      topic: "PullAwsImages",
      actions: PULL,
      resources: registry.repositories.map(
        (name) => `arn:${context.partition}:ecr:${context.region}:${registry.account}:repository/${name}`,
      ),
      input: "AWS's own images",
      why: `AWS keeps ${registry.families.join(", ")} images of the region in its account ${registry.account}.`,
      source: docs.images,
    })),
  ];
  if (pulls.length === 0) return [];
  return [
    {
      topic: "LogInToRegistries",
      actions: ["ecr:GetAuthorizationToken"],
      // Has no resource type: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
      resources: ["*"],
      why: "Pulling an image begins with a login, which has no resource to name.",
      source: docs.ecr,
    },
    ...pulls,
  ];
}
