import { docs } from "./docs.js";
import { sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/**
 * The endpoint that Clarify's container makes to ask the model, and removes afterwards. AWS names no prefix for its
 * name, which callers may choose, so that it is not held to one.
 */
export function shadowEndpointGrants(context: GrantContext): Grant[] {
  const why = "Clarify makes an endpoint of its own to ask the model, and removes it when it is done.";
  const source = docs.clarifyRole;
  return sagemakerGrants(context, [
    { topic: "LookAtTheModel", actions: ["DescribeModel"], resources: ["model/*"], why, source },
    {
      topic: "MakeShadowEndpoints",
      actions: ["CreateEndpoint"],
      resources: ["endpoint-config/*", "endpoint/*"],
      why,
      source,
    },
    {
      topic: "ConfigureShadowEndpoints",
      actions: ["AddTags", "CreateEndpointConfig", "DeleteEndpointConfig", "DescribeEndpointConfig"],
      resources: ["endpoint-config/*"],
      why,
      source,
    },
    {
      topic: "UseShadowEndpoints",
      actions: ["AddTags", "DeleteEndpoint", "DescribeEndpoint", "InvokeEndpoint"],
      resources: ["endpoint/*"],
      why,
      source,
    },
  ]);
}

/** What the container calls, in order. */
export function shadowEndpointJourney(context: GrantContext): JourneyCall[] {
  const on = (resource: string, ...actions: string[]) => sagemakerCalls(context, resource, actions, docs.clarifyRole);
  return [
    ...on("model/churn-model", "DescribeModel"),
    ...on(
      "endpoint-config/sm-clarify-config-1700000000",
      "CreateEndpointConfig",
      "AddTags",
      "DescribeEndpointConfig",
      "CreateEndpoint",
    ),
    ...on(
      "endpoint/sm-clarify-1700000000",
      "CreateEndpoint",
      "AddTags",
      "DescribeEndpoint",
      "InvokeEndpoint",
      "DeleteEndpoint",
    ),
    ...on("endpoint-config/sm-clarify-config-1700000000", "DeleteEndpointConfig"),
  ];
}
