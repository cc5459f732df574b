import { callsOf } from "./calls.js";
import { FUNCTION_ARN, functionName } from "./lambda.js";
import type { Conflict, Grant, GrantContext, JourneyCall, OptionSpec } from "./use-case.js";

/** Images of a private Docker registry, whose credentials a Lambda function hands out. */
export const registryOption = {
  kind: "texts",
  title: "Functions for a private registry",
  help: "Only for images outside ECR: ARNs of the Lambda functions that hand out the registry's credentials.",
  pattern: FUNCTION_ARN,
  example: "arn:aws:lambda:eu-west-1:111122223333:function:registry-login",
} as const satisfies OptionSpec;

/**
 * Asking the named functions for credentials, and no others.
 * @param source AWS's page for what runs the images: training and hosting have one each
 */
export function registryGrants(functions: readonly string[], source: string): Grant[] {
  return functions.map((arn) => ({
    topic: "LogInToPrivateRegistry",
    actions: ["lambda:InvokeFunction"],
    resources: [arn],
    input: `function ${functionName(arn)}`,
    why: "SageMaker asks this function for the private registry's credentials.",
    source,
  }));
}

/** The calls of it. @param source as for the grants */
export function registryJourney(context: GrantContext, functions: readonly string[], source: string): JourneyCall[] {
  return functions.map((arn) =>
    callsOf(context).call("log in to the private registry", "lambda:InvokeFunction", arn, source, {
      "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
    }),
  );
}

/** The registry must be reached through a VPC. @param source as for the grants */
export function registryConflicts(context: GrantContext, functions: readonly string[], source: string): Conflict[] {
  if (functions.length === 0 || context.network.vpc) return [];
  return [
    {
      message: "SageMaker reaches a private registry through your VPC only, and the network is not set to one.",
      remedy: "Set network.vpc: true, or copy the image to ECR.",
      source,
    },
  ];
}
