import { actionGroup, actionsOf } from "../policy/action-reference.js";
import { nameInArn } from "../policy/arn.js";
import { patternContains, patternsMeet } from "../policy/contain.js";
import { asList, type ConditionBlock } from "../policy/document.js";
import { ESCALATING, escalations } from "../policy/escalation.js";
import { bySeverity, type Severity } from "./audit-finding.js";
import { type Allowed, allowed, type Rights } from "./rights.js";

/** A way from a role to rights that it does not have. */
export interface Chain {
  severity: Severity;
  /** The steps and what they lead to, such as `iam:PassRole on * + lambda:CreateFunction → any role Lambda may assume`. */
  text: string;
  /** The policies it stands in. */
  policies: string[];
}

/** A service that acts with a role it is handed. */
interface Starter {
  /** Its principal. */
  service: string;
  name: string;
  /** What starts it with a role: one of these sets of actions. */
  by: readonly (readonly string[])[];
  /** Whether it runs code of whoever starts it; else it reads or writes data with the role. */
  runsCode: boolean;
}

/**
 * Sources: https://pathfinding.cloud (new-passrole), https://github.com/prowler-cloud/prowler (privilege escalation checks),
 * https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation
 */
const STARTERS: readonly Starter[] = [
  starter("lambda", "Lambda", [["lambda:CreateFunction"]]),
  starter("ec2", "EC2", [["ec2:RunInstances"]]),
  starter("sagemaker", "SageMaker", [
    ["sagemaker:CreateTrainingJob"],
    ["sagemaker:CreateProcessingJob"],
    ["sagemaker:CreateNotebookInstance"],
    ["sagemaker:CreatePipeline"],
    ["sagemaker:CreateModel"],
  ]),
  starter("glue", "Glue", [
    ["glue:CreateJob", "glue:StartJobRun"],
    ["glue:UpdateJob", "glue:StartJobRun"],
    ["glue:CreateSession", "glue:RunStatement"],
    ["glue:CreateDevEndpoint"],
  ]),
  starter("cloudformation", "CloudFormation", [["cloudformation:CreateStack"]]),
  starter("ecs-tasks", "ECS", [
    ["ecs:RegisterTaskDefinition", "ecs:RunTask"],
    ["batch:RegisterJobDefinition", "batch:SubmitJob"],
  ]),
  starter("codebuild", "CodeBuild", [["codebuild:CreateProject", "codebuild:StartBuild"]]),
  starter("states", "Step Functions", [
    ["states:CreateStateMachine", "states:StartExecution"],
    ["states:UpdateStateMachine", "states:StartExecution"],
  ]),
  starter("elasticmapreduce", "EMR", [["elasticmapreduce:RunJobFlow"]]),
  starter("emr-serverless", "EMR Serverless", [["emr-serverless:StartJobRun"]]),
  starter("datapipeline", "Data Pipeline", [["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"]]),
  starter("scheduler", "EventBridge Scheduler", [["scheduler:CreateSchedule"]]),
  starter("ssm", "Systems Manager", [["ssm:StartAutomationExecution"]]),
  starter("tasks.apprunner", "App Runner", [["apprunner:CreateService"]]),
  starter("bedrock-agentcore", "Bedrock AgentCore", [["bedrock-agentcore:CreateCodeInterpreter"]]),
  starter("bedrock", "Bedrock", [["bedrock:CreateModelCustomizationJob"]], false),
  starter("forecast", "Forecast", [["forecast:CreateDatasetImportJob"], ["forecast:CreatePredictor"]], false),
];

function starter(prefix: string, name: string, by: Starter["by"], runsCode = true): Starter {
  return { service: `${prefix}.amazonaws.com`, name, by, runsCode };
}

/** The ways from a role to other rights, the gravest first. */
export async function chainsOf(rights: Rights): Promise<Chain[]> {
  return [...(await passed(rights)), ...(await taken(rights))].toSorted(bySeverity);
}

const kindPatterns = new Map<string, Promise<readonly string[]>>();

/** What ARNs of the things look like that an action works on; none where it works on none in particular. */
function kindsOf(action: string): Promise<readonly string[]> {
  const [service = "", name = ""] = action.split(":");
  const known =
    kindPatterns.get(action) ??
    actionsOf(service).then((actions) =>
      (actions.get(name)?.kinds ?? []).map(({ arn }) => arn.replace(/\$\{[^}]*\}/g, "*")),
    );
  kindPatterns.set(action, known);
  return known;
}

/** Whether an ARN of a policy can be of a kind. Its parts are compared one by one: nobody means a type by a region's `*`. */
function mayBeOfKind(arn: string, kind: string): boolean {
  const [parts, kindParts] = [arn, kind].map((one) => [
    ...one.split(":").slice(0, 5),
    one.split(":").slice(5).join(":"),
  ]) as [string[], string[]];
  if (arn.split(":").length < 6) return patternsMeet(arn, kind);
  return parts.every((part, index) => patternsMeet(part, kindParts[index] ?? ""));
}

