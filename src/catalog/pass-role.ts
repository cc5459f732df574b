import { docs } from "./docs.js";
import type { Grant, GrantContext } from "./use-case.js";

/** Handing this role, and no other, to SageMaker, and to no other service. */
export function passRoleGrant(context: GrantContext, why: string): Grant {
  return {
    topic: "PassThisRoleToSageMaker",
    actions: ["iam:PassRole"],
    resources: [context.roleArn],
    condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    why,
    source: docs.passRole,
  };
}
