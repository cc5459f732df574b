import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/** ARN of a SageMaker resource of the role's account and region: `model/churn`. */
export function sagemakerArn({ partition, region, account }: GrantContext, resource: string): string {
  return `arn:${partition}:sagemaker:${region}:${account}:${resource}`;
}

/** One statement on SageMaker's own resources. */
export interface SageMakerWork {
  topic: string;
  /** Without the service. */
  actions: readonly string[];
  /** Type and name, which may end in `*`. */
  resources: readonly string[];
  why: string;
  source?: string;
  input?: string;
  condition?: Grant["condition"];
}

/** Rights on SageMaker's own resources. */
export function sagemakerGrants(context: GrantContext, work: readonly SageMakerWork[]): Grant[] {
  return work
    .filter(({ resources }) => resources.length > 0)
    .map(({ actions, resources, source = docs.apiPermissions, ...rest }) => ({
      ...rest,
      actions: actions.map((action) => `sagemaker:${action}`),
      resources: resources.map((resource) => (resource === "*" ? "*" : sagemakerArn(context, resource))),
      source,
    }));
}

/** Calls on one of SageMaker's own resources, in order. @param resource type and name, or `*` */
export function sagemakerCalls(
  context: GrantContext,
  resource: string,
  actions: readonly string[],
  source: string = docs.apiPermissions,
  more: Record<string, string | readonly string[]> = {},
): JourneyCall[] {
  const arn = resource === "*" ? "*" : sagemakerArn(context, resource);
  return actions.map((action) =>
    callsOf(context).call(
      `${inWords(action)} ${resource === "*" ? "" : resource}`.trim(),
      `sagemaker:${action}`,
      arn,
      source,
      more,
    ),
  );
}

/** `CreateModel` as `create model`. */
function inWords(action: string): string {
  return action.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}