/** The statements that allow an action on something that it works on. @param action in lower case */
async function reaching(rights: Rights, action: string): Promise<Allowed[]> {
  const kinds = await kindsOf(action);
  return allowed(rights, action).flatMap(({ placed, resources }) => {
    const reached =
      kinds.length === 0 ? resources : resources.filter((one) => kinds.some((kind) => mayBeOfKind(one, kind)));
    return reached.length === 0 ? [] : [{ placed, resources: reached }];
  });
}

/** Roles handed to a service that acts with them. */
async function passed(rights: Rights): Promise<Chain[]> {
  const ways = new Map<string, Allowed[]>();
  for (const action of new Set(STARTERS.flatMap(({ by }) => by.flat()))) {
    ways.set(action, await reaching(rights, action.toLowerCase()));
  }
  const passes = allowed(rights, "iam:passrole");
  return passes.flatMap((pass): Chain[] => {
    const { Condition } = pass.placed.statement;
    const isNamed = pass.resources.every((resource) => !/[*?]/.test(resource));
    const isHeld = servicesIn(Condition) !== undefined;
    // Roles named one by one for a named service are what AWS tells everybody to do.
    if (isNamed && isHeld) return [];
    const step = `iam:PassRole on ${shortList(pass.resources)}`;
    const chains = STARTERS.filter(({ service }) => mayBePassedTo(Condition, service)).flatMap(
      ({ name, by, runsCode }): Chain[] => {
        const way = by.map((actions) => actions.map((action) => ways.get(action) ?? []));
        const found = way.findIndex((steps) => steps.every((step) => step.length > 0));
        if (found < 0) return [];
        const policies = [pass, ...(way[found] ?? []).flatMap(([first]) => first ?? [])];
        return [
          {
            severity: !runsCode || isNamed ? "medium" : "high",
            text: [`${step} + ${by[found]?.join(" + ")}`, `${rolesIn(pass.resources)} ${name} may assume`].join(" → "),
            policies: [...new Set(policies.map(({ placed }) => placed.policy))],
          },
        ];
      },
    );
    if (chains.length > 0) return chains;
    const whom = servicesIn(Condition)?.join(", ") ?? "any service";
    const text = `${step} → hands ${rolesIn(pass.resources)} to ${whom}, once something starts it`;
    return [{ severity: isHeld || isNamed ? "low" : "medium", text, policies: [pass.placed.policy] }];
  });
}

/** The services that a condition holds the passing of a role to; undefined where it holds it to none. */
function servicesIn(condition: ConditionBlock | undefined): string[] | undefined {
  const found = Object.entries(condition ?? {})
    .filter(([operator]) => /^(For\w+:)?String(Equals|Like)/i.test(operator))
    .flatMap(([, block]) => Object.entries(block).filter(([key]) => /^iam:PassedToService$/i.test(key)))
    .flatMap(([, values]) => asList(values));
  return found.length === 0 ? undefined : found;
}

function mayBePassedTo(condition: ConditionBlock | undefined, service: string): boolean {
  return servicesIn(condition)?.some((pattern) => patternContains(pattern, service)) ?? true;
}

function rolesIn(resources: readonly string[]): string {
  if (resources.some((resource) => resource === "*" || /:role\/\*$/.test(resource))) return "any role";
  if (resources.every((resource) => !/[*?]/.test(resource)))
    return `the role ${resources.map(nameInArn).join(", ")} if`;
  return `roles named like ${shortList(resources.map((resource) => resource.split(":role/")[1] ?? resource))} that`;
}

/** What gives rights by itself, without another role being handed on. */
async function taken(rights: Rights): Promise<Chain[]> {
  const chains: Chain[] = [];
  for (const [action, how] of Object.entries(ESCALATING)) {
    if (action === "iam:passrole") continue;
    for (const { placed, resources } of await reaching(rights, action)) {
      if (escalations([action], resources, placed.statement.Condition).length === 0) continue;
      const text = `${await spelled(action)} on ${shortList(resources)} → ${how}`;
      chains.push({ severity: gravity(action, resources), text, policies: [placed.policy] });
    }
  }
  return chains;
}

const spellings = new Map<string, Promise<string>>();

/** An action as AWS writes it. */
function spelled(action: string): Promise<string> {
  const known = spellings.get(action) ?? actionGroup(action).then(({ name }) => name);
  spellings.set(action, known);
  return known;
}

function gravity(action: string, resources: readonly string[]): Severity {
  const isNamed = resources.every((resource) => !/[*?]/.test(resource));
  if (action.startsWith("iam:") || action.startsWith("sso:")) return "high";
  // Opening Studio is what its users' roles are for.
  if (isNamed || action === "sagemaker:createpresigneddomainurl") return "low";
  return action === "sts:assumerole" ? "high" : "medium";
}

function shortList(texts: readonly string[]): string {
  return texts.length <= 2 ? texts.join(", ") : `${texts.slice(0, 2).join(", ")} and ${texts.length - 2} more`;
}
