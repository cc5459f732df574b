import type { AwsAccount, IamWrite } from "../../src/aws/account.js";
import { openAccount } from "../../src/aws/open.js";
import { applyPlan } from "../../src/plan/apply.js";
import type { PlanInput } from "../../src/plan/make-plan.js";
import type { ApplyEvent, Plan } from "../../src/plan/plan.js";
import type { PolicyDocument, Statement } from "../../src/policy/document.js";
import type { RoleDefinition, RolePolicy } from "../../src/role/definition.js";
import { Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";

export const ACCOUNT = "111122223333";

export function document(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(sid: string, action: string | string[], resource: string | string[] = "*"): Statement {
  return { Sid: sid, Effect: "Allow", Action: action, Resource: resource };
}

export function trust(condition?: Statement["Condition"]): PolicyDocument {
  return document({
    Effect: "Allow",
    Principal: { Service: "sagemaker.amazonaws.com" },
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition }),
  });
}

export const guarded = trust({ StringEquals: { "aws:SourceAccount": ACCOUNT } });

export function inline(name: string, ...statements: Statement[]): RolePolicy {
  return { name, kind: "inline", document: document(...statements) };
}

export function managed(name: string, ...statements: Statement[]): RolePolicy {
  return { name, kind: "managed", document: document(...statements) };
}

export function role(more: Partial<RoleDefinition> = {}): RoleDefinition {
  return {
    name: "churn",
    path: "/",
    description: "Trains",
    maxSessionSeconds: 3600,
    tags: {},
    trustPolicy: guarded,
    policies: [],
    attachedManagedPolicies: [],
    ...more,
  };
}

export function wanted(more: Partial<RoleDefinition> = {}): PlanInput {
  return placed(role(more));
}

export function placed(definition: RoleDefinition): PlanInput {
  return {
    definition,
    roleArn: `arn:aws:iam::${ACCOUNT}:role${definition.path}${definition.name}`,
    account: ACCOUNT,
    region: "eu-west-1",
    partition: "aws",
  };
}

/** The embedded account through the real SDK clients. */
export async function embedded(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; account: AwsAccount }> {
  const sandbox = new Sandbox(options);
  const account = await openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
  return { sandbox, account };
}

export async function run(plan: Plan, account: AwsAccount, signal?: AbortSignal): Promise<ApplyEvent[]> {
  const events: ApplyEvent[] = [];
  for await (const event of applyPlan(plan, account, signal === undefined ? {} : { signal })) events.push(event);
  return events;
}

export function apis(plan: Plan): IamWrite["api"][] {
  return plan.steps.map((step) => step.call.api);
}
