import { callsOf } from "./calls.js";
import { docs } from "./docs.js";
import type { Conflict, Grant, GrantContext, JourneyCall, OptionSpec } from "./use-case.js";

/** Images of a private Docker registry, whose credentials a Lambda function hands out. */
export const registryOption = {
  kind: "texts",
  title: "Functions for a private registry",
  help: "Only for images outside ECR: ARNs of the Lambda functions that hand out the registry's credentials.",
  pattern: "arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]{1,64}",
  example: "arn:aws:lambda:eu-west-1:111122223333:function:registry-login",
} as const satisfies OptionSpec;

/** Asking the named functions for credentials, and no others. */
export function registryGrants(functions: readonly string[]): Grant[] {
  return functions.map((arn) => ({
    topic: "LogInToPrivateRegistry",
    actions: ["lambda:InvokeFunction"],
    resources: [arn],
    input: `function ${arn.split(":").at(-1)}`,
    why: "SageMaker asks this function for the private registry's credentials.",
    source: docs.privateRegistry,
  }));
}

/** The calls of it. */
export function registryJourney(context: GrantContext, functions: readonly string[]): JourneyCall[] {
  return functions.map((arn) =>
    callsOf(context).call("log in to the private registry", "lambda:InvokeFunction", arn, docs.privateRegistry, {
      "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
    }),
  );
}

/** The registry must be reached through a VPC. */
export function registryConflicts(context: GrantContext, functions: readonly string[]): Conflict[] {
  if (functions.length === 0 || context.network.vpc) return [];
  return [
    {
      message: "SageMaker reaches a private registry through your VPC only, and the network is not set to one.",
      remedy: "Set network.vpc: true, or copy the image to ECR.",
      source: docs.privateRegistry,
    },
  ];
}
