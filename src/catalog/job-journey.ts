import { callsOf, readAll, writeAll } from "./calls.js";
import { awsRepositories } from "./ecr.js";
import { imageRegistries } from "./image-registries.js";
import { type JobKindId, jobKinds } from "./job-kinds.js";
import type { GrantContext, JourneyCall } from "./use-case.js";

/** Repositories an image might be pulled from: the chosen ones, and one in each of AWS's registries. */
export function exampleRepositories(context: GrantContext, families: readonly string[]): string[] {
  const registries = context.awsImages ? imageRegistries(context.region, families) : [];
  const own = context.repositories;
  return [
    ...own,
    ...registries.map(({ account, families: held }) =>
      awsRepositories(context, account).replace("*", `${held[0]}-image`),
    ),
  ];
}

/** What SageMaker does with the role from the start of a job of this kind to its end. */
export function jobJourney(context: GrantContext, id: JobKindId): JourneyCall[] {
  const calls = callsOf(context);
  const kind = jobKinds[id];
  return [
    ...calls.connectToVpc(),
    ...context.keys.filter((key) => key.volume).flatMap((key) => calls.encryptVolume(key.arn)),
    ...calls.pull(exampleRepositories(context, kind.imageFamilies)),
    ...readAll(context),
    ...calls.log(kind.logGroup, `example-${kind.resourceType}/algo-1-1700000000`),
    ...calls.metric(kind.namespace),
    ...writeAll(context, id === "training" ? "example-training-job/output/model.tar.gz" : "result.csv"),
  ];
}

/** What whoever starts such a job calls: make, follow, stop, tag. */
export function startJourney(context: GrantContext, id: JobKindId, name: string): JourneyCall[] {
  const kind = jobKinds[id];
  const arn = `arn:${context.partition}:sagemaker:${context.region}:${context.account}:${kind.resourceType}/${name}`;
  return [kind.create, "AddTags", ...kind.follow].map((action) =>
    callsOf(context).call(`${action} for a ${kind.words}`, `sagemaker:${action}`, arn, kind.source),
  );
}
