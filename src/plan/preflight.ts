import type { AwsAccount, IamWrite } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import type { Plan } from "./plan.js";

/** Whether whoever is asking may make one kind of call of a plan. */
export interface PreflightLine {
  action: string;
  resource: string;
  answer: "yes" | "no" | "unknown";
  why?: string;
}

/** What can be told before anything is written. */
export interface PreflightReport {
  lines: PreflightLine[];
  /** Quotas of the account that the plan would go over, in words. */
  full: string[];
}

/**
 * Asks, before anything is written, whether this identity may make the calls of a plan, and whether the account has
 * room for what it makes. What cannot be told is “unknown”, and never a “no”.
 */
export async function preflight(plan: Plan, account: AwsAccount, signal?: AbortSignal): Promise<PreflightReport> {
  const calls = distinct(plan.steps.flatMap(({ call }) => callsOf(call, plan)));
  const [answers, room] = await Promise.all([account.simulateSelf(calls, signal), account.readRoom(signal)]);
  const lines = calls.map(({ action, resource }, index) => ({
    action,
    resource,
    ...(answers[index] ?? { answer: "unknown" as const }),
  }));
  const count = (api: IamWrite["api"]) => plan.steps.filter(({ call }) => call.api === api).length;
  return {
    lines,
    full: [
      ...(room.roles !== undefined && count("CreateRole") > room.roles ? ["The account may have no more roles."] : []),
      ...(room.policies !== undefined && count("CreatePolicy") > room.policies
        ? [`The account may have only ${room.policies} more managed policies.`]
        : []),
    ],
  };
}

/**
 * Refuses a plan that cannot come to its end.
 * @throws Problem `preflight` when a call is known to be refused, or the account to be full
 */
export function refuseHopeless({ lines, full }: PreflightReport): void {
  const denied = lines.filter(({ answer }) => answer === "no");
  if (denied.length + full.length === 0) return;
  const actions = [...new Set(denied.map(({ action }) => action))];
  throw new Problem(
    "preflight",
    denied.length > 0
      ? `This identity lacks ${actions.join(", ")}, so that the plan could not be finished.`
      : (full[0] as string),
    "Nothing was written. Ask for what is missing, or hand the role over with: sagerole export FILE --format markdown. To try all the same: --no-preflight.",
    { details: [...denied.map(({ action, resource, why }) => `${action} on ${resource}: ${why}`), ...full] },
  );
}

interface Call {
  action: string;
  resource: string;
  context?: Record<string, string>;
}

/** The permissions a call is checked for, with the context that its conditions may ask for. */
function callsOf({ api, input }: IamWrite, { account, partition, roleArn }: Plan): Call[] {
  const policy = "PolicyArn" in input ? { "iam:PolicyARN": input.PolicyArn } : undefined;
  if (api === "CreatePolicy") {
    const resource = `arn:${partition}:iam::${account}:policy${input.Path}${input.PolicyName}`;
    return [{ action: "iam:CreatePolicy", resource }];
  }
  if (!("RoleName" in input)) return [{ action: `iam:${api}`, resource: input.PolicyArn }];
  const boundary =
    "PermissionsBoundary" in input && input.PermissionsBoundary !== undefined
      ? { "iam:PermissionsBoundary": input.PermissionsBoundary }
      : undefined;
  const context = policy ?? boundary;
  const withTags = api === "CreateRole" && input.Tags !== undefined;
  return [
    { action: `iam:${api}`, resource: roleArn, ...(context && { context }) },
    ...(withTags ? [{ action: "iam:TagRole", resource: roleArn }] : []),
  ];
}

function distinct(calls: readonly Call[]): Call[] {
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}
