import type { PolicyDocument } from "../../policy/document.js";
import { evaluate } from "../../policy/evaluate.js";
import type { NamedDocument } from "../../policy/request.js";
import { AwsError } from "../protocol.js";
import type { RoleState } from "../state.js";
import { required } from "./checks.js";
import type { IamContext, IamOperation } from "./context.js";

/**
 * The policy simulator, as far as identity policies and boundaries go. It answers with one result per action, and the
 * answers per resource within; the result's own decision is the most restrictive of them.
 */
export const simulateOperations: Record<string, IamOperation> = {
  SimulatePrincipalPolicy: {
    writes: false,
    resource: ({ input }) => String(input.PolicySourceArn ?? "*"),
    run(context) {
      const { input } = context;
      const source = required(input, "PolicySourceArn");
      const role = Object.values(context.iam.roles).find(({ arn }) => arn === source);
      if (role === undefined) throw new AwsError("NoSuchEntity", `The entity ${source} cannot be found.`, 404);
      const resources = list(input.ResourceArns).length > 0 ? list(input.ResourceArns) : ["*"];
      return {
        IsTruncated: false,
        EvaluationResults: list(input.ActionNames).map((action) => {
          const specific = resources.map((resource) => ({
            EvalResourceName: resource,
            EvalResourceDecision: decide(context, role, action, resource),
          }));
          const decisions = specific.map((one) => one.EvalResourceDecision);
          const worst = ["explicitDeny", "implicitDeny", "allowed"].find((one) => decisions.includes(one)) ?? "allowed";
          return {
            EvalActionName: action,
            EvalResourceName: resources.length === 1 ? (resources[0] as string) : "*",
            EvalDecision: worst,
            ResourceSpecificResults: specific,
          };
        }),
      };
    },
  },
};

/** The caller may do everything but what faults deny; other roles what their policies say. */
function decide(context: IamContext, role: RoleState, action: string, resource: string): string {
  if (context.account.caller.includes(`:assumed-role/${role.name}/`)) {
    return context.denies(action) ? "implicitDeny" : "allowed";
  }
  const entries = (context.input.ContextEntries ?? []) as { ContextKeyName: string; ContextKeyValues?: unknown }[];
  const values = Object.fromEntries(entries.map((entry) => [entry.ContextKeyName, list(entry.ContextKeyValues)]));
  const named = (name: string, text: string): NamedDocument => ({ name, document: JSON.parse(text) as PolicyDocument });
  const managed = (arn: string): NamedDocument[] => {
    const policy = context.iam.policies[arn];
    const text = policy?.versions[policy.defaultVersion]?.document;
    return text === undefined ? [] : [named(arn, text)];
  };
  const [boundary] = role.boundary === undefined ? [] : managed(role.boundary);
  return evaluate(
    { principal: role.arn, action, resource, context: values },
    {
      identity: [
        ...Object.entries(role.inline).map(([name, text]) => named(name, text)),
        ...role.attached.flatMap(managed),
      ],
      ...(boundary && { permissionsBoundary: boundary }),
    },
  ).decision;
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : value === undefined || value === "" ? [] : [String(value)];
}
