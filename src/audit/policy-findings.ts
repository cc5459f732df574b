import { actionsOf } from "../policy/action-reference.js";
import { patternContains } from "../policy/contain.js";
import { asList } from "../policy/document.js";
import { ESCALATING } from "../policy/escalation.js";
import { type AuditFinding, finding } from "./audit-finding.js";
import { dataReach } from "./data.js";
import { isAbout, isConditional, leftOf, type Placed, type Rights } from "./rights.js";

/** What is wrong with one statement of a policy that is the account's own. */
export async function statementFindings(placed: Placed, rights: Rights): Promise<AuditFinding[]> {
  const excluding = exclusion(placed, rights);
  if (excluding !== undefined) return [excluding];
  if (isEverything(placed)) return everything(placed, rights);
  return [...wildcards(placed, rights), ...data(placed, rights), ...(await anyResource(placed, rights))];
}

/** Whether a statement allows all actions there are. */
export function isEverything({ statement }: Placed): boolean {
  return asList(statement.Action).some((action) => /^\*+(:\*+)?$/.test(action));
}

/** How findings name a statement. */
export function placeOf({ policy, sid }: Placed): string {
  return `policy ${policy}, statement ${sid}`;
}

function resourcesOf({ statement }: Placed): string[] {
  return asList(statement.Resource ?? "*");
}

function onAll(resources: readonly string[]): boolean {
  return resources.includes("*");
}

function everything(placed: Placed, rights: Rights): AuditFinding[] {
  const isAll = onAll(resourcesOf(placed)) && !isConditional(placed.statement);
  if (!isAll) {
    return [
      finding(
        "wildcard-actions",
        "medium",
        placeOf(placed),
        `Every action there is, on ${shortList(resourcesOf(placed))}${held(placed)}.`,
        "Name the actions that the work needs.",
      ),
    ];
  }
  const bound = rights.boundary !== undefined;
  return [
    finding(
      "admin-access",
      bound ? "medium" : "high",
      placeOf(placed),
      `Every action on every resource${bound ? ", as far as the boundary lets it" : ""}.`,
      "Replace it by a policy for what the role does.",
      bound ? [] : ["does anything in the account"],
    ),
  ];
}

function exclusion(placed: Placed, rights: Rights): AuditFinding | undefined {
  const { Action, NotAction, NotResource } = placed.statement;
  if (NotAction === undefined && NotResource === undefined) return undefined;
  const isAll = NotAction !== undefined && onAll(resourcesOf(placed)) && !isConditional(placed.statement);
  const what = NotAction === undefined ? shortList(asList(Action)) : `everything but ${shortList(asList(NotAction))}`;
  const where =
    NotResource === undefined ? shortList(resourcesOf(placed)) : `everything but ${shortList(asList(NotResource))}`;
  const isHigh = isAll && rights.boundary === undefined;
  return finding(
    "allow-by-exclusion",
    isHigh ? "high" : "medium",
    placeOf(placed),
    `Allows ${what} on ${where}${held(placed)}.`,
    "Say what is allowed instead, and deny what must not be.",
    isHigh ? [`does ${what}`] : [],
  );
}

function wildcards(placed: Placed, rights: Rights): AuditFinding[] {
  const services = asList(placed.statement.Action).filter((action) => /^[\w-]+:\*+$/.test(action));
  const left = services.filter((action) => {
    const name = action.toLowerCase();
    return leftOf(rights, placed.statement, name).length > 0;
  });
  if (left.length === 0) return [];
  const isWide = onAll(resourcesOf(placed)) && !isConditional(placed.statement);
  const isGrave = isWide && left.some((action) => /^(iam|sts|organizations|sso):/i.test(action));
  return [
    finding(
      "wildcard-actions",
      isGrave ? "high" : isWide ? "medium" : "low",
      placeOf(placed),
      `All actions of ${left.map((action) => action.split(":")[0]).join(", ")} on ${shortList(resourcesOf(placed))}${held(placed)}.`,
      "Name the actions that the work needs.",
    ),
  ];
}

function data(placed: Placed, rights: Rights): AuditFinding[] {
  const { everywhere } = dataReach(placed, rights);
  if (everywhere.length === 0) return [];
  return [
    finding(
      "all-data",
      "high",
      placeOf(placed),
      `${everywhere.map(({ action }) => action).join(", ")} on all there is: ${shortList(resourcesOf(placed))}.`,
      "Name the buckets and prefixes, secrets or tables that its jobs use.",
      [...new Set(everywhere.map(({ attack }) => attack))],
    ),
  ];
}

/**
 * Actions on any resource that AWS's pages for SageMaker ask for on *: the network interfaces of jobs in a VPC, the
 * addresses of clusters on EKS, and logs.
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html,
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html
 */
const ASKED_FOR =
  /^(ec2:(create|delete|attach|detach)networkinterface(permission)?|ec2:(un)?assignprivateipaddresses|ec2:modifynetworkinterfaceattribute|logs:(create|put)\w+)$/;

async function anyResource(placed: Placed, rights: Rights): Promise<AuditFinding[]> {
  const { statement } = placed;
  if (!onAll(resourcesOf(placed)) || isConditional(statement)) return [];
  const patterns = asList(statement.Action).filter((action) => !/:\*+$/.test(action));
  const told = new Set(dataReach(placed, rights).everywhere.map(({ action }) => action.toLowerCase()));
  const writes: string[] = [];
  const reads: string[] = [];
  for (const pattern of patterns) {
    const [service = ""] = pattern.toLowerCase().split(":");
    for (const [name, { name: spelled, level, kinds }] of await actionsOf(service)) {
      const action = `${service}:${name}`;
      if (kinds.length === 0 || told.has(action) || Object.hasOwn(ESCALATING, action)) continue;
      if (!patternContains(pattern.toLowerCase(), action) || !isAbout(statement, action)) continue;
      if (!onAll(leftOf(rights, statement, action))) continue;
      const isRead = level === "Read" || level === "List" || ASKED_FOR.test(action);
      (isRead ? reads : writes).push(`${service}:${spelled}`);
    }
  }
  const one = (severity: "medium" | "low", actions: string[]) =>
    finding(
      "any-resource",
      severity,
      placeOf(placed),
      `${shortList([...new Set(actions)])} on any resource.`,
      "Name the resources, or hold the statement to a tag.",
    );
  return [...(writes.length > 0 ? [one("medium", writes)] : []), ...(reads.length > 0 ? [one("low", reads)] : [])];
}

function held({ statement }: Placed): string {
  return isConditional(statement) ? ", under a condition" : "";
}

/** The first few of a list, and how many more there are. */
export function shortList(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).join(", ");
  return texts.length <= 3 ? shown : `${shown} and ${texts.length - 3} more`;
}
